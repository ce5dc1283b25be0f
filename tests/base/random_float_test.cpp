#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random_checks.h"
#include "reference/random_stream.h"
#include "simd/ulp.h"

using wgf::purpose;
using wgf::stream;
using namespace wgf::test;

namespace {

std::vector<float> normals(const stream &s, int64_t first, int64_t n, int64_t d) { return normals_of<float>(s, first, n, d); }

double worst_ulps(const stream &s, int64_t first, int64_t n, int64_t d) {
  const std::vector<float> z = normals(s, first, n, d);
  double worst = 0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k)
      worst = std::max(worst, wgf::test::ulps(z[static_cast<size_t>(i * d + k)], wgf::reference::float_normal(s, first + i, k)));
  return worst;
}

}  // namespace

// Only the last addition rounds at full size: half an ulp, and an ulp where the sum falls below its power of two.
TEST_CASE("random floats: normals are within 2 ulp of the formula in long double, for every dimension, particle and step") {
  on_every_isa([] {
    CHECK(worst_ulps(plain, 0, 60000, 5) < 2);
    for (int64_t d : dims) {
      CAPTURE(d);
      CHECK(worst_ulps(plain, 0, 41, d) < 2);
      CHECK(worst_ulps(far, 3, 13, d) < 2);
      CHECK(worst_ulps(plain, 7, 1, d) < 2);
      CHECK(worst_ulps(far, (int64_t{1} << 34) - 9, 30, d) < 2);   // the group grows out of word 1
      CHECK(worst_ulps(far, (int64_t{1} << 41) - 31, 31, d) < 2);  // the last particles there are
    }
  });
}

TEST_CASE("random floats: normals have the same bits on every instruction set") { check_same_bits_on_every_isa<float>(); }

TEST_CASE("random floats: a value depends neither on the rows asked for nor on the dimension") { check_values_stay_in_place<float>(); }

TEST_CASE("random floats: nothing is written outside the rows") { check_nothing_outside_the_rows<float>(); }

TEST_CASE("random floats: two threads filling halves give what one gives") { check_halves_of_two_threads<float>(); }

TEST_CASE("random floats: moments of four million normals lie within 5 standard errors") { check_moments<float>(); }

TEST_CASE("random floats: chi-square of 1024 equally likely bins lies within 5 standard deviations") {
  std::vector<double> count(1024);
  const std::vector<float> z = normals(far, 0, 1 << 20, 2);
  for (const float v : z) count[std::min(static_cast<size_t>(512 * std::erfc(-static_cast<double>(v) / std::sqrt(2.0))), count.size() - 1)] += 1;
  const double expected = static_cast<double>(z.size()) / 1024;
  double sum = 0;
  for (const double c : count) sum += (c - expected) * (c - expected) / expected;
  CHECK(std::abs(sum - 1023) < 5 * std::sqrt(2.0 * 1023));
}

TEST_CASE("random floats: tails come as often as they should, and small numbers too") {
  const std::vector<float> z = normals(plain, 0, 1 << 20, 8);
  const double n = static_cast<double>(z.size());
  for (const float level : {4.0f, 5.0f}) {
    const double expected = n * std::erfc(static_cast<double>(level) / std::sqrt(2.0));  // 531 and 4.8
    const auto beyond = std::count_if(z.begin(), z.end(), [=](float v) { return std::abs(v) > level; });
    CHECK(std::abs(static_cast<double>(beyond) - expected) < 5 * std::sqrt(expected));
  }
  const double expected = n * std::erf(1e-4 / std::sqrt(2.0));  // 669
  const auto within = std::count_if(z.begin(), z.end(), [](float v) { return std::abs(v) < 1e-4f; });
  CHECK(std::abs(static_cast<double>(within) - expected) < 5 * std::sqrt(expected));
}

// The mean of N products of independent variables of unit variance has the standard error 1/sqrt(N).
TEST_CASE("random floats: the four of a block, and neighbouring coordinates, are uncorrelated, and so are their squares") {
  constexpr int64_t n = 1 << 20;
  const std::vector<float> z = normals(plain, 0, n, 2);
  const auto value = [&](int64_t i, int64_t k, bool square) {
    const double v = static_cast<double>(z[static_cast<size_t>(2 * i + k)]);
    return square ? (v * v - 1) / std::sqrt(2.0) : v;
  };
  for (const bool square : {false, true})
    for (int64_t p = 0; p < 4; ++p)
      for (int64_t q = p; q < 4; ++q) {
        double sum = 0, across = 0;
        for (int64_t i = 0; i < n; i += 4) {
          sum += value(i + p, 0, square) * value(i + q, 0, square);
          across += value(i + p, 0, square) * value(i + q, 1, square);
        }
        const double groups = n / 4;
        if (p != q) CHECK(std::abs(sum / groups) < 5 / std::sqrt(groups));
        CHECK(std::abs(across / groups) < 5 / std::sqrt(groups));
      }
}
