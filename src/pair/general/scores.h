// Scores and payloads packed for the products <s_i, p_j> and <x_i - y_j, s_i - p_j> of one tile.
#pragma once

#include <cstdint>

#include "pair/layout/pack.h"
#include "pair/general/sweep_job.h"

namespace wgf::pair {

// <x - y, s - p> = <x, s> + <y, p> - <x, p> - <y, s>, where x and y are packed coordinates divided by their unit: one product
// of [x, s] / unit with [p, y].
template <class T>
struct packed_payload {       // in groups, like y
  T *p, *crossed, *dot;       // p; [p, y]; <p, y / unit>, times its factor
  double *over, *dot_factor;  // what p is multiplied with, and for each coordinate the factor of dot over unit

  void begin(const sweep_job &p, double times_dot) const;

  packed_payload(arena &memory, const sizes &s);
  void fill_block(const sweep_job &p, const points<T> &at, int64_t block);

 private:
  void cross_group(int64_t d, const T *scores, const T *y, T *both, T *products) const;
};

struct score_factors {
  double s = 1, crossed = 1, dot = 1, added = 0;
};

template <class T>
struct packed_scores {   // of one tile of rows
  T *s, *crossed, *dot;  // s; [x, s] / unit; <x, s / unit>; each times its factor, and with a number added to the last

  packed_scores(arena &memory, const sizes &s);
  void fill(const sweep_job &p, const points<T> &at, int64_t tile, const score_factors &by);
  // Fills the tiles `sp` and `xq`, where the job needs them, for the groups of a block.
  void products(const sweep_job &p, const packed_payload<T> &columns, int64_t block, int64_t groups, T *sp, T *xq) const;

 private:
  T *zeros_;
  double *times_, *sum_;

  void cross(const sweep_job &p, const T *x, const score_factors &by) const;
};

extern template struct packed_payload<float>;
extern template struct packed_payload<double>;
extern template struct packed_scores<float>;
extern template struct packed_scores<double>;

}  // namespace wgf::pair
