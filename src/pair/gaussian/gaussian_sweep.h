// The sweep of a Gaussian in one product k * [payload, y, 1] per tile.
#pragma once

#include "pair/gaussian/gaussian_terms.h"
#include "pair/gaussian/potentials.h"

namespace wgf::pair {

template <class T>
class gaussian_sweep {
 public:
  static constexpr double stretch = gaussian_terms<T>::stretch;

  gaussian_sweep(arena &memory, const sizes &s);
  void run(const sweep_job &p, workers &pool);

 private:
  template <class>
  friend class gaussian_sweep_task;

  void fill_shifts(const sweep_job &p, int64_t block);
  const T *y_shift(const sweep_job &p, distance_form how, int64_t block) const;

  sizes size_;
  gaussian_terms<T> terms_;
  exponent_parts<T> shift_;  // of y, where there are potentials
  size_t slot_bytes_;
  char *slots_;
};

extern template class gaussian_sweep<float>;
extern template class gaussian_sweep<double>;

}  // namespace wgf::pair
