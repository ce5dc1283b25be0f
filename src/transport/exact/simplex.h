// Optimal transport by the network simplex on all arcs from sources to sinks, whose costs are computed when priced: memory O((n + m) d).
#pragma once

#include <cstdint>
#include <vector>

#include "transport/exact/exact_masses.h"
#include "transport/exact/integer_masses.h"

namespace wgf {

struct transport_problem {
  int order;                     // of the cost |x - y|^order, 1 or 2
  int64_t d, n;                  // n sources
  const double *x;               // n x d
  int64_t m;                     // m sinks
  const double *y;               // m x d; no coordinate of either above 2^460, so that costs and their sums are finite
  const integer_masses &masses;  // of sources and sinks
  const exact_masses &weights;   // the same without rounding
};

struct transport_share {
  int64_t source, sink;
  double mass;  // of a total of 1
};

// At most n + m - 1 shares of a basis that is certified: no arc can enter it, |x - y|^order taken to twice the digits of a double at least
// and all else without rounding.
std::vector<transport_share> solve_transport(const transport_problem &problem);

}  // namespace wgf
