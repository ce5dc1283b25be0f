#include "simd/project.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "simd/every_isa.h"

using wgf::test::on_every_isa;
using numbers = std::vector<double>;

namespace {

constexpr int64_t together = wgf::simd::projected_together;
constexpr int64_t sizes[] = {1, 2, 3, 17, 255, 257}, dimensions[] = {1, 2, 3, 7, 8, 17, 41, 200};
constexpr double epsilon = std::numeric_limits<double>::epsilon();

numbers uniform(int64_t size, unsigned seed) {
  std::mt19937_64 bits(seed);
  numbers x(static_cast<size_t>(size));
  for (double &v : x) v = std::uniform_real_distribution<double>(-1, 1)(bits);
  return x;
}

struct sum {
  double value = 0, size = 0;
  void add(double a, double b) { value += a * b, size += std::abs(a * b); }
};

// Two orders of rounding `terms` products and sums: each errs by at most terms eps/2 of the sizes, (1 + eps/2)
// to a power below 2000 aside.
bool agree(double a, const sum &b, int64_t terms) {
  return std::abs(a - b.value) <= 1.01 * static_cast<double>(terms) * epsilon * b.size;
}

void check_project(int64_t n, int64_t d) {
  const int64_t stride = n + 3;
  const numbers x = uniform(n * d, 1), theta = uniform(d * together, 2);
  numbers rows(static_cast<size_t>(together * stride), 42.0);
  wgf::simd::project(n, d, x.data(), theta.data(), rows.data(), stride);
  int64_t wrong = 0;
  for (int64_t p = 0; p < together; ++p)
    for (int64_t i = 0; i < stride; ++i) {
      sum plain;
      for (int64_t k = 0; i < n && k < d; ++k)
        plain.add(x[static_cast<size_t>(i * d + k)], theta[static_cast<size_t>(k * together + p)]);
      const double got = rows[static_cast<size_t>(p * stride + i)];
      wrong += i < n ? !agree(got, plain, d) : got != 42.0;
    }
  CHECK(wrong == 0);
}

void check_add_back(int64_t n, int64_t d, int64_t count) {
  const int64_t stride = n + 3;
  const numbers rows = uniform(count * stride, 3), theta = uniform(count * d, 4), before = uniform(n * d, 5);
  numbers v = before;
  v.push_back(42.0);
  wgf::simd::add_back(n, d, rows.data(), stride, count, theta.data(), v.data());
  int64_t wrong = v.back() != 42.0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k) {
      sum plain;
      plain.add(before[static_cast<size_t>(i * d + k)], 1);
      for (int64_t p = 0; p < count; ++p)
        plain.add(rows[static_cast<size_t>(p * stride + i)], theta[static_cast<size_t>(p * d + k)]);
      wrong += !agree(v[static_cast<size_t>(i * d + k)], plain, count + 1);
    }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("project: products with directions equal plain sums on every instruction set") {
  on_every_isa([] {
    for (const int64_t n : sizes)
      for (const int64_t d : dimensions) check_project(n, d);
  });
}

TEST_CASE("project: moves along directions add up as plain sums on every instruction set") {
  on_every_isa([] {
    for (const int64_t n : sizes)
      for (const int64_t d : dimensions)
        for (const int64_t count : {1, 7, 50}) check_add_back(n, d, count);
  });
}

TEST_CASE("project: a particle gets the same bits wherever it stands, however the directions are split") {
  on_every_isa([] {
    constexpr int64_t n = 37, d = 29, count = 11;
    const numbers x = uniform(n * d, 1), theta = uniform(d * together, 2), moves = uniform(count * n, 3);
    const numbers back = uniform(count * d, 4);
    numbers whole(together * n), alone(together), v(n * d), pieces(n * d);
    wgf::simd::project(n, d, x.data(), theta.data(), whole.data(), n);
    wgf::simd::add_back(n, d, moves.data(), n, count, back.data(), v.data());
    for (int64_t i = 0; i < n; ++i) {
      wgf::simd::project(1, d, x.data() + i * d, theta.data(), alone.data(), 1);
      for (int64_t p = 0; p < together; ++p)
        CHECK(alone[static_cast<size_t>(p)] == whole[static_cast<size_t>(p * n + i)]);
      wgf::simd::add_back(1, d, moves.data() + i, n, 4, back.data(), pieces.data() + i * d);
      wgf::simd::add_back(1, d, moves.data() + 4 * n + i, n, count - 4, back.data() + 4 * d, pieces.data() + i * d);
    }
    CHECK(v == pieces);
  });
}
