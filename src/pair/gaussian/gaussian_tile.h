// The Gaussian in one go: kernel values stay in registers between the two products.
#pragma once

#include "pair/general/tile.h"

namespace wgf::pair {

// o[c][i] += sum_j 2^-|x_i - y_j|^2 v_jc, over a tile of rows and `groups` groups of y; a potential of each x_i and of each y_j may
// be added to the exponent.
template <class T>
struct gaussian_job {
  distance_form how;
  const T *x;               // as in distance_job; with distance_form::products 2 x
  const T *y, *y_shift;     // y_shift_j is taken off the exponent: |y_j|^2 with distance_form::products, less the potential; null: 0
  const T *start;           // of the exponent, a number a row: -|x|^2 with distance_form::products, plus the potential
  int64_t rows, d, groups;  // rows: of the tile, those behind them are filled up
  const T *self;            // for each y its own row in the tile, left out; null: none is here
  const T *v;               // [group][column][group_size]
  int64_t columns;
  T *o;
  const T *v_rows = nullptr;  // the same of x, [column][tile_rows], where each kernel value serves both particles: then
  T *mirror = nullptr;        // [group][column][group_size][lanes] += 2^-|x_i - y_j|^2 v_ic, of whole vectors
};

template <class T>
inline constexpr int64_t most_lanes = 64 / static_cast<int64_t>(sizeof(T));

// sum[c*apart + j] = sum over the lanes of `mirror`, which becomes 0
template <class T>
struct mirror_job {
  T *mirror;
  int64_t groups, columns, apart;
  double *sum;
};

void run(const gaussian_job<float> &);
void run(const gaussian_job<double> &);
void run(const mirror_job<float> &);
void run(const mirror_job<double> &);

}  // namespace wgf::pair
