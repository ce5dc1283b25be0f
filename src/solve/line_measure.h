// Points on a line in ascending order, and where they stand in the row that they were sorted from.
#pragma once

#include <cstdint>

#include "simd/sort.h"

namespace wgf {

// Weights sum to 1, null when all are equal.
template <class T>
struct line_measure {
  int64_t n;
  const T *x;
  const double *w;
};

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

}  // namespace wgf
