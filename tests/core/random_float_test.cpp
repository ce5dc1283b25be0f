#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "core/random.h"
#include "reference/random_stream.h"
#include "simd/every_isa.h"
#include "simd/ulp.h"

using wgf::purpose;
using wgf::stream;
using wgf::test::on_every_isa;

namespace {

constexpr stream plain{0x0123456789abcdefu, 0, purpose::noise};
constexpr stream far{~uint64_t{0} - 5, (uint64_t{0xBEEF} << 32) + 0xFFFFFFFFu, purpose::network};
constexpr int64_t dims[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 511, 512, 513, 1030};

std::vector<float> normals(const stream &s, int64_t first, int64_t n, int64_t d) {
  std::vector<float> x(static_cast<size_t>(n * d));
  wgf::normals(s, first, n, d, x.data());
  return x;
}

double worst_ulps(const stream &s, int64_t first, int64_t n, int64_t d) {
  const std::vector<float> z = normals(s, first, n, d);
  double worst = 0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k)
      worst = std::max(worst, wgf::test::ulps(z[static_cast<size_t>(i * d + k)], wgf::reference::float_normal(s, first + i, k)));
  return worst;
}

double moment(const std::vector<float> &x, int power) {
  double sum = 0;
  for (const float v : x) sum += std::pow(static_cast<double>(v), power);
  return sum / static_cast<double>(x.size());
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

TEST_CASE("random floats: normals have the same bits on every instruction set") {
  for (int64_t d : dims) {
    CAPTURE(d);
    std::vector<float> first;
    on_every_isa([&] {
      const std::vector<float> z = normals(plain, 1, 9000 / d + 2, d);
      if (first.empty()) first = z;
      CHECK(z == first);
    });
  }
}

TEST_CASE("random floats: a value depends neither on the rows asked for nor on the dimension") {
  on_every_isa([] {
    const std::vector<float> all = normals(plain, 0, 101, 19);
    int64_t different = 0;
    for (int64_t d = 1; d <= 19; ++d)
      for (int64_t first : {0, 1, 2, 3, 50, 77})
        for (int64_t n : {1, 2, 3, 24}) {
          const std::vector<float> part = normals(plain, first, n, d);
          for (int64_t i = 0; i < n; ++i)
            for (int64_t k = 0; k < d; ++k)
              different += part[static_cast<size_t>(i * d + k)] != all[static_cast<size_t>((first + i) * 19 + k)];
        }
    CHECK(different == 0);
  });
}

TEST_CASE("random floats: nothing is written outside the rows") {
  on_every_isa([] {
    constexpr float untouched = -77;
    int64_t written = 0;
    for (int64_t d : dims)
      for (int64_t first : {0, 1, 2, 3})
        for (int64_t n : {0, 1, 2, 3, 5, 8, 33}) {
          std::vector<float> x(static_cast<size_t>(n * d + 64), untouched);
          wgf::normals(plain, first, n, d, x.data() + 32);
          for (size_t i = 0; i < 32; ++i) written += x[i] != untouched || x[x.size() - 1 - i] != untouched;
        }
    CHECK(written == 0);
  });
}

TEST_CASE("random floats: two threads filling halves give what one gives") {
  const std::vector<float> whole = normals(plain, 0, 2001, 3);
  std::vector<float> halves(whole.size());
  std::thread other([&] { wgf::normals(plain, 1001, 1000, 3, halves.data() + 3003); });
  wgf::normals(plain, 0, 1001, 3, halves.data());
  other.join();
  CHECK(halves == whole);
}

// Standard errors of the raw moments of N normals: sqrt((E z^2p - (E z^p)^2) / N) = 1, 2, 15, 96 under the root.
TEST_CASE("random floats: moments of four million normals lie within 5 standard errors") {
  const std::vector<float> z = normals(plain, 0, 1 << 20, 4);
  const double error = 5 / std::sqrt(static_cast<double>(z.size()));
  CHECK(std::abs(moment(z, 1)) < error);
  CHECK(std::abs(moment(z, 2) - 1) < error * std::sqrt(2.0));
  CHECK(std::abs(moment(z, 3)) < error * std::sqrt(15.0));
  CHECK(std::abs(moment(z, 4) - 3) < error * std::sqrt(96.0));
}

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
