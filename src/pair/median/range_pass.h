// One pass of a selection by rank (radix select, sampled select) over a list of numbers.
#pragma once

#include <cstdint>

namespace wgf::pair {

struct range_pass_job {
  const double *u;  // aligned; a NaN belongs to no range
  int64_t n;        // a multiple of 8
  double low, last;
  double *inside;  // receives the numbers in [low, last]; has room for n + 8
};

struct range_pass_result {
  int64_t below, inside;  // how many are < low, how many in the range
  double least_above;     // smallest number > last; infinity: none
};

range_pass_result run(const range_pass_job &job);

}  // namespace wgf::pair
