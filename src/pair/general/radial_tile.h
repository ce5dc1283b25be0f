// A profile in one go, for sums of its values and of its first derivative: both stay in registers between the two products.
#pragma once

#include "pair/profile.h"
#include "pair/general/measured_tile.h"

namespace wgf::pair {

// value[i] += sum_j w_j phi(u_ij); displacement[c][i] += sum_j w_j phi'(u_ij) y_jc and alone[i] += sum_j w_j phi'(u_ij) with distance_form::products,
// displacement[c][i] -= sum_j w_j phi'(u_ij) (x_ic - y_jc) with distance_form::differences. Pairs with u <= limit[i] are left out and listed as in cancelling_job.
template <class T>
struct radial_job {
  measured_tile<T> at;
  int profile;
  T shape;
  const T *w, *yw;  // weights, and [particle][coordinate, 1] times the weight
  bool even;        // all weights of the block are equal
  int64_t rows;
  bool singular;    // else no pair cancels
  const T *limit;   // for each row: positive normal numbers, or negative ones
  bool derivative;  // whether displacement and alone are wanted
  T *displacement, *alone, *value;
  uint16_t *pairs;
};

int64_t run(const radial_job<float> &);  // how many were listed
int64_t run(const radial_job<double> &);

}  // namespace wgf::pair
