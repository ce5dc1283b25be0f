// The loops of a soft minimum over one tile of rows and some groups of y: exponents of a Gaussian with potentials stay in registers.
#pragma once

#include "pair/general/tile.h"

namespace wgf::pair {

// exponent_ij = start_i - |x_i - y_j|^2 - y_shift_j, with distance_form::products without the norms: those are in start and y_shift, and x is 2 x.
template <class T>
struct softmin_job {
  distance_form how;
  const T *x, *start;    // as in distance_job
  const T *y, *y_shift;  // infinite where there is no particle
  int64_t d, groups;
  T *o;
};

// o[i] += sum_j 2^min(exponent_ij, the largest exponent of a T)
void add_powers(const softmin_job<float> &);
void add_powers(const softmin_job<double> &);

// o[i] = max(o[i], max_j exponent_ij)
void find_largest(const softmin_job<float> &);
void find_largest(const softmin_job<double> &);

}  // namespace wgf::pair
