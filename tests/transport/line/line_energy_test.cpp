#include "transport/line/line_energy.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
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
  std::vector<uint32_t> below(x.size());
  const line_measure<double> own{n, x.data(), even_x ? nullptr : w.data()}, other{m, y.data(), even_y ? nullptr : v.data()};
  const double value = line_energy(own, other, move.data(), below.data());
  // Sums of some hundred terms of order 1.
  CHECK(std::abs(value - (mean_distance(x, w, y, v) - mean_distance(x, w, x, w) / 2 - mean_distance(y, v, y, v) / 2)) < 1e-13);
  for (size_t k = 0; k < x.size(); ++k) CHECK(std::abs(move[k] - (mean_sign(x[k], x, w) - mean_sign(x[k], y, v))) < 1e-13);
  CHECK(line_energy<double>(own, other, nullptr, below.data()) == value);
}

}  // namespace

TEST_CASE("line energy: value and moves equal double sums, at odd sizes, with ties and weights") {
  for (const int64_t n : {2, 17, 100})
    for (const int64_t m : {2, 31, 90})
      for (const bool even_x : {true, false})
        for (const bool even_y : {true, false}) check(n, m, even_x, even_y);
}

// On a grid of sixteenths floats hold the points exactly, so that only the moves are rounded, to 6e-8 of numbers below 2.
TEST_CASE("line energy: in float the value is that of double, and moves are rounded once") {
  for (const int64_t n : {1, 2, 3, 17, 255, 257, 5000})
    for (const int64_t m : {1, 2, 17, 300, 4000}) {
      numbers x = line(n, 3), y = line(m, 4);
      for (numbers *c : {&x, &y})
        for (double &v : *c) v = std::round(16 * v) / 16;
      const std::vector<float> xf(x.begin(), x.end()), yf(y.begin(), y.end());
      numbers move(x.size());
      std::vector<float> rounded(x.size());
      std::vector<uint32_t> below(x.size());
      const double value = line_energy<double>({n, x.data(), nullptr}, {m, y.data(), nullptr}, move.data(), below.data());
      CHECK(line_energy<float>({n, xf.data(), nullptr}, {m, yf.data(), nullptr}, rounded.data(), below.data()) == value);
      for (size_t k = 0; k < x.size(); ++k) CHECK(std::abs(static_cast<double>(rounded[k]) - move[k]) < 1.2e-7);
    }
}

TEST_CASE("line energy: clouds that do not touch, and one inside a gap of the other") {
  std::vector<uint32_t> below(8);
  numbers move(8);
  const auto of = [&](const numbers &x, const numbers &y) {
    const numbers w = weights(static_cast<int64_t>(x.size()), true), v = weights(static_cast<int64_t>(y.size()), true);
    const double plain = mean_distance(x, w, y, v) - mean_distance(x, w, x, w) / 2 - mean_distance(y, v, y, v) / 2;
    const double value = line_energy<double>({static_cast<int64_t>(x.size()), x.data(), nullptr}, {static_cast<int64_t>(y.size()), y.data(), nullptr},
                                             move.data(), below.data());
    for (size_t k = 0; k < x.size(); ++k) CHECK(std::abs(move[k] - (mean_sign(x[k], x, w) - mean_sign(x[k], y, v))) < 1e-14);
    return std::abs(value - plain) < 1e-13;
  };
  CHECK(of({1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11, 12}));
  CHECK(of({6, 7, 8, 9, 10, 11, 12}, {1, 2, 3, 4, 5}));
  CHECK(of({1, 2, 20, 21}, {3, 4, 5, 6, 7, 8, 9, 10, 11}));
  CHECK(of({3, 4, 5, 6, 7, 8, 9, 10}, {1, 2, 20, 21}));
}

TEST_CASE("line energy: one particle against one") {
  const double x = 1, y = 3.5;
  double move = 0;
  uint32_t below = 0;
  CHECK(line_energy<double>({1, &x, nullptr}, {1, &y, nullptr}, &move, &below) == 2.5);
  CHECK(move == 1);
  CHECK(line_energy<double>({1, &x, nullptr}, {1, &x, nullptr}, &move, &below) == 0);
  CHECK(move == 0);
}
