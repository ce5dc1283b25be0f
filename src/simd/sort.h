// Sorting for one-dimensional transport. No NaN, n below 2^31, scratch of n words; nothing is allocated, and
// every instruction set gives the same result. Equal values keep the order of their indices; -0 and +0 are
// equal there, while sorted values have -0 before +0.
#pragma once

#include <cstdint>

namespace wgf::simd {

void sort_values(double *x, int64_t n, int64_t *scratch);
void sort_values(float *x, int64_t n, int64_t *scratch);

// order[r] is the index of the value of rank r.
void sort_order(const double *x, int64_t n, uint32_t *order, int64_t *scratch);
void sort_order(const float *x, int64_t n, uint32_t *order, int64_t *scratch);

}  // namespace wgf::simd
