#include "simd/sort.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "simd/every_isa.h"

using wgf::test::on_every_isa;

namespace {

constexpr int64_t sizes[] = {0, 1, 2, 3, 17, 255, 257, 1000, 2003, 100000};

enum class shape {
  random,
  sorted,
  reversed,
  constant,
  few_values,
  zeros,
  subnormal,
  infinite,
  close,
  half_equal,
  few_far,
  all_exponents,
  last
};

template <class T>
T draw(shape kind, int64_t i, int64_t n, std::mt19937_64 &bits) {
  const double u = std::uniform_real_distribution<double>(-1, 1)(bits);
  const T infinity = std::numeric_limits<T>::infinity(), tiny = std::numeric_limits<T>::denorm_min();
  switch (kind) {
    case shape::random: return static_cast<T>(u);
    case shape::sorted: return static_cast<T>(i) / 3 - 100;
    case shape::reversed: return static_cast<T>(n - i) / 7 - 100;
    case shape::constant: return static_cast<T>(-1.25);
    case shape::few_values: return static_cast<T>(std::floor(8 * u));
    case shape::zeros: return std::abs(u) < 0.3 ? T{0} : u < 0 ? -T{0}
                                                               : static_cast<T>(u - 0.5);
    case shape::subnormal: return static_cast<T>(std::floor(1000 * u)) * tiny;
    case shape::infinite: return u > 0.5 ? infinity : u < -0.5 ? -infinity
                                                               : static_cast<T>(u);
    case shape::close: return 1 + static_cast<T>(std::floor(u * 300)) * std::numeric_limits<T>::epsilon();
    case shape::half_equal: return u > 0 ? T{0.25} : static_cast<T>(u);
    case shape::few_far: return static_cast<T>(std::abs(u) < 0.99 ? u : 1e6 * u);
    default: return static_cast<T>(std::ldexp(u, static_cast<int>(bits() % 250) - 125));
  }
}

template <class T>
std::vector<T> data(shape kind, int64_t n) {
  std::mt19937_64 bits(static_cast<uint64_t>(n) + 1000 * static_cast<uint64_t>(kind));
  std::vector<T> x;
  for (int64_t i = 0; i < n; ++i) x.push_back(draw<T>(kind, i, n, bits));
  return x;
}

template <class T>
std::vector<uint32_t> stable_order(const std::vector<T> &x) {
  std::vector<uint32_t> order(x.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return x[a] < x[b]; });
  return order;
}

std::vector<int64_t> scratch_for(int64_t n) { return std::vector<int64_t>(static_cast<size_t>(wgf::simd::sort_words(n))); }

std::vector<uint32_t> our_order(const std::vector<double> &x) {
  const int64_t n = static_cast<int64_t>(x.size());
  std::vector<uint32_t> order(x.size());
  wgf::simd::sort_order(x.data(), n, order.data(), scratch_for(n).data());
  return order;
}

std::vector<uint32_t> our_order(const std::vector<float> &x) {
  const int64_t n = static_cast<int64_t>(x.size());
  std::vector<int64_t> packed = scratch_for(n);
  wgf::simd::sort_packed(x.data(), n, packed.data());
  std::vector<uint32_t> order;
  int64_t wrong = 0;
  for (int64_t r = 0; r < n; ++r) {
    const int64_t word = packed[static_cast<size_t>(r)];
    order.push_back(wgf::simd::packed_index(word));
    wrong += wgf::simd::packed_value(word) != x[order.back()];
  }
  CHECK(wrong == 0);
  return order;
}

template <class T>
std::vector<T> our_values(std::vector<T> x) {
  const int64_t n = static_cast<int64_t>(x.size());
  wgf::simd::sort_values(x.data(), n, scratch_for(n).data());
  return x;
}

template <class T>
bool same_bits(const std::vector<T> &a, const std::vector<T> &b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <class T>
std::vector<T> sorted_values(std::vector<T> x) {  // -0 before +0
  std::sort(x.begin(), x.end(),
            [](T a, T b) { return a < b || (a == b && std::signbit(a) && !std::signbit(b)); });
  return x;
}

template <class T>
void check(shape kind, int64_t n) {
  CAPTURE(static_cast<int>(kind));
  CAPTURE(n);
  const std::vector<T> x = data<T>(kind, n);
  const std::vector<uint32_t> order = stable_order(x);
  const std::vector<T> values = sorted_values(x);
  on_every_isa([&] {
    CHECK(our_order(x) == order);
    CHECK(same_bits(our_values(x), values));
  });
}

template <class T>
void check_all() {
  for (int kind = 0; kind < static_cast<int>(shape::last); ++kind)
    for (int64_t n : sizes) check<T>(static_cast<shape>(kind), n);
}

}  // namespace

TEST_CASE("sort: order and values of doubles equal std::stable_sort and std::sort") { check_all<double>(); }

TEST_CASE("sort: order and values of floats equal std::stable_sort and std::sort") { check_all<float>(); }

TEST_CASE("sort: more than 2^20 doubles, so that fewer than 44 key bits remain") {
  check<double>(shape::random, 1100000);
  check<double>(shape::close, 1100000);
}

TEST_CASE("sort: nothing is written beyond the arrays") {
  on_every_isa([] {
    for (int64_t n : {0, 1, 2, 3, 7, 8, 9, 100, 129, 3001}) {
      const std::vector<double> x = data<double>(shape::random, n);
      const int64_t words = wgf::simd::sort_words(n);
      std::vector<uint32_t> order(static_cast<size_t>(n) + 32, 77u);
      std::vector<int64_t> scratch(static_cast<size_t>(words) + 32, 77);
      wgf::simd::sort_order(x.data(), n, order.data(), scratch.data());
      CHECK(std::count(order.begin() + n, order.end(), 77u) == 32);
      CHECK(std::count(scratch.begin() + words, scratch.end(), 77) == 32);
    }
  });
}
