// What must hold of normals in either precision.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <thread>
#include <vector>

#include "base/random.h"
#include "simd/every_isa.h"

namespace wgf::test {

constexpr stream plain{0x0123456789abcdefu, 0, purpose::noise};
constexpr stream far{~uint64_t{0} - 5, (uint64_t{0xBEEF} << 32) + 0xFFFFFFFFu, purpose::network};
constexpr int64_t dims[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 511, 512, 513, 1030};

template <class T>
std::vector<T> normals_of(const stream &s, int64_t first, int64_t n, int64_t d) {
  std::vector<T> x(static_cast<size_t>(n * d));
  normals(s, first, n, d, x.data());
  return x;
}

template <class T>
double moment(const std::vector<T> &x, int power) {
  double sum = 0;
  for (const T v : x) sum += std::pow(static_cast<double>(v), power);
  return sum / static_cast<double>(x.size());
}

template <class T>
void check_same_bits_on_every_isa() {
  for (int64_t d : dims) {
    CAPTURE(d);
    std::vector<T> first;
    on_every_isa([&] {
      const std::vector<T> z = normals_of<T>(plain, 1, 9000 / d + 2, d);
      if (first.empty()) first = z;
      CHECK(z == first);
    });
  }
}

template <class T>
void check_values_stay_in_place() {
  on_every_isa([] {
    const std::vector<T> all = normals_of<T>(plain, 0, 101, 19);
    int64_t different = 0;
    for (int64_t d = 1; d <= 19; ++d)
      for (int64_t first : {0, 1, 2, 3, 50, 77})
        for (int64_t n : {1, 2, 3, 24}) {
          const std::vector<T> part = normals_of<T>(plain, first, n, d);
          for (int64_t i = 0; i < n; ++i)
            for (int64_t k = 0; k < d; ++k)
              different += part[static_cast<size_t>(i * d + k)] != all[static_cast<size_t>((first + i) * 19 + k)];
        }
    CHECK(different == 0);
  });
}

template <class T>
void check_nothing_outside_the_rows() {
  on_every_isa([] {
    constexpr T untouched = -77;
    int64_t written = 0;
    for (int64_t d : dims)
      for (int64_t first : {0, 1, 2, 3})
        for (int64_t n : {0, 1, 2, 3, 5, 8, 33}) {
          std::vector<T> x(static_cast<size_t>(n * d + 64), untouched);
          normals(plain, first, n, d, x.data() + 32);
          for (size_t i = 0; i < 32; ++i) written += x[i] != untouched || x[x.size() - 1 - i] != untouched;
        }
    CHECK(written == 0);
  });
}

template <class T>
void check_halves_of_two_threads() {
  const std::vector<T> whole = normals_of<T>(plain, 0, 2001, 3);
  std::vector<T> halves(whole.size());
  std::thread other([&] { normals(plain, 1001, 1000, 3, halves.data() + 3003); });
  normals(plain, 0, 1001, 3, halves.data());
  other.join();
  CHECK(halves == whole);
}

// Standard errors of the raw moments of N normals: sqrt((E z^2p - (E z^p)^2) / N) = 1, 2, 15, 96 under the root.
template <class T>
void check_moments() {
  const std::vector<T> z = normals_of<T>(plain, 0, 1 << 20, 4);
  const double error = 5 / std::sqrt(static_cast<double>(z.size()));
  CHECK(std::abs(moment(z, 1)) < error);
  CHECK(std::abs(moment(z, 2) - 1) < error * std::sqrt(2.0));
  CHECK(std::abs(moment(z, 3)) < error * std::sqrt(15.0));
  CHECK(std::abs(moment(z, 4) - 3) < error * std::sqrt(96.0));
}

}  // namespace wgf::test
