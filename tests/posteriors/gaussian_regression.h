#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>

#include "densities.h"

namespace posteriors {

// y ~ Normal(X beta, sigma) through the sufficient statistics, X = Q R:
// |y - X beta|^2 = residual + |R (beta - centre)|^2, where y'y - 2 beta'X'y + beta'X'X beta would cancel.
class gaussian_regression {
 public:
  gaussian_regression(const Eigen::MatrixXd &x, const Eigen::VectorXd &y) : rows_(double(x.rows())) {
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(x);
    r_ = Eigen::MatrixXd(qr.matrixQR().triangularView<Eigen::Upper>()).topRows(x.cols());
    centre_ = qr.solve(y);
    residual_ = (y - x * centre_).squaredNorm();
  }

  int64_t coefficients() const { return centre_.size(); }

  // theta = (beta, sigma); sets the whole gradient.
  double log_likelihood(const double *theta, double *gradient) const {
    const int64_t p = coefficients();
    const double sigma = theta[p], precision = 1 / (sigma * sigma);
    const small_vector offset = Eigen::Map<const Eigen::VectorXd>(theta, p) - centre_;
    const small_vector rotated = r_.lazyProduct(offset);
    const double squares = residual_ + rotated.squaredNorm();
    Eigen::Map<Eigen::VectorXd>(gradient, p) = -precision * r_.transpose().lazyProduct(rotated);
    gradient[p] = (squares * precision - rows_) / sigma;
    return -rows_ * (half_log_two_pi + std::log(sigma)) - 0.5 * precision * squares;
  }

 private:
  using small_vector = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 8, 1>;
  double rows_, residual_;
  Eigen::MatrixXd r_;
  Eigen::VectorXd centre_;
};

}  // namespace posteriors
