// Clouds in a random order: any rows against any columns are then a sample of all pairs. In double row by row, and in float as tiles
// with bounds of their rounding.
#pragma once

#include <cstdint>

#include "pair/median/sampled_select_tile.h"
#include "pair/layout/pack.h"

namespace wgf::pair {

struct shuffled {
  double *x, *y;  // rows, divided by the scale; one memory for a single cloud
  float *x_tile, *x_up, *x_width;
  float *y_tile, *y_up, *y_down;
  double *largest;   // coordinate of each tile of x and of y, from the centre
  double scale = 0;  // of the coordinates in float; 0: they cannot stand for the doubles

  shuffled(arena &memory, const sizes &s);
  void order(const sweep_job &p, bool one_cloud, workers &pool);  // fills x and y, finds the scale
  void pack(const sweep_job &p, workers &pool);                   // and the floats

 private:
  void shuffle(const sweep_job &p, const double *from, int64_t count, double *rows, double *tile_largest, workers &pool);

  int64_t *place_;
};

}  // namespace wgf::pair
