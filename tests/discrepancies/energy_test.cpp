#include "discrepancies/evaluation.h"
#include "reference/mmd.h"

namespace wgf {
const discrepancy_spec &discrepancy_energy();
}

using namespace wgf;

namespace {

evaluation energy(std::shared_ptr<target> samples, bool unbiased = false, int threads = 1) {
  evaluation e(discrepancy_energy(), std::move(samples), threads);
  e.options.set_integer("unbiased", unbiased ? 1 : 0);
  return e;
}

// The U-statistic has the mean of the distance itself. |mean difference| = 1 along the first axis.
double between_samples(int64_t d, uint64_t seed) {
  constexpr int64_t n = 1000;
  numbers x = normal_cloud(n, d, 2 * seed + 1), y = normal_cloud(n, d, 2 * seed + 2, 0, 2);
  for (int64_t i = 0; i < n; ++i) y[static_cast<size_t>(i * d)] += 1;
  return energy(samples_target(d, y, even(n)), true)(x, even(n));
}

}  // namespace

TEST_CASE("energy: the value at three and four particles on the line") {
  // A dozen terms below 4: rounding.
  CHECK(energy(samples_target(1, {-0.5, 0, 1.5, 3}, even(4)))({-1, 0.5, 2}, even(3)) ==
        doctest::Approx(1.0 / 3).epsilon(1e-14));
}

TEST_CASE("energy: on the line it is twice the squared distance of the distribution functions") {
  const numbers x{-1, 0.5, 2}, w{0.5, 0.2, 0.3}, y{-0.5, 0, 1.5, 3}, v{0.1, 0.4, 0.3, 0.2};
  // F - G between neighbours, from left to right: 0.5, 0.4, 0, 0.2, -0.1, 0.2.
  const double lengths[] = {0.5, 0.5, 0.5, 1, 0.5, 1}, gaps[] = {0.5, 0.4, 0, 0.2, -0.1, 0.2};
  double integral = 0;
  for (int k = 0; k < 6; ++k) integral += lengths[k] * gaps[k] * gaps[k];
  CHECK(energy(samples_target(1, y, v))(x, w) == doctest::Approx(2 * integral).epsilon(1e-14));
}

TEST_CASE("energy: weighted V- and U-statistics equal plain double sums") {
  constexpr size_t d = 3;
  const numbers x = normal_cloud(23, d, 1), w = uneven(23, 2), y = normal_cloud(31, d, 3, 0.5, 0.7),
                v = uneven(31, 4);
  for (const bool unbiased : {false, true}) {
    const double plain = reference::squared_mmd(reference::minus_distance_kernel(), d, x, w, y, v, unbiased);
    CHECK(std::abs(energy(samples_target(d, y, v), unbiased)(x, w) - plain) <
          1e-13);  // 1000 terms of order 1
  }
}

TEST_CASE("energy: between samples of two Gaussians it is the closed form within four standard errors") {
  const struct {
    int64_t d;
    double expected;
  } rows[] = {{1, 0.5341053241}, {2, 0.5644335907}, {3, 0.6017593626}, {10, 0.845203299}};
  for (const auto &row : rows) {
    CAPTURE(row.d);
    check_within_four_errors(over_batches(20, [&](uint64_t batch) { return between_samples(row.d, batch); }),
                             row.expected);
  }
}

TEST_CASE("energy: the gradient is that of the value") {
  const numbers x = normal_cloud(9, 2, 1), w = uneven(9, 2);
  const auto samples = samples_target(2, normal_cloud(7, 2, 3, 0.5), uneven(7, 4));
  for (const bool unbiased : {false, true}) {
    evaluation e = energy(samples, unbiased);
    check_gradient(e, x, w, 1e-8);  // step^2 = 1e-10 over squared distances down to 0.1
  }
}

TEST_CASE("energy: a particle on a sample feels no force from it") {
  numbers gradient;
  CHECK(energy(samples_target(2, {0, 0, 1, 1}, even(2)))({0, 0, 1, 1}, even(2), &gradient) == 0);
  CHECK(gradient == numbers{0, 0, 0, 0});
}

TEST_CASE("energy: the same bits for any number of threads") {
  const numbers x = normal_cloud(900, 3, 1), w = uneven(900, 2);
  const auto samples = samples_target(3, normal_cloud(700, 3, 3, 0.5), uneven(700, 4));
  numbers one, many;
  const double value = energy(samples)(x, w, &one);
  CHECK(energy(samples, false, 2)(x, w, &many) == value);
  CHECK(many == one);
}

TEST_CASE("energy: sliced, it is the distance itself on the line") {
  evaluation e = energy(samples_target(1, {-0.5, 0, 1.5, 3}, even(4)));
  e.options.set_text("approximation", "sliced");
  CHECK(e({-1, 0.5, 2}, even(3)) == doctest::Approx(1.0 / 3).epsilon(1e-14));
}

TEST_CASE("energy: sliced, it is right in the mean over directions") {
  for (const int64_t d : {2, 3, 6}) {
    CAPTURE(d);
    const numbers x = normal_cloud(23, d, 1), w = uneven(23, 2);
    const auto samples = samples_target(d, normal_cloud(31, d, 3, 0.5, 0.7), uneven(31, 4));
    const auto one = [&](uint64_t seed) {
      evaluation e = energy(samples);
      e.options.set_text("approximation", "sliced");
      e.seed = seed;
      return e(x, w);
    };
    check_within_four_errors(over_batches(200, one), energy(samples)(x, w));
  }
}

TEST_CASE("energy: sliced, the gradient is that of the value") {
  const numbers x = normal_cloud(9, 3, 1), w = uneven(9, 2);
  evaluation e = energy(samples_target(3, normal_cloud(7, 3, 3, 0.5), uneven(7, 4)));
  e.options.set_text("approximation", "sliced");
  e.options.set_integer("slices", 5);
  check_gradient(e, x, w, 1e-9);  // piecewise linear: rounding over the step, 1e-16 / 1e-5
}

TEST_CASE("energy: sliced, there is no U-statistic") {
  evaluation e = energy(samples_target(1, {0, 1}, even(2)), true);
  e.options.set_text("approximation", "sliced");
  CHECK_THROWS_WITH_AS(e({0, 2}, even(2)), doctest::Contains("unbiased"), error);
}
