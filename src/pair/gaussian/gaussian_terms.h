// A Gaussian sweep whose coefficients are all multiples of k: what k is multiplied with, and what becomes of the sums.
#pragma once

#include <cstdint>

#include "pair/layout/pack.h"
#include "pair/general/sweep_job.h"

namespace wgf::pair {

// Whether this job is such a sweep.
bool has_gaussian_terms(const sweep_job &p);
int64_t gaussian_columns(const sweep_job &p);

template <class T>
struct gaussian_terms {
  static constexpr double stretch = 0.84932180028801904;  // sqrt(log2(e) / 2): exp(-u/2) = 2^-(stretched u)
  static int64_t most_columns(const sizes &s) { return s.columns + s.d + 1; }

  points<T> at;
  T *v;                  // [group][column][group_size]: weighted payload, coordinates, 1
  double *displacement;  // b in units of the caller's coordinates, d

  // Columns of v: payload (with the coordinates in it when both have one output), coordinates, weight.
  int64_t payload = 0, coordinates = 0, columns = 0;
  bool together = false;
  double a = 0, b = 0, c = 0, e = 0;  // multiples of k

  gaussian_terms(arena &memory, const sizes &s);
  void start(const sweep_job &p);
  void fill_block(const sweep_job &p, int64_t block) const;  // at.y and v
  // The same columns of particles side by side, `apart` of them, whose packed coordinates are at y: for those from `first` on.
  void fill_columns(const sweep_job &p, int64_t first, int64_t count, int64_t apart, const T *y, T *to) const;
  // Adds the sums of a tile, [column][rows], to the outputs; over what was there if it is the first time.
  void finish(const sweep_job &p, int64_t tile, const double *sum, bool first) const;

 private:
  void weigh_group(const double *w, int64_t apart, const T *y, T *to) const;
  void finish_payload(const sweep_job &p, int64_t begin, int64_t count, const double *sum) const;
};

extern template struct gaussian_terms<float>;
extern template struct gaussian_terms<double>;

}  // namespace wgf::pair
