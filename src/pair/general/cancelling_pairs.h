// Pairs so close that the products of a tile would cancel. They leave the tile and are summed one by one, in double, from
// the differences of the caller's numbers.
#pragma once

#include <cstdint>

#include "pair/general/sweep_job.h"

namespace wgf::pair {

// Sums of one tile, [column][rows], in the units of the packed tile (before coefficient::scale and unit).
struct tile_sums {
  double *a, *b, *c, *e;
  int64_t rows;
};

// Of a pair that is farther apart than can be told, u is a lower bound: the kernel must have died out before.
void refuse_tail(double u, double k);

// `pairs` holds j*rows + i relative to (first_row, first_active).
void add_cancelling_pairs(const sweep_job &p, int64_t first_row, int64_t first_active, const uint16_t *pairs, int64_t count,
                          const tile_sums &sums);

}  // namespace wgf::pair
