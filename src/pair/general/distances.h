// The squared distances of one tile, and the pairs among them that have lost their digits.
#pragma once

#include <cstdint>

#include "pair/layout/pack.h"

namespace wgf::pair {

// Pairs with u <= this times |x|^2 cancel: |x - y|^2 is good to some eps |x|^2 by products, and to eps |x| |x - y| by differences of
// rounded points.
template <class T>
T cancelling_limit(distance_form how) {
  if (sizeof(T) == 4) return how == distance_form::products ? T(0x1p-5) : T(0x1p-12);
  return how == distance_form::products ? T(0x1p-7) : T(0x1p-14);
}

// Rows whose norm is at most this need no care; of a singular sweep all do.
template <class T>
T careless_norm(const sweep_job &p);

// Then differences are cheaper than going over these pairs one by one.
template <class T>
bool too_many_cancelling(int64_t cancelling, int64_t count) { return cancelling > tile_rows<T> * count / 16; }

struct measured {
  int64_t count, groups;  // particles of y in the block
  distance_form how;
  int64_t cancelling;  // pairs listed
};

// Fills u, and for a careful sweep `pairs` with the positions of pairs whose u is only good to a few digits.
template <class T>
measured measure_tile(const sweep_job &p, const points<T> &at, int64_t tile, int64_t block, T *u, uint16_t *pairs);

extern template measured measure_tile(const sweep_job &, const points<float> &, int64_t, int64_t, float *, uint16_t *);
extern template measured measure_tile(const sweep_job &, const points<double> &, int64_t, int64_t, double *, uint16_t *);

template <class T>
distance_form usual_form(const sweep_job &p, const points<T> &at, int64_t tile, int64_t block);

extern template distance_form usual_form(const sweep_job &, const points<float> &, int64_t, int64_t);
extern template distance_form usual_form(const sweep_job &, const points<double> &, int64_t, int64_t);

// Where differences cost no more than products.
inline constexpr int64_t small_dimension = 4;

// By the largest norms; else it is known beforehand.
inline bool chooses_form(const sweep_job &p) { return p.in.d > small_dimension && !p.careful; }

// A smooth profile feels eps (|x|^2 + |y|^2); above this the digits that are lost would show.
template <class T>
inline constexpr T largest_product_norm = sizeof(T) == 4 ? T(0x1p9) : T(0x1p16);

template <class T>
T careless_norm(const sweep_job &p) {
  return p.singular ? T{-1} : largest_product_norm<T> / 16;
}

}  // namespace wgf::pair
