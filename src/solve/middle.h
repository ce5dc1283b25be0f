// A place among the points of a cloud that a few of them far away do not move.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// The median of each coordinate, of some 128 of the points.
std::vector<double> middle(int64_t n, int64_t d, const double *x);

}  // namespace wgf
