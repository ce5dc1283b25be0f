// A linear change of coordinates x = L z learnt from a cloud: L L^T is its covariance, full or diagonal.
#pragma once

#include <cstdint>
#include <vector>

#include "core/archive.h"

namespace wgf {

class metric {
 public:
  enum class shape { identity, diagonal, dense };
  metric(shape kind, int64_t d);

  void forward(int64_t n, const double *z, double *x) const;   // row by row x = L z
  void adjoint(int64_t n, const double *s, double *g) const;   // row by row g = L^T s
  bool learn(const std::vector<double> &covariance);            // d x d; false, and nothing changes, when it is not positive definite
  void archive(wgf::archive &bytes) { bytes.numbers(factor_); }
  shape kind() const { return kind_; }

 private:
  shape kind_;
  int64_t d_;
  std::vector<double> factor_;  // identity: empty; diagonal: d numbers; dense: d x d, lower triangular, row major
  std::vector<double> trial_;
};

// Mean and covariance of rows that arrive over time (Welford, all rows weigh the same).
class running_moments {
 public:
  explicit running_moments(int64_t d);
  void clear();
  void add(int64_t n, const double *x);
  int64_t rows() const { return rows_; }
  void covariance(std::vector<double> &out) const;              // divisor rows - 1; d x d
  void archive(wgf::archive &bytes);

 private:
  int64_t d_, rows_ = 0;
  std::vector<double> mean_, sum_, delta_;
};

}  // namespace wgf
