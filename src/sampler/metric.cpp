#include "sampler/metric.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "solve/dense.h"
#include "solve/symmetric_eigen.h"

namespace wgf {

namespace {

using rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using numbers = Eigen::Map<const Eigen::ArrayXd>;

// Added to a unit diagonal, so that directions that no particle has seen keep the diagonal metric.
constexpr double ridge = 1e-9;

size_t factor_size(metric::shape kind, int64_t d) {
  if (kind == metric::shape::identity) return 0;
  return static_cast<size_t>(kind == metric::shape::diagonal ? d : d * d);
}

void scale_sides(const std::vector<double> &covariance, const Eigen::ArrayXd &by, dense_matrix &out) {
  out = Eigen::Map<const dense_matrix>(covariance.data(), out.rows(), out.cols());
  out.array().colwise() *= by;
  out.array().rowwise() *= by.transpose();
  out.diagonal() *= 1 + ridge;
}

}  // namespace

struct metric::room {
  explicit room(int64_t d) : x(d, d), root(d, d), middle(d, d), side(d, d), eigen(d), by(d) {}
  dense_matrix x, root, middle, side;
  symmetric_eigen eigen;
  Eigen::ArrayXd by;
};

metric::metric(shape kind, int64_t d)
    : kind_(kind), d_(d), factor_(factor_size(kind, d)), scale_(kind == shape::identity ? 0 : static_cast<size_t>(d)) {
  if (kind == shape::dense) room_ = std::make_unique<room>(d);
  const size_t stride = kind == shape::dense ? static_cast<size_t>(d) + 1 : 1;
  for (size_t i = 0; i < factor_.size(); i += stride) factor_[i] = 1;
}

metric::~metric() = default;

double metric::row_ns() const { return kind_ == shape::dense ? 0.5 * static_cast<double>(d_ * d_) : static_cast<double>(d_); }

void metric::forward(int64_t n, const double *z, double *x) const {
  const double *f = factor_.data();
  for (int64_t i = 0; i < n; ++i, z += d_, x += d_) {
    breathe(row_ns());
    for (int64_t k = 0; k < d_; ++k) {
      if (kind_ != shape::dense) {
        x[k] = kind_ == shape::identity ? z[k] : f[k] * z[k];
        continue;
      }
      double sum = 0;
      for (int64_t j = 0; j <= k; ++j) sum += f[k * d_ + j] * z[j];
      x[k] = sum;
    }
  }
}

void metric::adjoint(int64_t n, const double *s, double *g) const {
  const double *f = factor_.data();
  for (int64_t i = 0; i < n; ++i, s += d_, g += d_) {
    breathe(row_ns());
    if (kind_ != shape::dense) {
      for (int64_t k = 0; k < d_; ++k) g[k] = kind_ == shape::identity ? s[k] : f[k] * s[k];
      continue;
    }
    std::fill(g, g + d_, 0.0);
    for (int64_t k = 0; k < d_; ++k)
      for (int64_t j = 0; j <= k; ++j) g[j] += f[k * d_ + j] * s[k];
  }
}

bool metric::learn(const std::vector<double> &particles, const std::vector<double> &scores) {
  if (kind_ == shape::identity) return true;
  for (size_t k = 0; k < scale_.size(); ++k) {
    const size_t at = k * (scale_.size() + 1);
    scale_[k] = std::sqrt(particles[at] / scores[at]);
    if (!(scale_[k] > 0) || !std::isfinite(scale_[k])) return false;
  }
  if (kind_ == shape::dense) return learn_dense(particles, scores);
  std::transform(scale_.begin(), scale_.end(), factor_.begin(), [](double v) { return std::sqrt(v); });
  return true;
}

// With cov(s) = R R^T: M = R^-T (R^T cov(x) R)^(1/2) R^-1, in units in which cov(x) and cov(s) have the same diagonal.
bool metric::learn_dense(const std::vector<double> &particles, const std::vector<double> &scores) {
  room &r = *room_;
  r.by = numbers(scale_.data(), d_).sqrt();
  scale_sides(particles, r.by.inverse(), r.x);
  scale_sides(scores, r.by, r.root);
  if (!factor_in_place(r.root)) return false;
  multiply(r.x, r.root, r.side);
  multiply_transposed(r.root, r.side, r.middle);
  if (!r.eigen.compute(r.middle) || !(r.eigen.values().minCoeff() > 0)) return false;
  r.side = r.eigen.vectors() * r.eigen.values().array().sqrt().sqrt().matrix().asDiagonal();
  solve_lower_transposed(r.root, r.side);
  multiply_by_transposed(r.side, r.side, r.middle);
  if (!factor_in_place(r.middle) || !r.middle.allFinite()) return false;
  r.middle.array().colwise() *= r.by;
  Eigen::Map<rows>(factor_.data(), d_, d_) = r.middle;
  return true;
}

running_moments::running_moments(int64_t d)
    : d_(d), mean_(static_cast<size_t>(d)), sum_(static_cast<size_t>(d * d)), delta_(static_cast<size_t>(d)) {}

void running_moments::clear() {
  rows_ = 0;
  std::fill(mean_.begin(), mean_.end(), 0.0);
  std::fill(sum_.begin(), sum_.end(), 0.0);
}

void running_moments::add(int64_t n, const double *x) {
  for (int64_t i = 0; i < n; ++i, x += d_) {
    ++rows_;
    const double part = 1 / static_cast<double>(rows_), weight = 1 - part;
    breathe(static_cast<double>(d_ * d_));
    for (int64_t k = 0; k < d_; ++k) delta_[static_cast<size_t>(k)] = x[k] - mean_[static_cast<size_t>(k)];
    for (int64_t k = 0; k < d_; ++k) {
      const double scaled = weight * delta_[static_cast<size_t>(k)];
      mean_[static_cast<size_t>(k)] += part * delta_[static_cast<size_t>(k)];
      for (int64_t j = 0; j < d_; ++j) sum_[static_cast<size_t>(k * d_ + j)] += scaled * delta_[static_cast<size_t>(j)];
    }
  }
}

void running_moments::covariance(std::vector<double> &out) const {
  const double divisor = std::max<double>(1, static_cast<double>(rows_ - 1));
  std::transform(sum_.begin(), sum_.end(), out.begin(), [&](double v) { return v / divisor; });
}

void running_moments::archive(wgf::archive &bytes) {
  bytes.count(rows_);
  bytes.numbers(mean_);
  bytes.numbers(sum_);
}

}  // namespace wgf
