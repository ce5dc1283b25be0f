#include "transport/exact/integer_masses.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

using namespace wgf;

namespace {

int64_t sum(const std::vector<int64_t> &v) { return std::accumulate(v.begin(), v.end(), int64_t{0}); }

}  // namespace

TEST_CASE("whole masses: equal weights are equal numbers, the least that balance") {
  const integer_masses masses = balanced(std::vector<double>(6, 0.1), std::vector<double>(4, 7.0));
  CHECK(masses.x == std::vector<int64_t>(6, 2));
  CHECK(masses.y == std::vector<int64_t>(4, 3));
  CHECK(masses.total == 12);
}

TEST_CASE("whole masses: both sums are the total, and every weight keeps its share") {
  const std::vector<double> x = {0.1, 0.2, 0.7 + 1e-12, 1e-30}, y = {3, 1 / 3.0, 1e-7};
  const integer_masses masses = balanced(x, y);
  CHECK(sum(masses.x) == masses.total);
  CHECK(sum(masses.y) == masses.total);
  CHECK(masses.x[3] == 1);
  for (size_t j = 0; j < y.size(); ++j)
    CHECK(std::abs(static_cast<double>(masses.y[j]) / static_cast<double>(masses.total) - y[j] / (3 + 1 / 3.0 + 1e-7)) < 0x1p-51);
}
