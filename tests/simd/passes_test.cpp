#include "simd/passes.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "simd/every_isa.h"

using wgf::test::on_every_isa;
using numbers = std::vector<double>;

namespace {

constexpr int64_t sizes[] = {0, 1, 2, 3, 15, 16, 17, 31, 33, 255, 257};

numbers uniform(int64_t size, unsigned seed) {
  std::mt19937_64 bits(seed);
  numbers x(static_cast<size_t>(size));
  for (double &v : x) v = std::uniform_real_distribution<double>(-1, 1)(bits);
  return x;
}

}  // namespace

TEST_CASE("passes: one infinity or NaN is found wherever it is, and the largest number is finite") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  on_every_isa([] {
    for (const int64_t n : sizes) {
      numbers v(static_cast<size_t>(n), -std::numeric_limits<double>::max());
      CHECK(wgf::simd::all_finite(v.data(), n));
      for (double &one : v)
        for (const double bad : {infinity, -infinity, std::nan("")}) {
          const double before = std::exchange(one, bad);
          CHECK(!wgf::simd::all_finite(v.data(), n));
          one = before;
        }
    }
  });
}

TEST_CASE("passes: one float that is infinite or NaN is found wherever it is, and the largest is finite") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  on_every_isa([] {
    for (const int64_t n : sizes) {
      std::vector<float> v(static_cast<size_t>(n), -std::numeric_limits<float>::max());
      CHECK(wgf::simd::all_finite(v.data(), n));
      for (float &one : v)
        for (const float bad : {infinity, -infinity, std::nanf("")}) {
          const float before = std::exchange(one, bad);
          CHECK(!wgf::simd::all_finite(v.data(), n));
          one = before;
        }
    }
  });
}

TEST_CASE("passes: a sum of squares is the plain one to rounding, the same bits on every instruction set") {
  for (const int64_t n : sizes) {
    const numbers v = uniform(n, 1);
    double plain = 0, first = -1;
    for (const double x : v) plain += x * x;
    on_every_isa([&] {
      const double sum = wgf::simd::sum_of_squares(v.data(), n);
      CHECK(std::abs(sum - plain) <= static_cast<double>(n) * 2.3e-16 * plain);  // n roundings of positive terms in each
      if (first < 0) first = sum;
      CHECK(sum == first);
    });
  }
}

TEST_CASE("passes: moves and pulls have the bits of their formulas on every instruction set") {
  on_every_isa([] {
    for (const int64_t n : sizes)
      for (const int64_t period : {1, 3, 24, 300}) {
        const numbers x = uniform(n, 1), v = uniform(n, 2), z = uniform(n, 3), factor = uniform(period, 4), center = uniform(period, 5);
        const std::vector<float> rough(z.begin(), z.end());
        numbers both = x, drift = x, noise = x, with_rough = x, out(x.size());
        wgf::simd::add_moves(n, 0.1, v.data(), 0.7, z.data(), both.data());
        wgf::simd::add_moves(n, 0.1, v.data(), 0.7, static_cast<const double *>(nullptr), drift.data());
        wgf::simd::add_moves(n, 0.1, v.data(), 0.7, rough.data(), with_rough.data());
        wgf::simd::add_moves(n, 0.1, nullptr, 0.7, z.data(), noise.data());
        wgf::simd::pull(n, period, factor.data(), center.data(), x.data(), out.data());
        int64_t wrong = 0;
        for (size_t i = 0; i < x.size(); ++i) {
          const size_t k = i % static_cast<size_t>(period);
          wrong += both[i] != (x[i] + 0.1 * v[i]) + 0.7 * z[i];
          wrong += with_rough[i] != (x[i] + 0.1 * v[i]) + 0.7 * static_cast<double>(rough[i]);
          wrong += drift[i] != x[i] + 0.1 * v[i];
          wrong += noise[i] != x[i] + 0.7 * z[i];
          wrong += out[i] != factor[k] * (center[k] - x[i]);
        }
        CHECK(wrong == 0);
      }
  });
}
