#include "diagnostics/autocovariance.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <random>

namespace {

using namespace wgf::stats;

chain_set random_chains(int64_t length, int64_t count) {
  chain_set x(length, count);
  std::mt19937_64 words(7);
  for (double &v : x.values) v = 3 + static_cast<double>(words() >> 11) * 0x1p-53;
  return x;
}

double by_double_loop(const chain_set &x, int64_t lag) {
  double sum = 0;
  for (int64_t c = 0; c < x.count; ++c) {
    const double *v = x.chain(c), center = mean(v, x.length);
    for (int64_t t = 0; t + lag < x.length; ++t) sum += (v[t] - center) * (v[t + lag] - center);
  }
  return sum / static_cast<double>(x.size());
}

}  // namespace

TEST_CASE("autocovariance: the transform equals the double loop at every lag") {
  for (int64_t length : {1, 2, 3, 7, 8, 9, 64, 100}) {
    for (int64_t count : {1, 2, 5}) {
      const chain_set x = random_chains(length, count);
      const std::vector<double> found = mean_autocovariance(x);
      REQUIRE(found.size() == static_cast<std::size_t>(length));
      // Values vary by 1, and a transform of 256 points loses a few units of 1.1e-16 in each of its 8 passes.
      for (int64_t t = 0; t < length; ++t) CHECK(std::fabs(found.data()[t] - by_double_loop(x, t)) < 1e-14);
    }
  }
}

TEST_CASE("autocovariance: a constant chain adds exactly nothing") {
  chain_set x(1000, 2);
  std::fill(x.values.begin(), x.values.end(), 0.1);
  for (double v : mean_autocovariance(x)) CHECK(v == 0);
}
