// The sweep of a Gaussian in one product k * [payload, y, 1] per tile.
#pragma once

#include "pair/gaussian_terms.h"

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

  sizes size_;
  gaussian_terms<T> terms_;
  size_t slot_bytes_;
  char *slots_;
};

extern template class fused<float>;
extern template class fused<double>;

}  // namespace wgf::pair
