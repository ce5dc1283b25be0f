// The sweep of a Gaussian whose coefficients are all multiples of k: one product k * [payload, y, 1] per tile.
#pragma once

#include <cstdint>

#include "pair/pack.h"
#include "pair/plan.h"

namespace wgf::pair {

// Whether this plan is such a sweep.
bool is_fused(const plan &p);

template <class T>
class fused {
 public:
  static constexpr double stretch = 0.84932180028801904;  // sqrt(log2(e) / 2): exp(-u/2) = 2^-(stretched u)

  fused(carver &memory, const sizes &s);
  void run(const plan &p, workers &pool);

 private:
  template <class>
  friend class fused_task;

  void fill_block(const plan &p, int64_t block);
  void weigh_group(const double *w, const T *y, T *to);

  sizes size_;
  points<T> at_;
  T *v_;          // [group][column][group_size]: weighted payload, coordinates, 1
  double *pull_;  // b in units of the caller's coordinates, d
  size_t slot_bytes_;
  char *slots_;

  // Columns of v: payload (with the coordinates in it when both have one output), coordinates, weight.
  int64_t payload_ = 0, coordinates_ = 0, columns_ = 0;
  bool together_ = false;
  double a_ = 0, b_ = 0, c_ = 0, e_ = 0;  // multiples of k
};

extern template class fused<float>;
extern template class fused<double>;

}  // namespace wgf::pair
