// Optimal transport on the line between two weighted point sets of any sizes: the coupling of quantiles,
// exact. Villani, Topics in Optimal Transportation, 2003, theorem 2.18.
#pragma once

#include <cstdint>

namespace wgf {

// Points in ascending order; weights sum to 1, null when all are equal.
struct line_measure {
  int64_t n;
  const double *x, *w;
};

// The squared W2 distance. move_k (unless null) receives b_k - x_k, with b_k the mean of the quantiles of y
// over the mass that x_k holds: the gradient of the distance in x_k is -2 w_k move_k.
double line_transport(const line_measure &x, const line_measure &y, double *move);

// The same for n points each without weights: x in any order, order_k the index of its k-th smallest, y
// ascending. Each x becomes scale times its move.
double line_transport_in_place(int64_t n, const uint32_t *order, const double *y, double scale, double *x);

}  // namespace wgf
