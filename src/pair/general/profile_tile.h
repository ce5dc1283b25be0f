// Profiles over whole tiles, for the instruction set in force.
#pragma once

#include "pair/profile.h"

namespace wgf::pair {

inline constexpr int max_order = 3;
inline constexpr int64_t vector_bytes = 64;  // tiles are aligned to this, and their lengths are multiples of it

// k[0..order] of n values of u. A profile that is a callback always fills k[0..2] and has no float form.
// Throws wgf::error when the callback asks to stop.
void evaluate_tile(const profile &p, int order, int64_t n, const double *u, double *const *k);
void evaluate_tile(const profile &p, int order, int64_t n, const float *u, float *const *k);

// Derivatives that stay bounded at u = 0, for these numbers; 0 for a callback, of which nothing is known.
int bounded_derivatives(const profile &p);

}  // namespace wgf::pair
