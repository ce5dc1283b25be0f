// Cholesky factorisation of a symmetric positive definite matrix by blocks and threads: the same bits for any number of them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.h"

namespace wgf {

class cholesky {
 public:
  void prepare(int64_t largest);          // takes all memory
  double *matrix() { return a_.data(); }  // n x n, to be filled before factor

  // Factors matrix + r I with the first r of ridge, 100 ridge, ... that makes it positive definite, and returns r; NaN when that is above `most`.
  double factor(int64_t n, double ridge, double most, workers &pool);

  // b: n x columns, overwritten.
  void solve(int64_t columns, double *b, workers &pool) const;

 private:
  void restore(double ridge);
  bool try_factor(workers &pool);

  int64_t n_ = 0;
  std::vector<double> a_, diagonal_;  // above its diagonal a_ stays what it was
};

}  // namespace wgf
