#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

std::vector<double> normal_cloud(int64_t n, int64_t d, uint64_t step) {
  std::vector<double> x(static_cast<size_t>(n * d));
  normals({9, step, purpose::user}, 0, n, d, x.data());
  return x;
}

// The mean of theta theta^T over the directions of one step, from the definition of the stream.
std::vector<double> direction_moment(int64_t count, int64_t d, uint64_t seed, uint64_t step) {
  std::vector<double> theta(static_cast<size_t>(count * d)), out(static_cast<size_t>(d * d));
  normals({seed, step, purpose::slices}, 0, count, d, theta.data());
  for (int64_t p = 0; p < count; ++p) {
    const double *t = theta.data() + p * d;
    double norm2 = 0;
    for (int64_t k = 0; k < d; ++k) norm2 += t[k] * t[k];
    for (int64_t k = 0; k < d * d; ++k)
      out[static_cast<size_t>(k)] += t[k / d] * t[k % d] / norm2 / static_cast<double>(count);
  }
  return out;
}

}  // namespace

TEST_CASE("sliced_wasserstein: on the line one step of size 1 lands on the samples") {
  small_flow f("sliced_wasserstein", 50, 1);
  f.x() = normal_cloud(50, 1, 0);
  std::vector<double> y = normal_cloud(50, 1, 1);
  f.samples(y);
  f.run->step();
  std::vector<double> x = f.x();
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  for (size_t i = 0; i < x.size(); ++i)
    CHECK(std::abs(x[i] - y[i]) < 4e-15);  // one subtraction and one addition
}

TEST_CASE(
    "sliced_wasserstein: towards a shifted copy of itself a cloud moves by the mean of theta theta^T, new in "
    "every step") {
  // Along any direction the optimal map takes x_i to its own image, and so it stays.
  constexpr int64_t n = 60, d = 3, count = 7;
  for (const bool fresh : {true, false}) {
    CAPTURE(fresh);
    small_flow f("sliced_wasserstein", n, d, 11);
    f.x() = normal_cloud(n, d, 0);
    std::vector<double> x = f.x(), y = x;
    for (double &v : y) v += 2;
    f.samples(y);
    f.options().set_integer("slices", count);
    f.options().set_text("directions", fresh ? "fresh" : "fixed");
    f.options().set_real("step_size", 0.25);
    for (uint64_t step = 0; step < 3; ++step) {
      const std::vector<double> moment = direction_moment(count, d, 11, fresh ? step : 0),
                                before = x;
      for (size_t i = 0; i < x.size(); ++i)
        for (size_t k = 0; k < 3; ++k)
          x[i] += 0.25 * moment[i % 3 * 3 + k] * (y[i / 3 * 3 + k] - before[i / 3 * 3 + k]);
      f.run->step();
      for (size_t i = 0; i < x.size(); ++i)
        CHECK(std::abs(f.x()[i] - x[i]) < 1e-14);  // a few dozen roundings of numbers near 1
    }
  }
}

TEST_CASE(
    "sliced_wasserstein: the velocity between isotropic Gaussians is the closed form within four standard "
    "errors") {
  // rho = N((1, 0), 4 I), target N((0, 1), 0.25 I), x = (0.3, -0.7): (-0.2375, 0.7625).
  constexpr int64_t n = 2000, batches = 20;
  double sum[2] = {0, 0}, square[2] = {0, 0};
  for (uint64_t b = 0; b < batches; ++b) {
    small_flow f("sliced_wasserstein", n, 2, b + 1);
    f.x() = normal_cloud(n, 2, 2 * b);
    std::vector<double> y = normal_cloud(n, 2, 2 * b + 1);
    for (size_t i = 0; i < y.size(); ++i) {
      f.x()[i] = 2 * f.x()[i] + (i % 2 == 0 ? 1 : 0);
      y[i] = 0.5 * y[i] + (i % 2 == 0 ? 0 : 1);
    }
    f.x()[0] = 0.3;
    f.x()[1] = -0.7;
    f.samples(y);
    const std::vector<double> v = f.drift();
    for (size_t k = 0; k < 2; ++k) {
      sum[k] += v[k] / batches;
      square[k] += v[k] * v[k] / batches;
    }
  }
  const double expected[2] = {-0.2375, 0.7625};
  for (size_t k = 0; k < 2; ++k)
    CHECK(std::abs(sum[k] - expected[k]) < 4 * std::sqrt((square[k] - sum[k] * sum[k]) / (batches - 1)));
}

TEST_CASE(
    "sliced_wasserstein: with regularization there is no energy, and the noise is that of the entropy") {
  small_flow quiet("sliced_wasserstein", 400, 2), noisy("sliced_wasserstein", 400, 2);
  for (small_flow *f : {&quiet, &noisy}) {
    f->x() = normal_cloud(400, 2, 0);
    f->samples(normal_cloud(300, 2, 1));
  }
  noisy.options().set_real("regularization", 0.02);
  quiet.run->step();
  noisy.run->step();
  std::vector<double> xi(800);
  normals({1, 0, purpose::noise}, 0, 400, 2, xi.data());
  for (size_t i = 0; i < xi.size(); ++i)
    CHECK(noisy.x()[i] == doctest::Approx(quiet.x()[i] + 0.2 * xi[i]).epsilon(1e-14));
  CHECK(quiet.run->energy() > 0);
  CHECK_THROWS_AS(noisy.run->energy(), error);
}

TEST_CASE("sliced_wasserstein: the flow brings a cloud onto its samples") {
  small_flow f("sliced_wasserstein", 300, 3, 2);
  f.x() = normal_cloud(300, 3, 0);
  std::vector<double> y = normal_cloud(300, 3, 1);
  for (double &v : y) v = 0.3 * v + 5;
  f.samples(y);
  const double before = f.run->energy();
  f.run->run(60, 0, 0);
  CHECK(f.run->energy() < 1e-4 * before);
}
