#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

// On N(0,1) from stationarity the mean acceptance is 1 - (2/pi) atan(h^1.5 / sqrt 8).
TEST_CASE("mala: the mean acceptance on a Gaussian is the closed form, and the law stays") {
  const int64_t n = 50000;
  for (const double h : {0.1, 0.5, 1.0, 2.0}) {
    small_flow f("mala", n, 1, 5);
    normals({17, 0, purpose::user}, 0, n, 1, f.x().data());
    f.gaussian({0}, {1});
    f.options().set_real("step_size", h);
    const double expected = 1 - 2 / 3.14159265358979324 * std::atan(std::pow(h, 1.5) / std::sqrt(8.0));
    const double standard_error = std::sqrt(expected * (1 - expected) / static_cast<double>(n));  // an acceptance in [0,1] varies at most like a coin
    for (int step = 0; step < 5; ++step) {
      f.run->step();
      CHECK(std::abs(f.stats().acceptance - expected) < 4 * standard_error);
    }
    CHECK(std::abs(variance_of(f.x()) - 1) < 4 * std::sqrt(2.0 / static_cast<double>(n)));
    CHECK(std::abs(mean_of(f.x())) < 4 / std::sqrt(static_cast<double>(n)));
  }
}

TEST_CASE("mala: the warm-up reaches the wanted acceptance on an ill-conditioned Gaussian, with every metric that can") {
  const int64_t d = 6;
  std::vector<double> covariance(static_cast<size_t>(d * d));
  for (int64_t k = 0; k < d; ++k) covariance[static_cast<size_t>(k * (d + 1))] = std::pow(10.0, static_cast<double>(k) - 3);
  for (const char *metric : {"dense", "diagonal"}) {
    INFO(metric);
    small_flow f("mala", 200, d, 3);
    normals({18, 0, purpose::user}, 0, 200, d, f.x().data());
    f.gaussian(std::vector<double>(static_cast<size_t>(d)), covariance);
    f.options().set_text("metric", metric);
    f.options().set_integer("warmup", 400);
    f.run->run(400, 0, 0);
    double acceptance = 0;
    for (int k = 0; k < 100; ++k) {
      f.run->step();
      acceptance += f.stats().acceptance / 100;
    }
    // The mean of 100 steps of 200 chains has a standard error below 0.01; the tuned h itself is within a few percent.
    CHECK(std::abs(acceptance - 0.574) < 0.05);
    CHECK(f.stats().step_size > 0.3);  // in units of the metric a six-dimensional Gaussian allows steps of order one
  }
}

TEST_CASE("mala: nothing is tuned after the warm-up") {
  small_flow f("mala", 50, 2, 3);
  normals({18, 0, purpose::user}, 0, 50, 2, f.x().data());
  f.gaussian({0, 0}, {1, 0, 0, 1});
  f.options().set_integer("warmup", 30);
  f.run->run(31, 0, 0);
  const double h = f.stats().step_size;
  for (int k = 0; k < 20; ++k) {
    f.run->step();
    CHECK(f.stats().step_size == h);
  }
}
