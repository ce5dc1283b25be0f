// Passes over many numbers that a step is made of, the same bits on every instruction set.
#pragma once

#include <cstdint>

namespace wgf::simd {

bool all_finite(const double *v, int64_t size);
bool all_finite(const float *v, int64_t size);

double sum_of_squares(const double *v, int64_t size);

// x = (x + h v) + scale z. Null: without that term.
void add_moves(int64_t size, double h, const double *v, double scale, const double *z, double *x);
void add_moves(int64_t size, double h, const double *v, double scale, const float *z, double *x);

// out = factor (center - x), where factor and center repeat after `period` numbers.
void pull(int64_t size, int64_t period, const double *factor, const double *center, const double *x, double *out);

}  // namespace wgf::simd
