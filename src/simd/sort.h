// Sorting for one-dimensional transport. No NaN, n below 2^31, scratch of sort_words(n) words; nothing is allocated, and
// every instruction set gives the same result. Equal values keep the order of their indices; -0 and +0 are
// equal there, while sorted values have -0 before +0.
#pragma once

#include <cstdint>
#include <cstring>

namespace wgf::simd {

constexpr int64_t sort_words(int64_t n) { return n + (n + 3) / 4; }

void sort_values(double *x, int64_t n, int64_t *scratch);
void sort_values(float *x, int64_t n, int64_t *scratch);

// order[r] is the index of the value of rank r.
void sort_order(const double *x, int64_t n, uint32_t *order, int64_t *scratch);

// A float and its index in one word, in the order of the values: the first n of sort_words(n) words.
void sort_packed(const float *x, int64_t n, int64_t *packed);

inline uint32_t packed_index(int64_t packed) { return static_cast<uint32_t>(packed); }

inline float packed_value(int64_t packed) {  // -0 as +0
  const int32_t key = static_cast<int32_t>(packed >> 32), bits = key ^ (key >> 31 & 0x7FFFFFFF);
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

}  // namespace wgf::simd
