// The number of one rank in a list, by passes of vectors over it.
#pragma once

#include <cstdint>

namespace wgf::pair {

inline constexpr int64_t vector_padding = 8;  // numbers that a list and its spare have room for beyond their own

// The number of rank k < count; the list, which is aligned, may be reordered. `spare` is aligned and as long.
double ranked(double *list, int64_t count, int64_t k, double *spare);

// The number of the rank after it, k + 1 < count.
double ranked_next(double *list, int64_t count, int64_t k, double of_rank_k, double *spare);

}  // namespace wgf::pair
