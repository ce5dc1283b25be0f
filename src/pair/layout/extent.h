// How large the numbers of a sweep are in its units, which decides how they can be packed.
#pragma once

#include <cstdint>

#include "pair/general/sweep_job.h"

namespace wgf {
class workers;
}

namespace wgf::pair {

struct extent {
  double out = 0;       // the largest coordinate from the centre, in units of the length
  double position = 0;  // and as it is
  double scores = 0;    // the largest of p and s, in units of 1/length
  double weight = 0;
};

int64_t extent_room(int64_t d, int threads);

// room: extent_room numbers. Numbers that are not finite are passed over.
extent extent_of(const sweep_job &p, double *room, workers &pool);

// Tiles of float keep their digits.
bool fits_float(const extent &e);

// Chooses how cancelling pairs are summed, and refuses what would leave the doubles.
void choose_care(sweep_job &p, const extent &e, bool floats);

}  // namespace wgf::pair
