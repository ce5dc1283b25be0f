// What the squared distances of a tile are made of, for loops that keep them in registers.
#pragma once

#include "pair/general/tile.h"

namespace wgf::pair {

template <class T>
struct measured_tile {
  distance_form how;
  const T *x, *x_norm;  // as in distance_job
  const T *twice;       // 2 x, for distance_form::products
  const T *start;       // -|x|^2
  const T *y, *y_norm;
  int64_t d, count, groups;  // particles of y, and groups of them; the last is filled up
};

}  // namespace wgf::pair
