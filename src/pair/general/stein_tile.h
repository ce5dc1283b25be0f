// The Stein kernel in one go: a profile and its derivatives with the products of scores, all of it in registers.
#pragma once

#include "pair/general/measured_tile.h"

namespace wgf::pair {

// sum[i] += sum_j w_j (k1 phi' + uk2 u phi'' + kp phi <s_i, p_j> + k1q phi' <x_i - y_j, s_i - p_j>)
template <class T>
struct stein_job {
  measured_tile<T> at;
  int profile;
  T shape;
  T uk2;
  bool even;  // all weights of the block are equal, and it is full
  const T *w;
  const T *s, *slope_s, *slope_x;  // of the tile: s times kp; s and x times -k1q / unit
  const T *start;                  // k1 + k1q <x_i, s_i>
  const T *p, *p_dot;              // of the block, as in packed_payload; p_dot times k1q
  T *sum;
};

// What k1 and k1q of a job have to be multiplied with: some profiles leave it out of phi'.
double stein_slope_factor(int profile, double shape);

void run(const stein_job<float> &);
void run(const stein_job<double> &);

}  // namespace wgf::pair
