// A row of numbers in ascending order, by their places: doubles by an order beside them, floats by words of value and place.
#pragma once

#include <cstdint>

#include "simd/sort.h"

namespace wgf {

// Number k in ascending order of a row: its value and its place there.
template <class T>
class ranked;

template <>
class ranked<double> {
 public:
  ranked(const double *row, const uint32_t *order) : row_(row), order_(order) {}
  int64_t place(int64_t k) const { return order_[k]; }
  double value(int64_t k) const { return row_[order_[k]]; }

 private:
  const double *row_;
  const uint32_t *order_;
};

template <>
class ranked<float> {
 public:
  explicit ranked(const int64_t *packed) : packed_(packed) {}
  int64_t place(int64_t k) const { return simd::packed_index(packed_[k]); }
  float value(int64_t k) const { return simd::packed_value(packed_[k]); }

 private:
  const int64_t *packed_;
};

struct sorting {    // scratch of `rank`
  uint32_t *order;  // n numbers
  int64_t *keys;    // simd::sort_words(n)
};

inline ranked<double> rank(const double *row, int64_t n, sorting by) {
  simd::sort_order(row, n, by.order, by.keys);
  return {row, by.order};
}

inline ranked<float> rank(const float *row, int64_t n, sorting by) {
  simd::sort_packed(row, n, by.keys);
  return ranked<float>(by.keys);
}

}  // namespace wgf
