// A sweep's rule and input as numbers per derivative of the profile, and what follows from them.
#pragma once

#include <cstdint>

#include "pair/sweep.h"

namespace wgf::pair {

// sp = <s_i, p_j>, xq = <x_i - y_j, s_i - p_j>
enum class multiplier {
  one,
  u,
  sp,
  xq,
};

struct derivative_term {
  int order;  // of the derivative of phi in u
  multiplier times;
  double value;
};

// scale * sum of value * phi^(order) * times; the largest value is 1, so that float tiles do not overflow.
struct coefficient {
  int count = 0;
  derivative_term terms[5] = {};
  double scale = 0;

  bool used() const { return count > 0; }
  bool needs(multiplier m) const;
  double value(int order, multiplier m) const;  // before the scale; 0 where there is no such term
  int order() const;
};

// A sweep in units of the kernel's length: positions over 2^e, scores and payloads times 2^e, where l = 2^e m and m is about 1. So no power of l
// leaves the doubles, and clouds that differ by a power of two give sums that differ by one.
struct sweep_job {
  sweep_input in;
  sweep_output out;
  coefficient a, b, c, e;                                           // of the numbers in these units
  int exponent = 0;                                                 // e
  double length = 1, over = 1;                                      // m; and what p and s are multiplied with, 2^e
  int payload_power = 0, displacement_power = 0, scalar_power = 0;  // what comes out is still to be multiplied with 2^-e, so many times
  int order = 0;                                                    // highest derivative of the profile
  bool sp = false, xq = false;
  bool singular = false;           // coefficients have an unbounded slope at u = 0
  bool careful = false;            // cancelling pairs are summed from differences: it is singular, or some particles are far out
  bool apart = false;              // all pairs are, one by one: their numbers in these units might leave the doubles
  int64_t active = 0;              // particles of y with weight other than 0
  const int64_t *index = nullptr;  // their indices in y
  const double *centre = nullptr;  // a point near both clouds, d
  const double *unit = nullptr;    // 1 / (length * scale), d

  double pure_unit(int64_t c) const { return unit[c] * over; }  // of positions in units of 2^e

  double weight(int64_t j) const { return in.w != nullptr ? in.w[j] : 1; }
  // In the sums of a tile of rows; where each pair counts once, 0 before the tile and 2 w behind it.
  double weight(int64_t j, int64_t first_row, int64_t rows) const {
    const double times = !in.each_pair_once ? 1 : j < first_row      ? 0
                                              : j < first_row + rows ? 1
                                                                     : 2;
    return times * weight(j);
  }
};

sweep_job make_sweep_job(const rule &r, const sweep_input &in, const sweep_output &out);

// (x_i - y_j)_c in units of the length and of the scale, straight from the caller's numbers, and at most farthest.
double exact_difference(const sweep_job &p, int64_t i, int64_t j, int64_t c);
inline constexpr double farthest = 0x1p500;

// u of x_i and y_j from these.
double exact_u(const sweep_job &p, int64_t i, int64_t j);

}  // namespace wgf::pair
