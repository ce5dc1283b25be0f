#pragma once

#include <Eigen/Dense>
#include <stdexcept>

#include "data_file.h"

namespace posteriors {

constexpr int gp_points = 11;
using gp_vector = Eigen::Matrix<double, gp_points, 1>;
using gp_matrix = Eigen::Matrix<double, gp_points, gp_points>;

inline gp_vector read_gp_column(const nlohmann::json &data, const char *name) {
  const std::vector<double> values = data.at(name);
  if (values.size() != gp_points) throw std::runtime_error("the Gaussian process data must have 11 points");
  return gp_vector(values.data());
}

inline gp_matrix squared_distances(const gp_vector &x) {
  return (x.replicate<1, gp_points>() - x.transpose().replicate<gp_points, 1>()).array().square();
}

// alpha^2 exp(-|x - x'|^2 / (2 rho^2))
inline gp_matrix squared_exponential(const gp_matrix &squared, double rho, double alpha) {
  return alpha * alpha * (squared.array() / (-2 * rho * rho)).exp();
}

// For a log density l(C), C = squared_exponential + what does not depend on rho and alpha: the derivatives in
// rho and alpha from the adjoint dl/dC.
inline void add_kernel_slopes(const gp_matrix &adjoint, const gp_matrix &kernel, const gp_matrix &squared,
                              double rho, double alpha, double *gradient) {
  const gp_matrix product = adjoint.cwiseProduct(kernel);
  gradient[0] += product.cwiseProduct(squared).sum() / (rho * rho * rho);
  gradient[1] += 2 * product.sum() / alpha;
}

}  // namespace posteriors
