// The sweep of a Gaussian in one product k * [payload, y, 1] per tile.
#pragma once

#include "pair/gaussian_terms.h"
#include "pair/potentials.h"

namespace wgf::pair {

template <class T>
class fused {
 public:
  static constexpr double stretch = gaussian_terms<T>::stretch;

  fused(carver &memory, const sizes &s);
  void run(const plan &p, workers &pool);

 private:
  template <class>
  friend class fused_task;

  void fill_shifts(const plan &p, int64_t block);
  const T *y_shift(const plan &p, metric how, int64_t block) const;

  sizes size_;
  gaussian_terms<T> terms_;
  exponent_parts<T> shift_;  // of y, where there are potentials
  size_t slot_bytes_;
  char *slots_;
};

extern template class fused<float>;
extern template class fused<double>;

}  // namespace wgf::pair
