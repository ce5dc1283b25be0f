// Energy distance on the line between two weighted point sets of any sizes, exact.
#pragma once

#include "transport/line/line_measure.h"

namespace wgf {

// E|X - Y| - E|X - X'|/2 - E|Y - Y'|/2, the integral of the squared difference of the distribution functions (Szekely and Rizzo 2013, section 2).
// move_k (unless null) receives sum_j w_j sign(x_k - x_j) - sum_l v_l sign(x_k - y_l): minus its gradient in x_k, over w_k. `below` is
// scratch of x.n numbers; sizes are below 2^31.
template <class T>
double line_energy(const line_measure<T> &x, const line_measure<T> &y, T *move, uint32_t *below);

}  // namespace wgf
