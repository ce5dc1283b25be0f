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

template <class T>
constexpr int64_t together = wgf::simd::projected_together<T>;
constexpr int64_t sizes[] = {1, 2, 3, 17, 255, 257}, dimensions[] = {1, 2, 3, 7, 8, 17, 41, 200};

template <class T>
std::vector<T> uniform(int64_t size, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::vector<T> x(static_cast<size_t>(size));
  for (T &v : x) v = static_cast<T>(std::uniform_real_distribution<double>(-1, 1)(bits));
  return x;
}

struct sum {
  double value = 0, size = 0;
  void add(double a, double b) { value += a * b, size += std::abs(a * b); }
};

// Two orders of rounding `terms` products and sums: each errs by at most terms eps/2 of the sizes, (1 + eps/2)
// to a power below 2000 aside.
template <class T>
bool agree(double a, const sum &b, int64_t terms) {
  return std::abs(a - b.value) <= 1.01 * static_cast<double>(terms) * static_cast<double>(std::numeric_limits<T>::epsilon()) * b.size;
}

template <class T>
void check_project(int64_t n, int64_t d, int64_t count) {
  const int64_t stride = n + 3, written = (count + 7) / 8 * 8;
  const std::vector<T> x = uniform<T>(n * d, 1), theta = uniform<T>(d * together<T>, 2);
  std::vector<T> rows(static_cast<size_t>(together<T> * stride), T{42});
  wgf::simd::project(n, d, x.data(), theta.data(), count, rows.data(), stride);
  int64_t wrong = 0;
  for (int64_t p = 0; p < together<T>; ++p)
    for (int64_t i = 0; i < stride; ++i) {
      sum plain;
      for (int64_t k = 0; i < n && k < d; ++k)
        plain.add(static_cast<double>(x[static_cast<size_t>(i * d + k)]), static_cast<double>(theta[static_cast<size_t>(k * together<T> + p)]));
      const double got = static_cast<double>(rows[static_cast<size_t>(p * stride + i)]);
      if (i < n && p < count)
        wrong += !agree<T>(got, plain, d);
      else if (i >= n || p >= written)
        wrong += got != 42.0;
    }
  CHECK(wrong == 0);
}

template <class T>
void check_add_back(int64_t n, int64_t d, int64_t count, bool add) {
  const int64_t stride = n + 3;
  const std::vector<T> rows = uniform<T>(count * stride, 3), theta = uniform<T>(count * d, 4);
  const numbers before = uniform<double>(n * d, 5);
  numbers v = before;
  v.push_back(42.0);
  wgf::simd::add_back(n, d, rows.data(), stride, count, theta.data(), add, v.data());
  int64_t wrong = v.back() != 42.0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k) {
      sum plain;
      if (add) plain.add(before[static_cast<size_t>(i * d + k)], 1);
      for (int64_t p = 0; p < count; ++p)
        plain.add(static_cast<double>(rows[static_cast<size_t>(p * stride + i)]), static_cast<double>(theta[static_cast<size_t>(p * d + k)]));
      wrong += !agree<T>(v[static_cast<size_t>(i * d + k)], plain, count + 1);
    }
  CHECK(wrong == 0);
}

template <class T>
void check_bits_of_one() {
  constexpr int64_t n = 37, d = 29, count = 11, p_count = together<T>;
  const std::vector<T> x = uniform<T>(n * d, 1), theta = uniform<T>(d * p_count, 2), moves = uniform<T>(count * n, 3);
  const std::vector<T> back = uniform<T>(count * d, 4);
  std::vector<T> whole(static_cast<size_t>(p_count * n)), alone(static_cast<size_t>(p_count));
  numbers v(n * d), single(n * d);
  wgf::simd::project(n, d, x.data(), theta.data(), p_count, whole.data(), n);
  wgf::simd::add_back(n, d, moves.data(), n, count, back.data(), false, v.data());
  for (int64_t i = 0; i < n; ++i) {
    wgf::simd::project(1, d, x.data() + i * d, theta.data(), p_count, alone.data(), 1);
    for (int64_t p = 0; p < p_count; ++p) CHECK(alone[static_cast<size_t>(p)] == whole[static_cast<size_t>(p * n + i)]);
    wgf::simd::add_back(1, d, moves.data() + i, n, count, back.data(), false, single.data() + i * d);
  }
  CHECK(v == single);
}

}  // namespace

TEST_CASE("project: products with directions equal plain sums on every instruction set") {
  on_every_isa([] {
    for (const int64_t n : sizes)
      for (const int64_t d : dimensions) {
        for (const int64_t count : {1, 8}) check_project<double>(n, d, count);
        for (const int64_t count : {1, 8, 9, 16}) check_project<float>(n, d, count);
      }
  });
}

TEST_CASE("project: moves along directions add up as plain sums on every instruction set") {
  on_every_isa([] {
    for (const int64_t n : sizes)
      for (const int64_t d : dimensions)
        for (const bool add : {false, true}) {
          for (const int64_t count : {1, 7, 50}) check_add_back<double>(n, d, count, add);
          for (const int64_t count : {1, 7, 16}) check_add_back<float>(n, d, count, add);
        }
  });
}

TEST_CASE("project: a particle gets the same bits wherever it stands") {
  on_every_isa([] { check_bits_of_one<float>(), check_bits_of_one<double>(); });
}

TEST_CASE("project: doubles add up to the same bits however the directions are split") {
  on_every_isa([] {
    constexpr int64_t n = 37, d = 29, count = 11;
    const numbers moves = uniform<double>(count * n, 3), back = uniform<double>(count * d, 4);
    numbers v(n * d), pieces(n * d);
    wgf::simd::add_back(n, d, moves.data(), n, count, back.data(), false, v.data());
    wgf::simd::add_back(n, d, moves.data(), n, 4, back.data(), false, pieces.data());
    wgf::simd::add_back(n, d, moves.data() + 4 * n, n, count - 4, back.data() + 4 * d, true, pieces.data());
    CHECK(v == pieces);
  });
}

TEST_CASE("project: floats are differences from the center, rounded once each") {
  on_every_isa([] {
    for (const int64_t n : sizes)
      for (const int64_t d : dimensions) {
        numbers x = uniform<double>(n * d, 1);
        for (double &v : x) v += 1e6;
        numbers center;
        for (int64_t k = 0; k < wgf::simd::centers * d; ++k) center.push_back(1e6 + static_cast<double>(k % d));
        std::vector<float> out(x.size() + 1, 42.0f);
        wgf::simd::centered(n, d, x.data(), center.data(), out.data());
        int64_t wrong = out.back() != 42.0f;
        for (size_t i = 0; i < x.size(); ++i) wrong += out[i] != static_cast<float>(x[i] - center[i % static_cast<size_t>(d)]);
        CHECK(wrong == 0);
      }
  });
}
