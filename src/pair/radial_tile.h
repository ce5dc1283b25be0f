// A profile in one go, for sums of its values and of its first derivative: both stay in registers between the two products.
#pragma once

#include "pair/profile.h"
#include "pair/measured_tile.h"

namespace wgf::pair {

// value[i] += sum_j w_j phi(u_ij); pull[c][i] += sum_j w_j phi'(u_ij) y_jc and alone[i] += sum_j w_j phi'(u_ij) with metric::gram,
// pull[c][i] -= sum_j w_j phi'(u_ij) (x_ic - y_jc) with metric::differences. Pairs with u <= limit[i] are left out and listed as in near_job.
template <class T>
struct radial_job {
  measured_tile<T> at;
  int profile;
  T shape;
  const T *w, *yw;  // weights, and [particle][coordinate, 1] times the weight
  bool even;        // all weights of the block are equal
  int64_t rows;
  bool singular;    // else no pair is near
  const T *limit;   // for each row: positive normal numbers, or negative ones
  bool derivative;  // whether pull and alone are wanted
  T *pull, *alone, *value;
  uint16_t *pairs;
};

int64_t run(const radial_job<float> &);  // how many were listed
int64_t run(const radial_job<double> &);

}  // namespace wgf::pair
