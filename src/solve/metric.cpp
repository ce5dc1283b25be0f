#include "solve/metric.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

size_t factor_size(metric::shape kind, int64_t d) {
  if (kind == metric::shape::identity) return 0;
  return static_cast<size_t>(kind == metric::shape::diagonal ? d : d * d);
}

}  // namespace

metric::metric(shape kind, int64_t d) : kind_(kind), d_(d), factor_(factor_size(kind, d)), trial_(factor_.size()) {
  const size_t stride = kind == shape::dense ? static_cast<size_t>(d) + 1 : 1;
  for (size_t i = 0; i < factor_.size(); i += stride) factor_[i] = 1;
}

void metric::forward(int64_t n, const double *z, double *x) const {
  const double *f = factor_.data();
  for (int64_t i = 0; i < n; ++i, z += d_, x += d_)
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

void metric::adjoint(int64_t n, const double *s, double *g) const {
  const double *f = factor_.data();
  for (int64_t i = 0; i < n; ++i, s += d_, g += d_) {
    if (kind_ != shape::dense) {
      for (int64_t k = 0; k < d_; ++k) g[k] = kind_ == shape::identity ? s[k] : f[k] * s[k];
      continue;
    }
    std::fill(g, g + d_, 0.0);
    for (int64_t k = 0; k < d_; ++k)
      for (int64_t j = 0; j <= k; ++j) g[j] += f[k * d_ + j] * s[k];
  }
}

bool metric::learn(const std::vector<double> &covariance) {
  if (kind_ == shape::identity) return true;
  if (kind_ == shape::diagonal) {
    for (int64_t k = 0; k < d_; ++k) trial_[static_cast<size_t>(k)] = std::sqrt(covariance[static_cast<size_t>(k * (d_ + 1))]);
  } else {
    Eigen::Map<matrix> lower(trial_.data(), d_, d_);
    lower = Eigen::Map<const matrix>(covariance.data(), d_, d_);
    const Eigen::LLT<Eigen::Ref<matrix>> factored(lower);
    if (factored.info() != Eigen::Success) return false;
  }
  const size_t stride = kind_ == shape::dense ? static_cast<size_t>(d_) + 1 : 1;
  for (size_t i = 0; i < trial_.size(); ++i)
    if (!std::isfinite(trial_[i]) || (i % stride == 0 && !(trial_[i] > 0))) return false;
  factor_ = trial_;
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
  bytes.value(rows_);
  bytes.numbers(mean_);
  bytes.numbers(sum_);
}

}  // namespace wgf
