// Products of a cloud with unit vectors, and back. n x d points are row major; number i of row p is at
// rows[p * stride + i]. What a particle gets does not depend on its place, nor on how n is split.
#pragma once

#include <cstdint>

namespace wgf::simd {

// Directions that share one pass over a cloud.
template <class T>
inline constexpr int64_t projected_together = 64 / static_cast<int64_t>(sizeof(T));

// out = x - center, rounded to float; center is there `centers` times over, so that it has whole vectors.
inline constexpr int64_t centers = 8;
void centered(int64_t n, int64_t d, const double *x, const double *center, float *out);

// rows_pi = <x_i, theta_p> for projected_together directions, summed in the order of the coordinates; theta is
// d x projected_together. Rows from the multiple of 8 after `count` on are left alone.
void project(int64_t n, int64_t d, const double *x, const double *theta, int64_t count, double *rows, int64_t stride);
void project(int64_t n, int64_t d, const float *x, const float *theta, int64_t count, float *rows, int64_t stride);

// v_i (+)= sum_p rows_pi theta_p, one direction after another; theta is count x d. Without `add` the sum starts at 0. Of floats the sum
// is made in float, then added.
void add_back(int64_t n, int64_t d, const double *rows, int64_t stride, int64_t count, const double *theta, bool add, double *v);
void add_back(int64_t n, int64_t d, const float *rows, int64_t stride, int64_t count, const float *theta, bool add, double *v);

}  // namespace wgf::simd
