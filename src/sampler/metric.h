// A linear change of coordinates x = L z under which a target looks round, learnt from particles and their scores.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/archive.h"

namespace wgf {

class metric {
 public:
  enum class shape {
    identity,
    diagonal,
    dense,
  };
  metric(shape kind, int64_t d);
  ~metric();

  void forward(int64_t n, const double *z, double *x) const;  // row by row x = L z
  void adjoint(int64_t n, const double *s, double *g) const;  // row by row g = L^T s

  // From the covariances (d x d) of particles and of their scores: M = L L^T with M cov(s) M = cov(x), or its diagonal
  // sqrt(var(x_k) / var(s_k)). Seyboldt, Carlson and Carpenter 2026 (arXiv 2603.18845). For a Gaussian target M is the target's covariance wherever
  // the particles are, once there are more than d of them. False, and nothing changes, when there is no such M.
  bool learn(const std::vector<double> &particles, const std::vector<double> &scores);
  void archive(wgf::archive &bytes) { bytes.numbers(factor_); }
  shape kind() const { return kind_; }

 private:
  struct room;
  double row_ns() const;
  bool learn_dense(const std::vector<double> &particles, const std::vector<double> &scores);

  shape kind_;
  int64_t d_;
  std::vector<double> factor_;  // identity: empty; diagonal: d numbers; dense: d x d, lower triangular, row major
  std::vector<double> scale_;
  std::unique_ptr<room> room_;  // of the dense algebra
};

// Mean and covariance of rows that arrive over time (Welford, all rows weigh the same).
class running_moments {
 public:
  explicit running_moments(int64_t d);
  void clear();
  void add(int64_t n, const double *x);
  int64_t rows() const { return rows_; }
  void covariance(std::vector<double> &out) const;  // divisor rows - 1; d x d
  void archive(wgf::archive &bytes);

 private:
  int64_t d_, rows_ = 0;
  std::vector<double> mean_, sum_, delta_;
};

}  // namespace wgf
