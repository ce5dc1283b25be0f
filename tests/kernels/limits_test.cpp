// Where its parameter goes to the limit an approximation is exact; short of that it errs by no more than its theory says.
#include "kernels/two_clouds.h"

using namespace wgf;
using namespace wgf::kernel_tests;

namespace {

// Sums of some hundred terms of size about 1, in another order.
constexpr double rounding = 1e-13;

}  // namespace

TEST_CASE("nystrom: with every particle a landmark it is exact but for the ridge") {
  for (const bool stein : {true, false})
    for (const int64_t d : {1, 2, 7}) {
      CAPTURE(stein);
      CAPTURE(d);
      const two_clouds s(60, 45, d);
      const double bandwidth = 0.3 * std::sqrt(static_cast<double>(d));
      kernel_of near(s, way("nystrom", bandwidth, with("landmarks", 1000))), exact(s, way("exact", bandwidth));
      // The ridge, 1e-13 times 105 landmarks, times coefficients: on the line, where neighbours are 0.01 apart, differences of payloads over that
      // squared; in more dimensions some hundred.
      CHECK(largest_difference(near.sum(stein), exact.sum(stein)) < (d == 1 ? 1e-7 : 1e-9));
      CHECK(near.error() < 1e-6);
    }
}

TEST_CASE("nystrom: more landmarks, less error") {
  const two_clouds s(2000, 1500, 3);
  for (const bool stein : {true, false}) {
    const numbers exact = kernel_of(s, way("exact", 1)).sum(stein);
    double before = 1;
    for (const int64_t m : {30, 120, 480}) {
      const double error = relative_error(kernel_of(s, way("nystrom", 1, with("landmarks", m))).sum(stein), exact);
      CHECK(error < 0.3 * before);  // the eigenvalues of a Gaussian kernel fall faster than any power
      before = error;
    }
  }
}

TEST_CASE("nystrom: anisotropic scales and other positive definite kernels") {
  two_clouds s(400, 300, 2);
  for (int64_t i = 0; i < s.n; ++i) s.x[static_cast<size_t>(2 * i)] *= 100;
  for (int64_t i = 0; i < s.m; ++i) s.y[static_cast<size_t>(2 * i)] *= 100;
  for (const char *name : {"gaussian", "imq", "matern52", "laplace"}) {
    CAPTURE(name);
    const settings same = [&](option_set &o) { o.set_text("kernel", name), o.set_text("scale", "coordinate"), o.set_real("exponent", 0); };
    kernel_of near(s, way("nystrom", 1, [&](option_set &o) { same(o), o.set_integer("landmarks", 200); })), exact(s, way("exact", 1, same));
    CHECK(relative_error(near.stein(), exact.stein()) < 0.1);
  }
}

TEST_CASE("random batch: one batch of all particles is exact") {
  for (const bool stein : {true, false}) {
    two_clouds s(61, 47, 3);
    const settings whole = way("random_batch", 1, with("batch_size", 61));
    CHECK(largest_difference(kernel_of(s, whole).sum(stein), kernel_of(s, way("exact", 1)).sum(stein)) < rounding);
    s.places = normal_points(61, 3, 9);
    CHECK(largest_difference(kernel_of(s, whole).pull(), kernel_of(s, way("exact", 1)).pull()) < rounding);
  }
}

TEST_CASE("random batch: batches of singular kernels leave a particle's pair with itself out, as the exact sum does") {
  const two_clouds s(50, 40, 2);
  const settings whole = way("random_batch", 1, [](option_set &o) { distance_kernel(o), o.set_integer("batch_size", 50); });
  CHECK(largest_difference(kernel_of(s, whole).pull(), kernel_of(s, way("exact", 1, distance_kernel)).pull()) < rounding);
}

TEST_CASE("cells: without a cut-off it is exact") {
  for (const bool stein : {true, false})
    for (const int64_t d : {1, 2, 3}) {
      const two_clouds s(300, 200, d);
      CHECK(largest_difference(kernel_of(s, way("cells", 0.3, cut_at(0))).sum(stein), kernel_of(s, way("exact", 0.3)).sum(stein)) < 1e-12);
    }
}

TEST_CASE("cells: kernels whose tails are too long to cut are summed exactly") {
  const two_clouds s(300, 200, 2);
  for (const char *name : {"riesz", "imq"}) {
    const settings same = [&](option_set &o) { o.set_text("kernel", name); };
    CHECK(largest_difference(kernel_of(s, way("cells", 0.01, same)).pull(), kernel_of(s, way("exact", 0.01, same)).pull()) < 1e-12 * 100);
  }
}

// Beyond r the slope of the Gaussian is at most (r/l^2) exp(-r^2/2l^2) = (r/l^2) cutoff, and the weights of either cloud sum to 1.
TEST_CASE("cells: the error of a pull stays below the bound of its cut-off") {
  for (const int64_t d : {1, 2, 3})
    for (const double cutoff : {1e-2, 1e-4, 1e-8}) {
      CAPTURE(d);
      CAPTURE(cutoff);
      const two_clouds s(2000, 1700, d);
      const double bandwidth = 0.1, radius = bandwidth * std::sqrt(-2 * std::log(cutoff));
      const numbers near = kernel_of(s, way("cells", bandwidth, cut_at(cutoff))).pull(), exact = kernel_of(s, way("exact", bandwidth)).pull();
      const double error = largest_difference(near, exact);
      CHECK(error < 2 * radius / (bandwidth * bandwidth) * cutoff);
      CHECK(error > 0);  // something is left out
    }
}

TEST_CASE("cells: outlying particles, a flat cloud and particles at one place") {
  two_clouds s(500, 400, 3);
  s.x[0] = 1e6, s.x[4] = -1e9, s.y[5] = 1e7;
  for (int64_t i = 0; i < s.n; ++i) s.x[static_cast<size_t>(3 * i + 2)] = 0.25;
  for (int64_t i = 100; i < 200; ++i) std::copy_n(s.x.begin() + 300, 3, s.x.begin() + 3 * i);
  for (const bool stein : {true, false})
    CHECK(largest_difference(kernel_of(s, way("cells", 0.2, cut_at(1e-15))).sum(stein), kernel_of(s, way("exact", 0.2)).sum(stein)) <
          1e-12 * 1e9);  // a score is minus the place, and these go to 1e9
}

TEST_CASE("sliced: in one dimension it is exact") {
  const two_clouds s(300, 170, 1);
  const numbers exact = kernel_of(s, way("exact", 1, distance_kernel)).pull();
  CHECK(largest_difference(kernel_of(s, way("sliced", 1, distance_kernel)).pull(), exact) < rounding);
  // The unit of length scales the kernel.
  CHECK(largest_difference(kernel_of(s, way("sliced", 4, distance_kernel)).pull(), kernel_of(s, way("exact", 4, distance_kernel)).pull()) < rounding);
}
