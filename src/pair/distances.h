// The squared distances of one tile, and the pairs among them that have lost their digits.
#pragma once

#include <cstdint>

#include "pair/pack.h"

namespace wgf::pair {

struct measured {
  int64_t count, groups;  // particles of y in the block
  metric how;
  int64_t near;  // pairs listed
};

// Fills u, and for a singular plan `pairs` with the positions of pairs whose u is only good to a few digits.
template <class T>
measured measure_tile(const plan &p, const points<T> &at, int64_t tile, int64_t block, T *u, uint16_t *pairs);

extern template measured measure_tile(const plan &, const points<float> &, int64_t, int64_t, float *, uint16_t *);
extern template measured measure_tile(const plan &, const points<double> &, int64_t, int64_t, double *, uint16_t *);

template <class T>
metric usual_metric(const plan &p, const points<T> &at, int64_t tile, int64_t block);

extern template metric usual_metric(const plan &, const points<float> &, int64_t, int64_t);
extern template metric usual_metric(const plan &, const points<double> &, int64_t, int64_t);

// Where differences cost no more than products.
inline constexpr int64_t small_dimension = 4;

// A smooth profile feels eps (|x|^2 + |y|^2); above this the digits that are lost would show.
template <class T>
inline constexpr T largest_product_norm = sizeof(T) == 4 ? T(0x1p9) : T(0x1p30);

}  // namespace wgf::pair
