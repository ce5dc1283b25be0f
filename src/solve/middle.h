// A place among the points of a cloud that a few of them far away do not move.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// The mean of the points, without those that are much farther than most from the median of some of them.
std::vector<double> middle(int64_t n, int64_t d, const double *x);

}  // namespace wgf
