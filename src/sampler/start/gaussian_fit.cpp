#include "sampler/start/gaussian_fit.h"

#include <algorithm>
#include <cmath>

namespace wgf {

double gaussian_fit::distance2(const gaussian_fit &other) const {
  dense_matrix away = other.centre - centre;
  solve_lower(factor, away);
  return away.squaredNorm();
}

bool gaussian_fit::bend(double step, const double *scores, symmetric_eigen &eigen) {
  const Eigen::Index d = centre.size();
  dense_matrix difference(d, d), curvature(d, d);  // column j: the score's fall along L_j
  for (Eigen::Index j = 0; j < d; ++j)
    difference.col(j) = Eigen::Map<const Eigen::VectorXd>(scores + (2 * j + 1) * d, d) - Eigen::Map<const Eigen::VectorXd>(scores + 2 * j * d, d);
  difference /= 2 * step;
  multiply_transposed(factor, difference, curvature);
  symmetrise(curvature);
  if (!curvature.allFinite() || !eigen.compute(curvature)) return true;
  const Eigen::ArrayXd size = eigen.values().array().abs();
  if (eigen.values().minCoeff() >= 0.5 && eigen.values().maxCoeff() <= 2) return true;
  dense_matrix turned(d, d), covariance(d, d);
  multiply(factor, eigen.vectors() * size.max(0.04).min(1e8).sqrt().inverse().matrix().asDiagonal(), turned);
  multiply_by_transposed(turned, turned, covariance);
  if (!factor_in_place(covariance) || !covariance.allFinite()) return true;
  factor = covariance;
  return false;
}

}  // namespace wgf
