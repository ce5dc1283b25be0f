// One pass of a selection by rank over a list of numbers.
#pragma once

#include <cstdint>

namespace wgf::pair {

struct select_job {
  const double *u;  // aligned; a NaN belongs to no range
  int64_t n;        // a multiple of 8
  double low, last;
  double *inside;  // receives the numbers in [low, last]; has room for n + 8
};

struct select_result {
  int64_t below, inside;  // how many are < low, how many in the range
  double least_above;     // smallest number > last; infinity: none
};

select_result run(const select_job &job);

}  // namespace wgf::pair
