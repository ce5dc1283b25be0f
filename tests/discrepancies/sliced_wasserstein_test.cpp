#include "discrepancies/evaluation.h"
#include "reference/sliced.h"

namespace wgf {
const discrepancy_spec &discrepancy_sliced_wasserstein();
}

using namespace wgf;

namespace {

evaluation sliced(std::shared_ptr<target> samples, int64_t slices, uint64_t seed = 1, int threads = 1) {
  evaluation e(discrepancy_sliced_wasserstein(), std::move(samples), threads);
  e.options.set_integer("slices", slices);
  e.seed = seed;
  return e;
}

// n draws of N(mean, factor factor^T) in the plane.
numbers plane(int64_t n, uint64_t seed, const numbers &mean, const numbers &factor) {
  numbers z = normal_cloud(n, 2, seed);
  for (size_t i = 0; i < z.size(); i += 2) {
    const double a = z[i], b = z[i + 1];
    z[i] = mean[0] + factor[0] * a + factor[1] * b;
    z[i + 1] = mean[1] + factor[2] * a + factor[3] * b;
  }
  return z;
}

// Draws and directions are new in every batch, so the error between batches covers both. The bias of 4000
// draws, E W2^2 of a Gaussian sample to its law, about log(log n)/n = 5e-4 a direction and cloud, is below
// the errors, which are some 1e-2.
batch_mean between(const numbers &mean_x, const numbers &factor_x, const numbers &mean_y,
                   const numbers &factor_y) {
  constexpr int64_t n = 4000;
  return over_batches(20, [&](uint64_t batch) {
    const auto samples = samples_target(2, plane(n, 2 * batch + 2, mean_y, factor_y), even(n));
    return sliced(samples, 60, batch)(plane(n, 2 * batch + 1, mean_x, factor_x), even(n));
  });
}

}  // namespace

TEST_CASE("sliced_wasserstein: on the line it is the squared W2 distance of quantiles") {
  CHECK(sliced(samples_target(1, {-0.5, 0, 1.5, 3}, even(4)), 200)({-1, 0.5, 2}, even(3)) ==
        doctest::Approx(0.625).epsilon(1e-15));
  const numbers x = normal_cloud(40, 1, 1), w = uneven(40, 2), y = normal_cloud(55, 1, 3, 0.5),
                v = uneven(55, 4);
  const double plain = reference::line_transport(x, w, y, v).squared_w2;
  CHECK(sliced(samples_target(1, y, v), 200)(x, w) == doctest::Approx(plain).epsilon(1e-13));
}

TEST_CASE(
    "sliced_wasserstein: between samples of Gaussians it is the closed form within four standard errors") {
  const numbers zero{0, 0}, identity{1, 0, 0, 1};
  check_within_four_errors(between(zero, {2, 0, 0, 1}, zero, identity), 0.4160711496);
  // Isotropic: |m1 - m2|^2 / 2 + (a - b)^2.
  check_within_four_errors(between({1, 2}, {2, 0, 0, 2}, zero, identity), 3.5);
  // N((0, 2), [1 0.3; 0.3 2]) and N((1, -1), [2 0.6; 0.6 0.5]), by their Cholesky factors.
  const double a = std::sqrt(2.0), b = 0.6 / a;
  check_within_four_errors(
      between({0, 2}, {1, 0, 0.3, std::sqrt(2 - 0.09)}, {1, -1}, {a, 0, b, std::sqrt(0.5 - b * b)}),
      5.196920845);
}

TEST_CASE(
    "sliced_wasserstein: a shift in many dimensions is |shift|^2 / d within the stated error over "
    "directions") {
  constexpr int64_t d = 30, n = 10;
  const numbers x = normal_cloud(n, d, 1);
  numbers y = x;
  for (double &v : y) v += 1;
  // W2^2 along theta is <theta, shift>^2: over directions its relative standard deviation is sqrt(2
  // (d-1)/(d+2)).
  const double error = std::sqrt(2.0 * (d - 1) / (d + 2) / 5000);
  CHECK(sliced(samples_target(d, y, even(n)), 5000)(x, even(n)) == doctest::Approx(1).epsilon(4 * error));
}

TEST_CASE("sliced_wasserstein: the gradient is that of the value") {
  evaluation e = sliced(samples_target(3, normal_cloud(31, 3, 3, 0.5), uneven(31, 4)), 20);
  check_gradient(e, normal_cloud(23, 3, 1), uneven(23, 2), 1e-9,
                 1e-6);  // quadratic between two changes of order: rounding 1e-16 / 1e-6
}

TEST_CASE("sliced_wasserstein: the seed chooses the directions") {
  const numbers x = normal_cloud(30, 3, 1);
  const auto samples = samples_target(3, normal_cloud(30, 3, 2, 1), even(30));
  CHECK(sliced(samples, 5, 1)(x, even(30)) == sliced(samples, 5, 1)(x, even(30)));
  CHECK(sliced(samples, 5, 1)(x, even(30)) != sliced(samples, 5, 2)(x, even(30)));
}

TEST_CASE("sliced_wasserstein: the same bits for any number of threads") {
  const numbers x = normal_cloud(900, 3, 1), w = uneven(900, 2);
  const auto samples = samples_target(3, normal_cloud(700, 3, 3, 0.5), uneven(700, 4));
  numbers one, many;
  const double value = sliced(samples, 50)(x, w, &one);
  CHECK(sliced(samples, 50, 1, 2)(x, w, &many) == value);
  CHECK(many == one);
}
