// The sweep of a Gaussian over one cloud, with each kernel value computed once for both of its particles: pairs of different units of the triangle
// are summed for both sides at once, the pairs inside a unit one by one.
#pragma once

#include "pair/gaussian/gaussian_terms.h"
#include "pair/layout/triangle.h"

namespace wgf::pair {

// Whether a sweep with Gaussian terms is of this kind, and large enough to gain by it.
template <class T>
bool is_symmetric_sweep(const sweep_job &p);
extern template bool is_symmetric_sweep<float>(const sweep_job &);
extern template bool is_symmetric_sweep<double>(const sweep_job &);

template <class T>
class symmetric_sweep {
 public:
  static constexpr double stretch = gaussian_terms<T>::stretch;

  symmetric_sweep(arena &memory, const sizes &s);
  void run(const sweep_job &p, workers &pool);

 private:
  template <class>
  friend class symmetric_sweep_task;

  void fill(const sweep_job &p, workers &pool);
  void fill_tile(const sweep_job &p, int64_t tile) const;
  void choose_form(const sweep_job &p);
  void start_tile(const sweep_job &p, int64_t tile) const;
  void add_stripe(const sweep_job &p, int64_t first, workers &pool) const;
  void gather(int64_t tile, int64_t first) const;
  void finish(const sweep_job &p, int64_t tile) const;

  int64_t tile_size() const { return tile_rows<T> * terms_.columns; }
  double *sums_of(int64_t segment, int64_t tile) const { return sum_ + (segment * size_.tiles<T>() + tile) * tile_size(); }
  double *part_sums(int64_t part, int64_t unit_of_stripe) const {
    return parts_ + (part * cut_.stripe + unit_of_stripe) * triangle<T>::unit * terms_.columns;
  }

  sizes size_;
  triangle<T> cut_;
  gaussian_terms<T> terms_;
  distance_form how_ = distance_form::differences;
  T *v_rows_;      // as terms_.v, [tile][column][rows]
  T *zero_;        // a row of zeros
  double *sum_;    // of each row, [segment][tile][column][rows]
  double *parts_;  // what rows add to later ones, [part][unit of the stripe][column][unit]
  size_t slot_bytes_;
  char *slots_;
};

extern template class symmetric_sweep<float>;
extern template class symmetric_sweep<double>;

}  // namespace wgf::pair
