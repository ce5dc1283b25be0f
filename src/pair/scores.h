// Scores and payloads packed for the products <s_i, p_j> and <x_i - y_j, s_i - p_j> of one tile.
#pragma once

#include <cstdint>

#include "pair/pack.h"
#include "pair/plan.h"

namespace wgf::pair {

// <x - y, s - p> = <x, s> + <y, p> - <x, p> - <y, s>: one product of [x, s] with [p, y], where x and y are packed coordinates
// and s and p are divided by their unit.
template <class T>
class packed_scores {
 public:
  packed_scores(carver &memory, const sizes &s);

  void fill_rows(const plan &p, const points<T> &at, int64_t tile);
  // Fills the tiles `sp` and `xq`, where the plan needs them, for `count` particles of a block.
  void products(const plan &p, const points<T> &at, int64_t block, int64_t count, T *sp, T *xq);

 private:
  T *s_, *xs_, *xs_dot_, *p_, *py_, *py_dot_, *zeros_;

  void fill_crossed_rows(const plan &p, const points<T> &at, int64_t tile);
  void fill_columns(const plan &p, int64_t block, int64_t count);
  void fill_crossed_columns(const plan &p, const points<T> &at, int64_t block, int64_t count);
};

extern template class packed_scores<float>;
extern template class packed_scores<double>;

}  // namespace wgf::pair
