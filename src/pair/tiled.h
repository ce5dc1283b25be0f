// The general sweep: for each tile distances, profile, coefficients, then one product for each output.
#pragma once

#include <cstdint>

#include "pair/pack.h"
#include "pair/plan.h"
#include "pair/scores.h"

namespace wgf::pair {

template <class T>
class tiled {
 public:
  static constexpr double stretch = 1;  // of the packed coordinates

  tiled(carver &memory, const sizes &s);
  void run(const plan &p, workers &pool);

 private:
  template <class>
  friend class tile_task;

  void fill(const plan &p, workers &pool);
  void fill_block(const plan &p, int64_t block);
  void weigh_point(const plan &p, int64_t j, double weight);

  sizes size_;
  points<T> at_;
  packed_payload<T> payload_;
  T *pw_, *yw_, *w_;  // w_j p_j; w_j y_j followed by w_j; w_j
  double *pull_;      // b in units of the caller's coordinates, d
  bool *even_;        // for each block whether its weights are equal
  size_t slot_bytes_;
  char *slots_;
};

extern template class tiled<float>;
extern template class tiled<double>;

}  // namespace wgf::pair
