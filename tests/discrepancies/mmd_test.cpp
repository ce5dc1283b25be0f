#include "discrepancies/evaluation.h"
#include "reference/gaussian_grid.h"
#include "reference/mmd.h"

namespace wgf {
const discrepancy_spec &discrepancy_mmd();
}

using namespace wgf;

namespace {

const numbers three{-1, 0.5, 2}, four{-0.5, 0, 1.5, 3};

evaluation mmd(std::shared_ptr<target> samples, double bandwidth, bool unbiased = false,
               const char *kernel = "gaussian", int threads = 1) {
  evaluation e(discrepancy_mmd(), std::move(samples), threads);
  e.options.set_real("bandwidth", bandwidth);
  e.options.set_integer("unbiased", unbiased ? 1 : 0);
  e.options.set_text("kernel", kernel);
  return e;
}

double between_gaussians(const reference::weighted_points &x, const reference::weighted_points &y, int64_t d,
                         double bandwidth) {
  return mmd(samples_target(d, y.x, y.w), bandwidth)(x.x, x.w);
}

}  // namespace

TEST_CASE("mmd: the values at three and four particles on the line") {
  const auto samples = samples_target(1, four, even(4));
  // Ten digits were published.
  CHECK(mmd(samples, 1)(three, even(3)) == doctest::Approx(0.04996370352).epsilon(1e-9));
  CHECK(mmd(samples, 1, true)(three, even(3)) == doctest::Approx(-0.3899722371).epsilon(1e-9));
}

TEST_CASE("mmd: minus n times half the gradient is the velocity of the MMD flow") {
  evaluation e = mmd(samples_target(1, four, even(4)), 1);
  numbers gradient;
  e(three, even(3), &gradient);
  const numbers velocity{0.1163055937, -0.08285152931, 0.1196275572};
  for (size_t i = 0; i < 3; ++i) CHECK(-1.5 * gradient[i] == doctest::Approx(velocity[i]).epsilon(1e-9));
}

TEST_CASE("mmd: between Gaussians on the line it is the closed form") {
  // The narrowest factor, length 0.5 over the standard deviation 2, has s = 0.24 there: 2 exp(-2 pi^2 s^2 /
  // h^2) = 1e-12. The table has ten digits.
  const auto x = reference::gaussian_points(0, 1, 0.2), y = reference::gaussian_points(1, 4, 0.2);
  CHECK(between_gaussians(x, y, 1, 0.5) == doctest::Approx(0.1106225876).epsilon(1e-8));
  CHECK(between_gaussians(x, y, 1, 1) == doctest::Approx(0.1594704837).epsilon(1e-8));
  CHECK(between_gaussians(x, y, 1, 2) == doctest::Approx(0.1325675582).epsilon(1e-8));
}

TEST_CASE("mmd: between correlated Gaussians in the plane it is the closed form") {
  Eigen::Matrix2d s1, s2;
  s1 << 1, 0.3, 0.3, 2;
  s2 << 2, 0.6, 0.6, 0.5;
  // The largest standard deviation is 1.5, so s = 0.31 for the length 0.5, and the error is 1e-11.
  const auto x = reference::gaussian_points(Eigen::Vector2d(0, 2), s1, 0.27),
             y = reference::gaussian_points(Eigen::Vector2d(1, -1), s2, 0.27);
  CHECK(between_gaussians(x, y, 2, 0.5) == doctest::Approx(0.1918832154).epsilon(1e-8));
  CHECK(between_gaussians(x, y, 2, 1) == doctest::Approx(0.5027507883).epsilon(1e-8));
  CHECK(between_gaussians(x, y, 2, 2) == doctest::Approx(0.7060199663).epsilon(1e-8));
}

TEST_CASE("mmd: weighted V- and U-statistics equal plain double sums") {
  constexpr size_t d = 3;
  const numbers x = normal_cloud(23, d, 1), w = uneven(23, 2), y = normal_cloud(31, d, 3, 0.5, 0.7),
                v = uneven(31, 4);
  const auto samples = samples_target(d, y, v);
  // About 1000 terms below 1 (below 10 for the linear kernel), summed in another order.
  for (const bool unbiased : {false, true}) {
    CAPTURE(unbiased);
    CHECK(std::abs(mmd(samples, 1.3, unbiased)(x, w) -
                   reference::squared_mmd(reference::gaussian_kernel(1.3), d, x, w, y, v, unbiased)) < 1e-13);
    CHECK(std::abs(mmd(samples, 1.3, unbiased, "linear")(x, w) -
                   reference::squared_mmd(reference::linear_kernel(), d, x, w, y, v, unbiased)) < 1e-12);
  }
}

TEST_CASE("mmd: the gradient is that of the value") {
  const numbers x = normal_cloud(9, 2, 1), w = uneven(9, 2);
  const auto samples = samples_target(2, normal_cloud(7, 2, 3, 0.5), uneven(7, 4));
  for (const char *kernel : {"gaussian", "imq", "matern52", "laplace", "linear"})
    for (const bool unbiased : {false, true}) {
      CAPTURE(kernel);
      evaluation e = mmd(samples, 0.9, unbiased, kernel);
      check_gradient(e, x, w,
                     1e-9);  // step^2 = 1e-10 times third derivatives of order 1, rounding 1e-16 / 1e-5
    }
}

TEST_CASE("mmd: a bandwidth by the median rule is found") {
  evaluation e(discrepancy_mmd(), samples_target(1, {-0.5, 0, 1.5}, even(3)));
  // The samples are 0.5, 1.5 and 2 apart.
  CHECK(e(three, even(3)) == doctest::Approx(mmd(e.other, 1.5)(three, even(3))).epsilon(1e-14));
}

TEST_CASE("mmd: the U-statistic of one particle is refused") {
  evaluation e = mmd(samples_target(1, four, even(4)), 1, true);
  CHECK_THROWS_AS(e({0.5}, {1.0}), error);
  CHECK_THROWS_AS(e({0.5, 1}, {1.0, 0.0}), error);
}

TEST_CASE("mmd: the same bits for any number of threads") {
  const numbers x = normal_cloud(900, 3, 1), w = uneven(900, 2);
  const auto samples = samples_target(3, normal_cloud(700, 3, 3, 0.5), uneven(700, 4));
  numbers one, many;
  const double value = mmd(samples, 1.1)(x, w, &one);
  for (const int threads : {2, 5}) {
    CHECK(mmd(samples, 1.1, false, "gaussian", threads)(x, w, &many) == value);
    CHECK(many == one);
  }
}
