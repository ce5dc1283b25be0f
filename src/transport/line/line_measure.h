// Points on a line in ascending order.
#pragma once

#include <cstdint>

namespace wgf {

// Weights sum to 1, null when all are equal.
template <class T>
struct line_measure {
  int64_t n;
  const T *x;
  const double *w;
};

}  // namespace wgf
