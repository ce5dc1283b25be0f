// Pricing for optimal transport: of all sinks the one whose cost plus price is least, or all below a bound, for a few sources at once.
// Costs are computed from coordinates in vector registers and are never stored.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wgf::pair {

// `product` is -<x, y>: half of |x - y|^2, which `square` is, without what depends on x or on y alone, which changes no optimal plan.
enum class ground_cost { product,
                         distance,
                         square };

inline constexpr int64_t priced_together = 4;  // sources
inline constexpr int64_t priced_pad = 16;      // the number of sinks is padded to a multiple of this

// Sinks stand in blocks, coordinate by coordinate.
constexpr int64_t place_of(int64_t sink, int64_t k, int64_t d) { return (sink / priced_pad * d + k) * priced_pad + sink % priced_pad; }

struct pricing_job {
  ground_cost cost;
  int64_t d, sinks;     // with the padding
  const double *y;      // coordinate k of sink j at y[place_of(j, k, d)]
  const double *price;  // infinity: not offered, as the padding must be
  const double *x[priced_together];
};

struct offer {
  double least, second;  // cost + price of the cheapest sink and of the next; infinity: there is none
  int64_t sink;          // the first of the cheapest
};
struct offers {
  offer of[priced_together];
};

struct low_block {  // priced_pad sinks
  int64_t first;
  uint32_t which[priced_together];  // bit k of [r]: for source r sink first + k is below
};

offers least(const pricing_job &job);  // leaves out `second`
offers two_least(const pricing_job &job);

// Lists the blocks that hold a sink whose cost + price for source r is below bound[r]; their number. Room for all.
int64_t list_below(const pricing_job &job, const double *bound, low_block *found);

}  // namespace wgf::pair
