// The general sweep: for each tile distances, profile, coefficients, then one product for each output.
#pragma once

#include <cstdint>

#include "pair/layout/pack.h"
#include "pair/general/sweep_job.h"
#include "pair/general/scores.h"

namespace wgf::pair {

template <class T>
class general_sweep {
 public:
  static constexpr double stretch = 1;  // of the packed coordinates

  general_sweep(arena &memory, const sizes &s);
  void run(const sweep_job &p, workers &pool);

 private:
  template <class>
  friend class general_sweep_task;

  void fill(const sweep_job &p, workers &pool);
  void fill_block(const sweep_job &p, int64_t block);
  void weigh_point(const sweep_job &p, int64_t j, double weight);

  sizes size_;
  points<T> at_;
  packed_payload<T> payload_;
  T *pw_, *yw_, *w_;           // w_j p_j; w_j y_j followed by w_j; w_j
  double *displacement_unit_;  // b in units of the caller's coordinates, d
  bool *even_;                 // for each block whether its weights are equal
  size_t slot_bytes_;
  char *slots_;
};

extern template class general_sweep<float>;
extern template class general_sweep<double>;

}  // namespace wgf::pair
