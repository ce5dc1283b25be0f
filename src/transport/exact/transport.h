// Exact optimal transport between two weighted clouds of any sizes, for the costs |x - y|^2 and |x - y|: on the line by the order of
// the points, else by the network simplex.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

struct transport_points {
  int64_t n;
  const double *x, *w;  // n x d; weights not negative, relative to their sum
};

struct transport_plan {
  struct part {
    int64_t from, to;
    double mass;  // all masses sum to 1
  };
  std::vector<part> parts;  // without points of weight zero; at most n + m - 1
  double cost;              // sum of mass times |x - y|^order
};

// order: 1 or 2. The same bits for any number of threads.
transport_plan optimal_transport(int64_t d, const transport_points &x, const transport_points &y, int order);

}  // namespace wgf
