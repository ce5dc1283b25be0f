// The number of one rank in a list, by passes of vectors over it.
#pragma once

#include <cstdint>

namespace wgf::pair {

inline constexpr int64_t vector_padding = 8;  // numbers that a list and its spare have room for beyond their own

// The number of rank k < count of a list, which is aligned, as is `spare`.
double order_statistic(double *list, int64_t count, int64_t k, double *spare);

}  // namespace wgf::pair
