// The order of many numbers, asked for cancel on the way.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// The places of n numbers, without NaN, in ascending order of them.
std::vector<uint32_t> ascending(int64_t n, const double *at);

}  // namespace wgf
