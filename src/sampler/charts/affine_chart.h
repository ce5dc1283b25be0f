// x = c + L z with a triangular L: the mean and the covariance L L^T of rows.
#pragma once

#include <vector>

#include "base/archive.h"
#include "sampler/charts/chart.h"
#include "solve/dense.h"

namespace wgf {

class affine_chart : public chart {
 public:
  explicit affine_chart(int64_t d);  // the identity

  void forward(int64_t n, const double *z, double *x, double *log_jacobian) const override;
  void inverse(int64_t n, const double *x, double *z) const override;
  void pull(int64_t n, const double *z, const double *x, const double *score, double *g) const override;

  void set(const double *centre, const dense_matrix &factor);  // lower triangular, its diagonal positive

  // The mean and the covariance of n rows; the scales are kept apart from the correlations. Below 3 d rows the correlations are shrunk towards zero by
  // the intensity of Schaefer and Strimmer 2005, with fewer than d + 2 all the way. False, and nothing changes, where there is no such covariance.
  bool learn(int64_t n, const double *rows);

  const dense_matrix &factor() const { return factor_; }
  double log_determinant() const { return factor_.diagonal().array().log().sum(); }
  void archive(wgf::archive &bytes);

 private:
  bool scales_of(int64_t n, const double *rows, Eigen::VectorXd &scale);
  void shrink(int64_t n, const dense_matrix &standard, dense_matrix &correlation) const;
  void measure();

  int64_t d_;
  std::vector<double> centre_;
  dense_matrix factor_, inverse_;
};

}  // namespace wgf
