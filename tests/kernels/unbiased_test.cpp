// Random batches and slices are right in the mean.
#include "kernels/two_clouds.h"

using namespace wgf;
using namespace wgf::kernel_tests;

namespace {

constexpr int64_t steps = 2000;

// Every coordinate of the mean over steps within five standard errors of the exact one: of some hundred coordinates none is outside but for a
// chance of 1e-4, and the seeds are fixed.
void check_mean(const two_clouds &s, const settings &noisy, const settings &plain, bool stein) {
  const numbers exact = kernel_of(s, plain).sum(stein);
  kernel_of k(s, noisy);
  numbers mean(exact.size()), square(exact.size());
  for (int64_t t = 0; t < steps; ++t) {
    const numbers one = k.sum(stein, t);
    for (size_t i = 0; i < one.size(); ++i) mean[i] += one[i] / steps, square[i] += (one[i] - exact[i]) * (one[i] - exact[i]) / steps;
  }
  for (size_t i = 0; i < mean.size(); ++i) {
    CAPTURE(i);
    CHECK(square[i] > 0);
    CHECK(std::abs(mean[i] - exact[i]) < 5 * std::sqrt(square[i] / steps));
  }
}

}  // namespace

TEST_CASE("random batch: Stein's sums and pulls are unbiased, at odd sizes and with weights") {
  for (const bool stein : {true, false}) {
    CAPTURE(stein);
    const two_clouds s(23, 31, 2);
    check_mean(s, way("random_batch", 1, with("batch_size", 5)), way("exact", 1), stein);
  }
}

TEST_CASE("random batch: pulls at shaken places are unbiased") {
  two_clouds s(23, 12, 2);
  s.places = normal_points(23, 2, 77);
  check_mean(s, way("random_batch", 1, with("batch_size", 4)), way("exact", 1), false);
}

TEST_CASE("random batch: the smallest batches are unbiased") {
  const two_clouds s(7, 9, 2);
  check_mean(s, way("random_batch", 1, with("batch_size", 2)), way("exact", 1), true);
}

TEST_CASE("sliced: the pull of the negative distance is unbiased in the directions") {
  for (const int64_t d : {2, 5}) {
    const two_clouds s(23, 31, d);
    const settings slices = [](option_set &o) { distance_kernel(o), o.set_integer("slices", 8); };
    check_mean(s, way("sliced", 1, slices), way("exact", 1, distance_kernel), false);
  }
}
