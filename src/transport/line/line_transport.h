// Optimal transport on the line between two weighted point sets of any sizes: the coupling of quantiles,
// exact. Villani, Topics in Optimal Transportation, 2003, theorem 2.18.
#pragma once

#include "transport/line/line_measure.h"
#include "transport/line/ranks.h"

namespace wgf {

// The squared W2 distance. move_k (unless null) receives b_k - x_k, with b_k the mean of the quantiles of y
// over the mass that x_k holds: the gradient of the distance in x_k is -2 w_k move_k.
template <class T>
double line_transport(const line_measure<T> &x, const line_measure<T> &y, T *move);

// The same for n points each without weights: each x of `row` becomes scale times its move.
template <class T>
double line_transport_in_place(int64_t n, const ranked<T> &x, const T *y, double scale, T *row);

}  // namespace wgf
