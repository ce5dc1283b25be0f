#include "solve/exact.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

using namespace wgf;

namespace {

// Numbers of many sizes and both signs.
std::vector<double> wild(int64_t n, uint64_t seed) {
  std::vector<double> v(static_cast<size_t>(2 * n));
  uniforms({seed, 0, purpose::user}, 0, n, 2, v.data());
  for (int64_t k = 0; k < n; ++k) v[static_cast<size_t>(k)] = std::ldexp(v[static_cast<size_t>(2 * k)] - 0.5, static_cast<int>(1600 * v[static_cast<size_t>(2 * k + 1)]) - 800);
  v.resize(static_cast<size_t>(n));
  return v;
}

}  // namespace

TEST_CASE("exact: what is added and taken away again in another order leaves nothing, at sizes from 2^-800 to 2^800") {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<double> numbers = wild(200, seed);
    exact sum;
    for (const double v : numbers) sum += v;
    CHECK(sum.sign() != 0);
    sum += 0x1p-1074;
    std::sort(numbers.begin(), numbers.end());
    for (const double v : numbers) sum -= v;
    CHECK(sum.rounded() == 0x1p-1074);
    sum -= 0x1p-1074;
    CHECK(sum.sign() == 0);
  }
}

TEST_CASE("exact: order and sign see the last digit") {
  const exact one(1.0), more = one + exact(0x1p-900);
  CHECK(one < more);
  CHECK(!(more < one));
  CHECK(!(one < one));
  CHECK((one - more).sign() < 0);
  CHECK((more - one).rounded() == 0x1p-900);
  const int64_t big = (int64_t{1} << 62) + 1;
  CHECK((exact::whole(big) - exact(0x1p62)).rounded() == 1);
}

TEST_CASE("exact: a distance to twice the digits, by whole numbers whose square is known") {
  const double x[] = {1e9 + 1, 3}, y[] = {1, -1};  // (10^9)^2 + 4^2
  const double_double square = power_of_distance(2, x, y, 2), root = power_of_distance(2, x, y, 1);
  CHECK((exact(square) - exact(1e18) - exact(16.0)).sign() == 0);
  exact back = product_of(root.high, root.high);
  for (const double_double &part : {product_of(root.high, 2 * root.low), product_of(root.low, root.low)}) back += exact(part);
  CHECK(root.low != 0);
  CHECK(std::abs((back - exact(1e18) - exact(16.0)).rounded()) < 1e18 * 0x1p-102);
  CHECK(power_of_distance(2, x, x, 1).high == 0);
}
