// How wrong an approximated drift is: some of its rows against exact ones.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/approximation.h"

namespace wgf {

class spot_check {
 public:
  spot_check(int64_t rows, int64_t n, int64_t d);

  // Root of sum |approximate_i - exact_i|^2 / sum |exact_i|^2 over all particles, estimated from a random sample of rows, exact in double precision.
  // Large errors may sit in few particles, so where the approximation knows how well it covers a place, half of the rows are drawn in inverse
  // proportion to the square of that.
  double relative_error(const drift_sum &f, int64_t n, const double *x, const double *approximate, approximation &by,
                        const step_of_run &now, radial_sums &sums);

 private:
  void draw_candidates(int64_t n, const double *x, const stream &random);
  void draw_evenly();
  void draw_by_coverage(const stream &random);
  double ratio(const double *approximate) const;

  int64_t rows_, d_, count_ = 0;          // count: candidates
  std::vector<int64_t> index_;            // of each candidate
  std::vector<double> place_;             // of each candidate
  std::vector<double> chance_;            // of each candidate; they sum to 1
  std::vector<int64_t> drawn_;            // candidates; one may be drawn twice
  std::vector<double> x_, exact_, room_;  // rows drawn
};

}  // namespace wgf
