// The error that is reported against the error that is made.
#include "kernels/two_clouds.h"

using namespace wgf;
using namespace wgf::kernel_tests;

namespace {

// The estimate is the root of a ratio of means over 256 rows. Where all particles err alike its standard error is some 5 %; half of the rows
// are drawn where coverage is thin, so that few particles with most of the error are among them. A factor of 2 is then beyond three
// standard errors.
void check_estimate(const two_clouds &s, const settings &plain, const settings &approximate, bool stein) {
  const numbers exact = kernel_of(s, plain).sum(stein);
  kernel_of k(s, approximate);
  for (int64_t step = 0; step < 3; ++step) {
    const double error = relative_error(k.sum(stein, step), exact);
    CAPTURE(step);
    CAPTURE(error);
    CHECK(k.error() > error / 2);
    CHECK(k.error() < error * 2);
  }
}

void check_both(int64_t d, const std::string &name, double bandwidth, const settings &more) {
  const two_clouds s(6000, 5000, d);
  for (const bool stein : {true, false}) {
    CAPTURE(name);
    CAPTURE(d);
    CAPTURE(bandwidth);
    CAPTURE(stein);
    check_estimate(s, way("exact", bandwidth), way(name, bandwidth, more), stein);
  }
}

}  // namespace

TEST_CASE("error estimate: nystrom, wide and narrow kernels") {
  for (const int64_t d : {1, 2, 3, 10}) check_both(d, "nystrom", std::sqrt(static_cast<double>(d)), with("landmarks", d < 3 ? 10 : 150));
  for (const int64_t d : {1, 2, 3}) check_both(d, "nystrom", 0.3 * std::sqrt(static_cast<double>(d)), with("landmarks", 40 * d));
}

TEST_CASE("error estimate: nystrom in single precision, where rounding is the error") {
  const two_clouds s(6000, 5000, 2);
  const auto in_float = [](option_set &o) { o.set_text("precision", "float"); };
  check_estimate(s, way("exact", 1), way("nystrom", 1, in_float), true);
}

TEST_CASE("error estimate: random batches") {
  check_both(2, "random_batch", 1, with("batch_size", 100));
  check_both(10, "random_batch", 3, with("batch_size", 300));
}

TEST_CASE("error estimate: cells") {
  for (const int64_t d : {1, 2, 3}) check_both(d, "cells", 0.1, cut_at(1e-3));
}

TEST_CASE("error estimate: slices") {
  const two_clouds s(6000, 5000, 3);
  const settings slices = [](option_set &o) { distance_kernel(o), o.set_integer("slices", 20); };
  check_estimate(s, way("exact", 1, distance_kernel), way("sliced", 1, slices), false);
}

TEST_CASE("error estimate: of all rows it is the error itself") {
  const two_clouds s(500, 400, 2);
  const settings all = way("random_batch", 1, [](option_set &o) { o.set_integer("batch_size", 50), o.set_integer("error_rows", 500); });
  kernel_of k(s, all), exact(s, way("exact", 1));
  // The same numbers in another order.
  const double error = relative_error(k.stein(), exact.stein());
  CHECK(k.error() == doctest::Approx(error).epsilon(1e-12));
}

TEST_CASE("error estimate: exact sums have none") {
  const two_clouds s(20, 20, 2);
  kernel_of k(s, way("exact", 1));
  k.stein();
  CHECK(std::isnan(k.error()));
}
