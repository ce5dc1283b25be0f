// A Gaussian N(c, L L^T) put to a log density, as each path of the start finds one.
#pragma once

#include <cstdint>
#include <limits>

#include "solve/dense.h"
#include "solve/symmetric_eigen.h"

namespace wgf {

struct gaussian_fit {
  explicit gaussian_fit(int64_t d) : centre(d), factor(dense_matrix::Identity(d, d)) {}

  Eigen::VectorXd centre;
  dense_matrix factor;                                       // lower triangular
  double elbo = -std::numeric_limits<double>::infinity();    // mean of log pi - log of the Gaussian, over a few draws, up to a constant
  double height = -std::numeric_limits<double>::infinity();  // the log density of the path where it was found

  bool found() const { return elbo > -std::numeric_limits<double>::infinity(); }
  // In standard deviations of this one, squared.
  double distance2(const gaussian_fit &other) const;

  // The columns of L turned and scaled so that the curvature across each, from scores at c +- step L_j (2 d of them, plus before minus), becomes 1.
  // True when it had been between 1/2 and 2 already.
  bool bend(double step, const double *scores, symmetric_eigen &eigen);
};

}  // namespace wgf
