#include "sampler/isokinetic_warmup.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"

using namespace wgf;

TEST_CASE("isokinetic warm-up: a step size finds the error that grows as its sixth power, from 1e-9 and from 1e9 of it") {
  for (const double start : {1e-9, 1.0, 1e9}) {
    isokinetic_warmup learns(200, 1, 2);
    double h = start;
    for (int k = 0; k < 120; ++k) h *= learns.by_error(5e-4 * std::pow(h, 6), 5e-4);
    CHECK(h == doctest::Approx(1).epsilon(0.01));  // 45 strides at most, then each step leaves at most nine tenths of what is missing
  }
}

TEST_CASE("isokinetic warm-up: a step size finds the acceptance") {
  for (const double start : {1e-9, 1.0, 1e9}) {
    isokinetic_warmup learns(200, 1, 2);
    double h = start;
    for (int k = 0; k < 200; ++k) h *= learns.by_acceptance(std::erfc(h), 0.9);
    CHECK(std::erfc(h) == doctest::Approx(0.9).epsilon(0.01));
  }
}

TEST_CASE("isokinetic warm-up: the length is the root mean variance since half of it, at a far origin too") {
  constexpr int64_t n = 50, d = 2, steps = 40;
  for (const double origin : {0.0, 1e9}) {
    isokinetic_warmup learns(steps, n, d);
    double length = 0.25;
    std::vector<double> x(n * d);
    for (int64_t step = 0; step < steps; ++step) {
      normals({3, static_cast<uint64_t>(step), purpose::user}, 0, n, d, x.data());
      for (size_t q = 0; q < x.size(); ++q) {
        const double width = step < steps / 2 ? 100 : q % 2 == 0 ? 1
                                                                 : 7;
        x[q] = origin + width * x[q];
      }
      if (step == steps / 2) CHECK(length == doctest::Approx(100).epsilon(0.1));  // of 500 rows each standard error is 3 %
      if (step < steps / 2 - 1) CHECK(length == 0.25);
      learns.see(step, x.data(), &length);
    }
    CHECK(length == doctest::Approx(5).epsilon(0.1));  // sqrt((1 + 49) / 2)
  }
}
