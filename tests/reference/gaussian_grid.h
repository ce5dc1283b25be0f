// Weighted points that stand for a Gaussian: the trapezoidal rule in standard coordinates, which for Gaussian
// integrands converges faster than any power of the spacing (Trefethen and Weideman 2014). With spacing h a
// factor exp(-x^2 / (2 s^2)) of the whole integrand, x in standard deviations, is integrated with the
// relative error 2 exp(-2 pi^2 s^2 / h^2).
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <vector>

namespace wgf::reference {

struct weighted_points {
  std::vector<double> x, w;  // row major
};

inline void scale_to_one(std::vector<double> &w) {
  double total = 0;
  for (double v : w) total += v;
  for (double &v : w) v /= total;
}

inline weighted_points gaussian_points(double mean, double variance, double spacing) {
  weighted_points out;
  const int half = static_cast<int>(9 / spacing);  // beyond 9 standard deviations lies 1e-19
  for (int k = -half; k <= half; ++k) {
    out.x.push_back(mean + std::sqrt(variance) * k * spacing);
    out.w.push_back(std::exp(-0.5 * k * k * spacing * spacing));
  }
  scale_to_one(out.w);
  return out;
}

// N(mean, covariance) in the plane, along the axes of the covariance.
inline weighted_points gaussian_points(const Eigen::Vector2d &mean, const Eigen::Matrix2d &covariance,
                                       double spacing) {
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> axes(covariance);
  const Eigen::Matrix2d factor = axes.eigenvectors() * axes.eigenvalues().cwiseSqrt().asDiagonal();
  weighted_points out;
  const int half = static_cast<int>(9 / spacing);
  for (int a = -half; a <= half; ++a)
    for (int b = -half; b <= half; ++b) {
      const double r2 = (a * a + b * b) * spacing * spacing;
      if (r2 > 81) continue;
      const Eigen::Vector2d x = mean + factor * Eigen::Vector2d(a * spacing, b * spacing);
      out.x.insert(out.x.end(), {x(0), x(1)});
      out.w.push_back(std::exp(-0.5 * r2));
    }
  scale_to_one(out.w);
  return out;
}

}  // namespace wgf::reference
