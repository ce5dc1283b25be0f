#include "solve/random_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace wgf;

namespace {

std::vector<int64_t> drawn(uint64_t step, int64_t which, int64_t n) {
  random_order order(n + 5);
  order.draw({1, step, purpose::user}, which, n);
  std::vector<int64_t> out;
  for (int64_t place = 0; place < n; ++place) out.push_back(order[place]);
  return out;
}

}  // namespace

TEST_CASE("random order: holds every number once, and differs by step and by which") {
  std::vector<int64_t> order = drawn(0, 0, 100);
  CHECK(order != drawn(1, 0, 100));
  CHECK(order != drawn(0, 1, 100));
  CHECK(order == drawn(0, 0, 100));
  std::sort(order.begin(), order.end());
  for (int64_t i = 0; i < 100; ++i) CHECK(order[static_cast<size_t>(i)] == i);
}

TEST_CASE("random order: all orders of three are equally likely") {
  constexpr int draws = 6000;
  int counts[27] = {};
  for (int t = 0; t < draws; ++t) {
    const std::vector<int64_t> order = drawn(static_cast<uint64_t>(t), 2, 3);
    ++counts[order[0] * 9 + order[1] * 3 + order[2]];
  }
  int seen = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++seen;
    CHECK(std::abs(count - draws / 6.0) < 4 * std::sqrt(draws / 6.0 * 5 / 6));  // four standard errors
  }
  CHECK(seen == 6);
}
