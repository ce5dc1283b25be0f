#include "solve/line_energy.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/random.h"
#include "reference/sliced.h"

using namespace wgf;
using reference::numbers;

namespace {

double sign(double v) { return v > 0 ? 1 : v < 0 ? -1
                                                 : 0; }

double mean_distance(const numbers &x, const numbers &w, const numbers &y, const numbers &v) {
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i)
    for (size_t j = 0; j < y.size(); ++j) sum += w[i] * v[j] * std::abs(x[i] - y[j]);
  return sum;
}

double mean_sign(double at, const numbers &y, const numbers &v) {
  double sum = 0;
  for (size_t j = 0; j < y.size(); ++j) sum += v[j] * sign(at - y[j]);
  return sum;
}

// Ascending values with ties, on a grid of tenths.
numbers line(int64_t n, uint64_t seed) {
  numbers x(static_cast<size_t>(n));
  normals({seed, 0, purpose::user}, 0, n, 1, x.data());
  for (double &v : x) v = std::round(10 * v) / 10;
  std::sort(x.begin(), x.end());
  return x;
}

numbers weights(int64_t n, bool even) {
  numbers w;
  double total = 0;
  for (int64_t i = 0; i < n; ++i) w.push_back(even ? 1 : static_cast<double>(i % 4)), total += w.back();  // some are 0
  for (double &v : w) v /= total;
  return w;
}

void check(int64_t n, int64_t m, bool even_x, bool even_y) {
  const numbers x = line(n, 1), y = line(m, 2), w = weights(n, even_x), v = weights(m, even_y);
  numbers move(x.size());
  const double value = line_energy({n, x.data(), even_x ? nullptr : w.data()}, {m, y.data(), even_y ? nullptr : v.data()}, move.data());
  // Sums of some hundred terms of order 1.
  CHECK(std::abs(value - (mean_distance(x, w, y, v) - mean_distance(x, w, x, w) / 2 - mean_distance(y, v, y, v) / 2)) < 1e-13);
  for (size_t k = 0; k < x.size(); ++k) CHECK(std::abs(move[k] - (mean_sign(x[k], x, w) - mean_sign(x[k], y, v))) < 1e-13);
  CHECK(line_energy({n, x.data(), even_x ? nullptr : w.data()}, {m, y.data(), even_y ? nullptr : v.data()}, nullptr) == value);
}

}  // namespace

TEST_CASE("line energy: value and moves equal double sums, at odd sizes, with ties and weights") {
  for (const int64_t n : {2, 17, 100})
    for (const int64_t m : {2, 31, 90})
      for (const bool even_x : {true, false})
        for (const bool even_y : {true, false}) check(n, m, even_x, even_y);
}

TEST_CASE("line energy: one particle against one") {
  const double x = 1, y = 3.5;
  double move = 0;
  CHECK(line_energy({1, &x, nullptr}, {1, &y, nullptr}, &move) == 2.5);
  CHECK(move == 1);
  CHECK(line_energy({1, &x, nullptr}, {1, &x, nullptr}, &move) == 0);
  CHECK(move == 0);
}
