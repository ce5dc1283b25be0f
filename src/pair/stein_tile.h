// The Stein kernel in one go: a profile and its derivatives with the products of scores, all of it in registers.
#pragma once

#include "pair/measured_tile.h"

namespace wgf::pair {

// sum[i] += sum_j w_j (k1 phi' + uk2 u phi'' + kp phi <s_i, p_j> + k1q phi' <x_i - y_j, s_i - p_j>)
template <class T>
struct stein_job {
  measured_tile<T> at;
  int profile;
  T shape;
  T k1, uk2, kp, k1q;
  const T *w;
  const T *s, *s_crossed, *s_dot;  // of the tile, as in packed_scores
  const T *p, *p_crossed, *p_dot;  // of the block, as in packed_payload
  T *sum;
};

void run(const stein_job<float> &);
void run(const stein_job<double> &);

}  // namespace wgf::pair
