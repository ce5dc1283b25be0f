#include "discrepancies/evaluation.h"
#include "reference/transport.h"

namespace wgf {
const discrepancy_spec &discrepancy_wasserstein();
}

using namespace wgf;

namespace {

evaluation wasserstein(std::shared_ptr<target> samples, int64_t order = 2, int threads = 1) {
  evaluation e(discrepancy_wasserstein(), std::move(samples), threads);
  e.options.set_integer("order", order);
  return e;
}

}  // namespace

TEST_CASE("wasserstein: on the line it is the distance of quantiles to the power of the order") {
  const auto samples = samples_target(1, {-0.5, 0, 1.5, 3}, even(4));
  // Moves of mass 1/12: from -1 by 0.5 (3 times), 1; from 0.5 by 0.5 (twice), 1 (twice); from 2 by 0.5, 1 (3 times).
  CHECK(wasserstein(samples, 2)({-1, 0.5, 2}, even(3)) == doctest::Approx(0.625).epsilon(1e-15));
  CHECK(wasserstein(samples, 1)({-1, 0.5, 2}, even(3)) == doctest::Approx(0.75).epsilon(1e-15));
}

TEST_CASE("wasserstein: weighted clouds in space equal successive shortest paths") {
  const numbers x = normal_cloud(40, 3, 1), w = uneven(40, 2), y = normal_cloud(55, 3, 3, 0.5), v = uneven(55, 4);
  for (const int order : {1, 2}) {
    const double plain = reference::shortest_paths(reference::transport_costs(x, y, 3, order), w, v).value();
    CHECK(wasserstein(samples_target(3, y, v), order)(x, w) == doctest::Approx(plain).epsilon(1e-12));  // 1e-13 of the largest cost
  }
}

TEST_CASE("wasserstein: the gradient is that of the value") {
  // The plan is the same between two changes of a basis: then order 2 is quadratic and order 1 smooth, and rounding is 1e-16 / 1e-6.
  for (const int order : {1, 2}) {
    evaluation e = wasserstein(samples_target(3, normal_cloud(31, 3, 3, 0.5), uneven(31, 4)), order);
    check_gradient(e, normal_cloud(23, 3, 1), uneven(23, 2), 2e-9, 1e-6);
  }
}

TEST_CASE("wasserstein: a particle of weight zero, or at its sample, has no gradient") {
  numbers x = normal_cloud(6, 2, 1), w = uneven(6, 2), gradient;
  w[4] = 0;
  wasserstein(samples_target(2, normal_cloud(5, 2, 3), even(5)))(x, w, &gradient);
  CHECK(gradient[8] == 0);
  CHECK(gradient[9] == 0);
  CHECK(wasserstein(samples_target(2, x, even(6)), 1)(x, even(6), &gradient) == 0);
  CHECK(gradient == numbers(12, 0.0));
}

TEST_CASE("wasserstein: between samples of normal laws it is the closed form within four standard errors") {
  // N((0, 2), [1 0.3; 0.3 2]) and N((1, -1), [2 0.6; 0.6 0.5]), by their Cholesky factors. The bias of the distance of two samples, of the
  // order of log n / n = 0.003, is below the error.
  const batch_mean got = over_batches(10, [](uint64_t batch) {
    constexpr int64_t n = 2000;
    numbers x = normal_cloud(n, 2, 2 * batch + 1), y = normal_cloud(n, 2, 2 * batch + 2);
    const double l = std::sqrt(2 - 0.09), s = std::sqrt(2.0), t = 0.6 / s, u = std::sqrt(0.5 - t * t);
    for (size_t i = 0; i < x.size(); i += 2) {
      x[i + 1] = 2 + 0.3 * x[i] + l * x[i + 1];
      y[i + 1] = -1 + t * y[i] + u * y[i + 1];
      y[i] = 1 + s * y[i];
    }
    return wasserstein(samples_target(2, y, even(n)))(x, even(n));
  });
  check_within_four_errors(got, 10.77930344);
}

TEST_CASE("wasserstein: the same bits for any number of threads") {
  const numbers x = normal_cloud(300, 3, 1), w = uneven(300, 2);
  const auto samples = samples_target(3, normal_cloud(255, 3, 3, 0.5), uneven(255, 4));
  numbers one, many;
  const double value = wasserstein(samples, 2)(x, w, &one);
  for (const int threads : {2, 7}) {
    CHECK(wasserstein(samples, 2, threads)(x, w, &many) == value);
    CHECK(many == one);
  }
}
