#include "discrepancies/evaluation.h"
#include "pair/profile.h"
#include "reference/gaussian_grid.h"
#include "reference/stein.h"

namespace wgf {
const discrepancy_spec &discrepancy_ksd();
}

using namespace wgf;

namespace {

const numbers three{-1, 0.5, 2}, cross{0, 0, 1, 0.5, -1, 1, 0.5, -1.5};

std::shared_ptr<target> standard_normal() {
  return density_target(std::make_shared<gaussian_density>(numbers{0}, numbers{1}), 1);
}

// N((1, -1), [2 0.6; 0.6 0.5])
std::shared_ptr<target> correlated() {
  const double det = 2 * 0.5 - 0.36;
  return density_target(
      std::make_shared<gaussian_density>(numbers{1, -1}, numbers{0.5 / det, -0.6 / det, -0.6 / det, 2 / det}),
      2);
}

evaluation ksd(std::shared_ptr<target> density, const char *kernel, double bandwidth, bool unbiased = false,
               int threads = 1) {
  evaluation e(discrepancy_ksd(), std::move(density), threads);
  e.options.set_text("kernel", kernel);
  e.options.set_real("bandwidth", bandwidth);
  e.options.set_integer("unbiased", unbiased ? 1 : 0);
  return e;
}

numbers scores(target &density, const numbers &x, int64_t n) {
  numbers score(x.size());
  std::vector<uint8_t> rejected(static_cast<size_t>(n));
  workers pool(1);
  answer out;
  out.score = score.data();
  out.rejected = rejected.data();
  density.respond({WGF_SCORE, n, static_cast<int64_t>(x.size()) / n, -1, x.data(), nullptr, out}, pool);
  return score;
}

int cubic_exponential(void *, int64_t n, const double *u, double *k, double *k1, double *k2,
                      double *k3) {  // exp(-u/2)
  for (int64_t i = 0; i < n; ++i) {
    k[i] = std::exp(-u[i] / 2);
    k1[i] = -k[i] / 2;
    if (k2) k2[i] = k[i] / 4;
    if (k3) k3[i] = -k[i] / 8;
  }
  return 0;
}

}  // namespace

TEST_CASE("ksd: the values at fixed particles") {
  // The published digits: ten. The kernel imq of the library is (1 + r^2/l^2)^(-1/2).
  CHECK(ksd(standard_normal(), "gaussian", 1)(three, even(3)) == doctest::Approx(0.4008195618).epsilon(1e-9));
  CHECK(ksd(standard_normal(), "gaussian", 1, true)(three, even(3)) ==
        doctest::Approx(-0.7737706574).epsilon(1e-9));
  CHECK(ksd(standard_normal(), "imq", 1)(three, even(3)) == doctest::Approx(0.5101938815).epsilon(1e-9));
  CHECK(ksd(standard_normal(), "imq", 1, true)(three, even(3)) ==
        doctest::Approx(-0.6097091778).epsilon(1e-9));
  CHECK(ksd(correlated(), "gaussian", 1)(cross, even(4)) == doctest::Approx(10.79868812).epsilon(1e-9));
  CHECK(ksd(correlated(), "gaussian", 1, true)(cross, even(4)) == doctest::Approx(3.528031912).epsilon(1e-9));
}

TEST_CASE("ksd: minus n times half the gradient is the velocity of the descent") {
  evaluation e = ksd(standard_normal(), "gaussian", 1);
  numbers gradient;
  e(three, even(3), &gradient);
  const numbers velocity{0.4384535391, -0.5183735063, -0.6402180099};
  for (size_t i = 0; i < 3; ++i) CHECK(-1.5 * gradient[i] == doctest::Approx(velocity[i]).epsilon(1e-9));
}

TEST_CASE("ksd: of a wider or narrower Gaussian it is the closed form") {
  const struct {
    double sd, length, expected;
  } rows[] = {{0.5, 1, 0.3061862178}, {0.5, 2, 0.1178511302}, {2, 1, 0.3333333333}, {2, 2, 0.4330127019}};
  for (const auto &row : rows) {
    // The narrowest factor, length 1 over the standard deviation 2, has s = 0.45 there: 2 exp(-2 pi^2 s^2 /
    // h^2) = 1e-27. The table has ten digits.
    const auto x = reference::gaussian_points(0, row.sd * row.sd, 0.25);
    CHECK(ksd(standard_normal(), "gaussian", row.length)(x.x, x.w) ==
          doctest::Approx(row.expected).epsilon(1e-8));
  }
}

TEST_CASE("ksd: of a shifted Gaussian with the kernel imq it is the closed form") {
  const auto x = reference::gaussian_points(
      1, 1, 0.2);  // the poles of the kernel at r = +-i leave an error of order exp(-2 pi / h) = 2e-14
  CHECK(ksd(standard_normal(), "imq", 1)(x.x, x.w) == doctest::Approx(0.7057570043).epsilon(1e-8));
}

TEST_CASE("ksd: between correlated Gaussians in the plane it is the closed form") {
  Eigen::Matrix2d covariance;
  covariance << 1, 0.3, 0.3, 2;
  // The largest standard deviation is 1.5, so s = 0.32 for the length 0.5: 2 exp(-2 pi^2 s^2 / h^2) = 2e-12.
  const auto x = reference::gaussian_points(Eigen::Vector2d(0, 2), covariance, 0.27);
  CHECK(ksd(correlated(), "gaussian", 0.5)(x.x, x.w) == doctest::Approx(10.38099613).epsilon(1e-8));
  CHECK(ksd(correlated(), "gaussian", 1)(x.x, x.w) == doctest::Approx(32.64092186).epsilon(1e-8));
  CHECK(ksd(correlated(), "gaussian", 2)(x.x, x.w) == doctest::Approx(71.12680752).epsilon(1e-8));
}

TEST_CASE("ksd: weighted V- and U-statistics equal the plain Stein kernel") {
  constexpr size_t d = 3;
  const auto density = density_target(std::make_shared<quartic_density>(d), d);
  const numbers x = normal_cloud(25, d, 1), w = uneven(25, 2), score = scores(*density, x, 25);
  for (const bool unbiased : {false, true}) {
    // 600 terms of order 10, summed in another order.
    CHECK(std::abs(ksd(density, "gaussian", 1.3, unbiased)(x, w) -
                   reference::squared_ksd(reference::gaussian_terms{1.3}, d, x, score, w, unbiased)) < 1e-12);
    CHECK(std::abs(ksd(density, "imq", 0.8, unbiased)(x, w) -
                   reference::squared_ksd(reference::imq_terms{0.8}, d, x, score, w, unbiased)) < 1e-12);
  }
}

TEST_CASE("ksd: the gradient is that of the value") {
  const auto density = density_target(std::make_shared<quartic_density>(3), 3);
  const numbers x = normal_cloud(8, 3, 1), w = uneven(8, 2);
  for (const char *kernel : {"gaussian", "imq", "matern52", "rational_quadratic"})
    for (const bool unbiased : {false, true}) {
      CAPTURE(kernel);
      evaluation e = ksd(density, kernel, 0.9, unbiased);
      check_gradient(e, x, w, 3e-8);  // step^2 = 1e-10 times third derivatives of order 100
    }
}

TEST_CASE("ksd: an own kernel counts as smooth") {
  pair::profile own;
  own.callback = cubic_exponential;
  const numbers x = normal_cloud(8, 1, 1), w = uneven(8, 2);
  evaluation e = ksd(standard_normal(), "imq", 0.9), named = ksd(standard_normal(), "gaussian", 0.9);
  e.own_kernel = &own;
  CHECK(e(x, w) == doctest::Approx(named(x, w)).epsilon(1e-13));
  check_gradient(e, x, w, 1e-8);
}

TEST_CASE("ksd: a rejected particle leaves the sums") {
  const auto density = density_target(std::make_shared<quartic_density>(2), 2);
  evaluation e = ksd(density, "imq", 1);
  numbers with, without;
  const double value = e({0.1, 0.2, 60, 0, -0.4, 1}, {0.25, 0.5, 0.25}, &with);
  CHECK(value == doctest::Approx(e({0.1, 0.2, -0.4, 1}, {0.5, 0.5}, &without)).epsilon(1e-14));
  CHECK(with[2] == 0);
  CHECK(with[3] == 0);
  CHECK(with[0] == doctest::Approx(without[0]).epsilon(1e-13));
  CHECK(with[5] == doctest::Approx(without[3]).epsilon(1e-13));
  CHECK_THROWS_AS(e({60, 0, 70, 0}, {0.5, 0.5}), error);
}

TEST_CASE("ksd: kernels that are not smooth enough are refused, with the reason") {
  const auto code = [](const char *kernel, bool gradient) -> int {
    evaluation e = ksd(standard_normal(), kernel, 1);
    numbers out;
    try {
      e(three, even(3), gradient ? &out : nullptr);
    } catch (const error &refused) {
      return refused.code();
    }
    return WGF_OK;
  };
  for (const char *kernel : {"laplace", "riesz", "linear"}) CHECK(code(kernel, false) == WGF_E_UNSUPPORTED);
  CHECK(code("matern32", false) == WGF_OK);
  CHECK(code("matern32", true) == WGF_E_UNSUPPORTED);
  CHECK(code("matern52", true) == WGF_OK);
}

TEST_CASE("ksd: the same bits for any number of threads") {
  const auto density = density_target(std::make_shared<quartic_density>(3), 3);
  const numbers x = normal_cloud(1100, 3, 1), w = uneven(1100, 2);
  numbers one, many;
  const double value = ksd(density, "imq", 1.1)(x, w, &one);
  for (const int threads : {2, 5}) {
    CHECK(ksd(density, "imq", 1.1, false, threads)(x, w, &many) == value);
    CHECK(many == one);
  }
}
