#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

void check_close(const std::vector<double> &value, const std::vector<double> &expected, double tolerance) {
  REQUIRE(value.size() == expected.size());
  for (size_t i = 0; i < value.size(); ++i) CHECK(value[i] == doctest::Approx(expected[i]).epsilon(tolerance));
}

const std::vector<double> target_mean{1, -1}, target_covariance{2, 0.6, 0.6, 0.5};

}  // namespace

// The expected directions are the sums of Liu and Wang 2016, equation 8, at these particles, to ten digits.
TEST_CASE("svgd: directions at three particles in one dimension") {
  small_flow f("svgd", 3, 1);
  f.x() = {-1, 0.5, 2};
  f.gaussian({0}, {1});
  f.options().set_real("bandwidth", 1);
  check_close(f.drift(), {0.09838336086, -0.2748841558, -0.5436371822}, 1e-9);
}

TEST_CASE("svgd: directions at four particles in two dimensions") {
  small_flow f("svgd", 4, 2);
  f.x() = {0, 0, 1, 0.5, -1, 1, 0.5, -1.5};
  f.gaussian(target_mean, target_covariance);
  f.options().set_real("bandwidth", 1);
  check_close(f.drift(),
              {0.8507573475, -2.363236686, 0.8903236393, -1.813745611, 0.9021223198, -2.425123563, 0.1840558251, -0.3625495983}, 1e-9);
}

// Liu and Wang 2018: with k = <x,y> + 1 and a Gaussian target every fixed point has the exact mean and covariance (divisor n).
TEST_CASE("svgd: the linear kernel makes mean and covariance of a Gaussian exact") {
  const int64_t n = 8;
  small_flow f("svgd", n, 2);
  normals({3, 0, purpose::user}, 0, n, 2, f.x().data());
  f.gaussian(target_mean, target_covariance);
  f.options().set_text("kernel", "linear");
  f.options().set_text("stepper", "euler");
  f.options().set_real("step_size", 0.05);
  CHECK(f.run->run(20000, 0, 1e-12) == WGF_CONVERGED);
  double mean[2] = {0, 0}, c[3] = {0, 0, 0};
  for (int64_t i = 0; i < n; ++i)
    for (int k = 0; k < 2; ++k) mean[k] += f.x()[static_cast<size_t>(2 * i + k)] / static_cast<double>(n);
  for (int64_t i = 0; i < n; ++i) {
    const double a = f.x()[static_cast<size_t>(2 * i)] - mean[0], b = f.x()[static_cast<size_t>(2 * i + 1)] - mean[1];
    c[0] += a * a / static_cast<double>(n);
    c[1] += a * b / static_cast<double>(n);
    c[2] += b * b / static_cast<double>(n);
  }
  // The speed is below 1e-12 and the slowest rate of return is about 0.3.
  check_close({mean[0], mean[1], c[0], c[1], c[2]}, {1, -1, 2, 0.6, 0.5}, 1e-10);
}

TEST_CASE("svgd: the linear kernel follows the moment equations of its Gaussian flow") {
  // m' = B m - P (m - mu), C' = B C + C B', B = I - P (C + (m - mu) m'): one small Euler step of the particles against one of the moments.
  const int64_t n = 6;
  small_flow f("svgd", n, 1);
  f.x() = {-1, -0.3, 0.2, 0.9, 1.4, 2.1};
  f.gaussian({0.5}, {2});
  f.options().set_text("kernel", "linear");
  const std::vector<double> v = f.drift();
  const double m = mean_of(f.x()), c = variance_of(f.x()) * (n - 1.0) / n, p = 0.5, b = 1 - p * (c + (m - 0.5) * m);
  double mean_rate = 0, covariance_rate = 0;
  for (size_t i = 0; i < v.size(); ++i) {
    mean_rate += v[i] / n;
    covariance_rate += 2 * (f.x()[i] - m) * v[i] / n;
  }
  CHECK(mean_rate == doctest::Approx(b * m - p * (m - 0.5)).epsilon(1e-12));
  CHECK(covariance_rate == doctest::Approx(2 * b * c).epsilon(1e-12));
}

// rho = N((0,2), [1 .3; .3 2]), l = 1, x = (.5,.5): phi = (0.732507882, -1.946438516) in the limit of many particles.
TEST_CASE("svgd: the direction of a Gaussian cloud is that of the Gaussian") {
  const int64_t n = 20000;
  small_flow f("svgd", n, 2);
  normals({4, 0, purpose::user}, 0, n, 2, f.x().data());
  const double l21 = 0.3, l22 = std::sqrt(2 - 0.09);
  for (int64_t i = 0; i < n; ++i) {
    double *x = &f.x()[static_cast<size_t>(2 * i)];
    x[1] = 2 + l21 * x[0] + l22 * x[1];
  }
  f.x()[0] = f.x()[1] = 0.5;
  f.gaussian(target_mean, target_covariance);
  f.options().set_real("bandwidth", 1);
  const std::vector<double> v = f.drift();
  // The summand k s + (x - y) k is bounded by about 8: standard error at most 8 / sqrt(n) = 0.057; its sd is below 2.5 in each coordinate, 4 s.e. = 0.07.
  CHECK(std::abs(v[0] - 0.732507882) < 0.07);
  CHECK(std::abs(v[1] + 1.946438516) < 0.07);
}
