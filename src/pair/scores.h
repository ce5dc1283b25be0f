// Scores and payloads packed for the products <s_i, p_j> and <x_i - y_j, s_i - p_j> of one tile.
#pragma once

#include <cstdint>

#include "pair/pack.h"
#include "pair/plan.h"

namespace wgf::pair {

// <x - y, s - p> = <x, s> + <y, p> - <x, p> - <y, s>: one product of [x, s] with [p, y], where x and y are packed coordinates
// and s and p are divided by their unit.
template <class T>
struct packed_payload {  // in groups, like y
  T *p, *crossed, *dot;  // p; [p, y]; <p, y>

  packed_payload(carver &memory, const sizes &s);
  void fill_block(const plan &p, const points<T> &at, int64_t block);
};

template <class T>
struct packed_scores {   // of one tile of rows
  T *s, *crossed, *dot;  // s; [x, s]; <x, s>

  packed_scores(carver &memory, const sizes &s);
  void fill(const plan &p, const points<T> &at, int64_t tile);
  // Fills the tiles `sp` and `xq`, where the plan needs them, for the groups of a block.
  void products(const plan &p, const packed_payload<T> &columns, int64_t block, int64_t groups, T *sp, T *xq) const;

 private:
  T *zeros_;
};

extern template struct packed_payload<float>;
extern template struct packed_payload<double>;
extern template struct packed_scores<float>;
extern template struct packed_scores<double>;

}  // namespace wgf::pair
