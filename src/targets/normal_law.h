// A normal law N(mean, covariance), the building block of the Gaussian targets.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/status.h"
#include "base/text.h"
#include "base/passes.h"
#include "core/options.h"
#include "base/parallel.h"
#include "solve/dense.h"

namespace wgf {

constexpr double log_two_pi = 1.8378770664093454836;

class normal_law {
 public:
  // covariance: d variances or d x d numbers. `what` names it in messages.
  normal_law(std::vector<double> mean, const double *covariance, int64_t size, const std::string &what)
      : d_(static_cast<int64_t>(mean.size())), mean_(std::move(mean)), diagonal_(size == d_) {
    if (diagonal_)
      take_variances(covariance, what);
    else
      factorise(covariance, what);
  }

  int64_t dim() const { return d_; }

  // Log density and, unless it is null, the score.
  double evaluate(const double *x, double *score) const { return log_norm_ + exponent(x, score); }

  double log_norm() const { return log_norm_; }

  // log_norm() less that of the other, by ratios: without the rounding of two large logarithms.
  double log_norm_over(const normal_law &other) const {
    double sum = 0;
    for (int64_t k = 0; k < d_; ++k) sum += std::log(other.root(k) / root(k));
    return sum;
  }

  // The log density without log_norm().
  double exponent(const double *x, double *score) const {
    double square = 0;
    for (int64_t k = 0; k < d_; ++k) {
      const double g = precision_times_shift(k, x);
      square += g * (x[k] - mean_[static_cast<size_t>(k)]);
      if (score) score[k] = -g;
    }
    return -0.5 * square;
  }

  // The score alone, of n points.
  void score(int64_t n, const double *x, double *out) const {
    if (diagonal_)
      return pull(n * d_, static_cast<int64_t>(means_.size()), precisions_.data(), means_.data(), x, out);
    for (int64_t i = 0; i < n; ++i) evaluate(x + i * d_, out + i * d_);
  }

  // Product of the Hessian, which is minus the precision.
  void hessian_vector(const double *v, double *hv) const {
    if (diagonal_) {
      for (int64_t k = 0; k < d_; ++k) hv[k] = -precision_(k, 0) * v[k];
    } else {
      const row_of_numbers vector(v, d_);
      for (int64_t k = 0; k < d_; ++k) hv[k] = -precision_.col(k).dot(vector);
    }
  }

  // Turns d standard normals into a draw, and breathes.
  void place(double *z) const {
    breathe(diagonal_ ? static_cast<double>(d_) : 0.5 * static_cast<double>(d_ * d_));
    for (int64_t k = d_ - 1; k >= 0; --k) {
      double sum = 0;
      if (diagonal_)
        sum = factor_(k, 0) * z[k];
      else
        for (int64_t j = 0; j <= k; ++j) sum += factor_(j, k) * z[j];
      z[k] = mean_[static_cast<size_t>(k)] + sum;
    }
  }

 private:
  using row_of_numbers = Eigen::Map<const Eigen::VectorXd>;

  // Of the determinant of the covariance's factor.
  double root(int64_t k) const { return factor_(k, diagonal_ ? 0 : k); }

  double precision_times_shift(int64_t k, const double *x) const {
    if (diagonal_) return precision_(k, 0) * (x[k] - mean_[static_cast<size_t>(k)]);
    return precision_.col(k).dot(row_of_numbers(x, d_) - row_of_numbers(mean_.data(), d_));
  }

  void take_variances(const double *variances, const std::string &what) {
    const row_of_numbers v(variances, d_);
    for (int64_t k = 0; k < d_; ++k)
      if (!(v[k] > 0 && std::isfinite(1 / v[k])))
        fail(WGF_E_OPTION, what + ": variance " + std::to_string(k) + " is " + to_text(v[k]) + "; allowed is above 0, with 1/variance below 1.8e308");
    precision_ = v.cwiseInverse();
    factor_ = v.cwiseSqrt();
    log_norm_ = -0.5 * (static_cast<double>(d_) * log_two_pi + v.array().log().sum());
    repeat_diagonal();
  }

  // Many short rows are scored as one long row of whole vectors.
  void repeat_diagonal() {
    constexpr int64_t long_enough = 256, widest_vector = 8;
    for (int64_t copy = 0; copy == 0 || (copy < widest_vector && d_ < long_enough); ++copy) {
      means_.insert(means_.end(), mean_.begin(), mean_.end());
      precisions_.insert(precisions_.end(), precision_.data(), precision_.data() + d_);
    }
  }

  // The factor is kept transposed, so that a draw runs along its columns.
  void factorise(const double *numbers, const std::string &what) {
    const Eigen::Map<const dense_matrix> c(numbers, d_, d_);
    require_symmetric(c, what);
    dense_matrix lower = c;
    const double least = static_cast<double>(d_) * std::numeric_limits<double>::epsilon();
    if (!factor_in_place(lower) || !(lower.diagonal().array().square() / c.diagonal().array() > least).all())
      fail(WGF_E_OPTION, what + " is not positive definite");
    precision_ = dense_matrix::Identity(d_, d_);
    solve_lower(lower, precision_);
    solve_lower_transposed(lower, precision_);
    symmetrise(precision_);
    if (!precision_.allFinite()) fail(WGF_E_OPTION, what + " has no inverse in doubles; other units may help");
    factor_ = dense_matrix::Zero(d_, d_);
    for_each_below(d_, [&](Eigen::Index i, Eigen::Index j) { factor_(j, i) = lower(i, j); });
    factor_.diagonal() = lower.diagonal();
    log_norm_ = -0.5 * static_cast<double>(d_) * log_two_pi - lower.diagonal().array().log().sum();
  }

  // 1e-8: what remains of the symmetry of a matrix that was printed or multiplied together.
  static void require_symmetric(const Eigen::Map<const dense_matrix> &c, const std::string &what) {
    for_each_below(c.rows(), [&](Eigen::Index i, Eigen::Index j) {
      if (!(std::abs(c(i, j) - c(j, i)) <= 1e-8 * (std::abs(c(i, j)) + std::abs(c(j, i)))))
        fail(WGF_E_OPTION, what + " is not symmetric: entry (" + std::to_string(i) + ", " + std::to_string(j) +
                               ") is " + to_text(c(i, j)) + " and its mirror image is " + to_text(c(j, i)));
    });
  }

  int64_t d_;
  std::vector<double> mean_, means_, precisions_;  // the latter repeated, of a diagonal covariance
  bool diagonal_;
  dense_matrix precision_, factor_;  // d x 1 for a diagonal covariance
  double log_norm_ = 0;
};

}  // namespace wgf
