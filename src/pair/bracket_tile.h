// The vectorised loop of a bracket: squared distances in float of one tile of rows and some groups of columns, with bounds of their
// rounding, sort the pairs into those surely below, those surely above, and the rest, whose distances are computed in double.
#pragma once

#include <cstdint>

#include "pair/tile.h"

namespace wgf::pair {

struct bracket_job {
  const float *x, *x_up, *x_width;  // [coordinate][rows]; squared norms rounded up, and how much they are above those rounded down
  const float *y, *y_up, *y_down;   // [group][coordinate][group_size]: -2 times the coordinates. A NaN of a norm takes its particle out
  const double *x_rows, *y_rows;    // the same particles, row by row
  int64_t d, groups;
  int64_t ahead;    // place of the first column minus that of the first row; pairs with row >= column are left out
  float low, last;  // the bracket
  double *list;     // receives the distances of the rest
  int64_t room;     // of the list
};

struct bracket_result {
  int64_t below, inside;  // pairs
  bool full;              // the list was; the numbers are then of no use
};

bracket_result run(const bracket_job &job);

// The squared distance as the tiles in double compute it, bit for bit.
struct distances_job {
  const double *x_rows, *y_rows;
  int64_t d, count;
  double *u;
};

void run(const distances_job &job);  // of row i and row i

}  // namespace wgf::pair
