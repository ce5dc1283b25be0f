// The Gaussian in one go: kernel values stay in registers between the two products.
#pragma once

#include "pair/tile.h"

namespace wgf::pair {

// o[c][i] += sum_j 2^-|x_i - y_j|^2 v_jc, over a tile of rows and `groups` groups of y.
template <class T>
struct gaussian_job {
  metric how;
  const T *x;  // as in distance_job; with metric::gram 2 x
  const T *y, *y_norm;
  const T *start;           // of the sum over the coordinates, a number a row: -|x|^2 with metric::gram, else 0
  int64_t rows, d, groups;  // rows: of the tile, those behind them are filled up
  const T *self;            // for each y its own row in the tile, left out; null: none is here
  const T *v;               // [group][column][group_size]
  int64_t columns;
  T *o;
};

void run(const gaussian_job<float> &);
void run(const gaussian_job<double> &);

}  // namespace wgf::pair
