// The vectorised loops of a sampled select. Squared distances in float of one tile of rows and some groups of columns, with bounds of their
// rounding, tell the pairs that are surely below and surely above it from the others, which are listed.
#pragma once

#include <cstdint>

#include "pair/general/tile.h"

namespace wgf::pair {

struct pair_place {
  uint32_t row, column;
};

struct sampled_select_job {
  const float *x, *x_up, *x_width;  // [coordinate][rows]; squared norms rounded up, and how much they are above those rounded down
  const float *y, *y_up, *y_down;   // [group][coordinate][group_size]: -2 times the coordinates. A NaN of a norm takes its particle out
  int64_t d, groups;
  pair_place first;
  int64_t ahead;    // pairs with a place in the tile of row >= column + ahead are left out
  float low, last;  // the bracket
  double *list;     // receives upper bounds of the listed distances
  pair_place *places;
  int64_t room;  // of the list
};

struct sampled_select_result {
  int64_t below, inside;  // pairs
  bool full;              // the list was; the numbers are then of no use
};

sampled_select_result run(const sampled_select_job &job);

struct distances_job {
  const double *x, *y;  // row by row
  int64_t d;
  const pair_place *places;
  int64_t count;
  double *u;
};

void run(const distances_job &job);  // as the tiles in double compute them, bit for bit

}  // namespace wgf::pair
