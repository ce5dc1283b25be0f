// Products of a cloud with unit vectors, and back. n x d points are row major; number i of row p is at
// rows[p * stride + i]. What a particle gets does not depend on its place, nor on how n is split.
#pragma once

#include <cstdint>

namespace wgf::simd {

inline constexpr int64_t projected_together = 8;

// rows_pi = <x_i, theta_p> for 8 directions, summed in the order of the coordinates; theta is d x 8.
void project(int64_t n, int64_t d, const double *x, const double *theta, double *rows, int64_t stride);

// v_i += sum_p rows_pi theta_p, one direction after another; theta is count x d.
void add_back(int64_t n, int64_t d, const double *rows, int64_t stride, int64_t count, const double *theta,
              double *v);

}  // namespace wgf::simd
