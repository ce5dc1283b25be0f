#include "sampler/charts/scale_map.h"

#include <cmath>
#include <numeric>
#include <utility>

namespace wgf {

namespace {

double sum_of(double sum, const std::vector<scale_map::term> &terms, const double *w) {
  for (const scale_map::term &t : terms) sum += t.by * w[t.of];
  return sum;
}

double mean_of(const scale_map::row &r, const double *w) {
  double sum = sum_of(r.centre, r.linear, w);
  for (const scale_map::term &t : r.square) sum += t.by * w[t.of] * w[t.of];
  return sum;
}

double log_scale_of(const scale_map::row &r, const double *w) { return sum_of(r.log_scale, r.drivers, w); }

}  // namespace

void scale_map::set(const std::vector<double> &centre, const std::vector<double> &scale, std::vector<row> rows) {
  centre_ = centre;
  scale_ = scale;
  rows_ = std::move(rows);
  const std::vector<double> none(static_cast<size_t>(d_));
  inner_.set(none.data(), dense_matrix::Identity(d_, d_));
}

bool scale_map::curved() const {
  return std::any_of(rows_.begin(), rows_.end(), [](const row &r) { return !r.square.empty() || !r.drivers.empty(); });
}

double *scale_map::room_for(int64_t n) const {
  if (static_cast<int64_t>(y_.size()) < n * d_) y_.resize(static_cast<size_t>(n * d_));
  return y_.data();
}

void scale_map::raise(const double *y, double *log_jacobian) const {
  double *w = w_.data();
  for (const row &r : rows_) {
    const double log_scale = log_scale_of(r, w);
    w[r.index] = mean_of(r, w) + std::exp(log_scale) * y[r.index];
    *log_jacobian += log_scale;
  }
}

void scale_map::lower(const double *w, double *y) const {
  for (const row &r : rows_) y[r.index] = (w[r.index] - mean_of(r, w)) * std::exp(-log_scale_of(r, w));
}

void scale_map::forward(int64_t n, const double *z, double *x, double *log_jacobian) const {
  double *y = room_for(n);
  inner_.forward(n, z, y, log_jacobian);
  for (int64_t i = 0; i < n; ++i) {
    raise(y + i * d_, log_jacobian + i);
    for (size_t k = 0; k < w_.size(); ++k) x[i * d_ + static_cast<int64_t>(k)] = centre_[k] + scale_[k] * w_[k];
    breathe(20 * static_cast<double>(d_));
  }
}

void scale_map::inverse(int64_t n, const double *x, double *z) const {
  double *y = room_for(n);
  for (int64_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < w_.size(); ++k) w_[k] = (x[i * d_ + static_cast<int64_t>(k)] - centre_[k]) / scale_[k];
    lower(w_.data(), y + i * d_);
    breathe(20 * static_cast<double>(d_));
  }
  inner_.inverse(n, y, z);
}

// The chain rule from the last coordinate to the first: adjoint_k becomes the derivative with respect to w_k through all coordinates after it.
void scale_map::pull_row(const double *x, const double *score, double *adjoint) const {
  double *w = w_.data();
  for (size_t k = 0; k < w_.size(); ++k) {
    w[k] = (x[k] - centre_[k]) / scale_[k];
    adjoint[k] = score[k] * scale_[k];
  }
  for (auto r = rows_.rbegin(); r != rows_.rend(); ++r) {
    const double here = adjoint[r->index], log_scale = log_scale_of(*r, w), in_scale = here * (w[r->index] - mean_of(*r, w)) + 1;
    for (const term &t : r->drivers) adjoint[t.of] += t.by * in_scale;
    for (const term &t : r->linear) adjoint[t.of] += t.by * here;
    for (const term &t : r->square) adjoint[t.of] += 2 * t.by * w[t.of] * here;
    adjoint[r->index] = here * std::exp(log_scale);
  }
}

void scale_map::pull(int64_t n, const double *z, const double *x, const double *score, double *g) const {
  double *adjoint = room_for(n);
  for (int64_t i = 0; i < n; ++i) {
    pull_row(x + i * d_, score + i * d_, adjoint + i * d_);
    breathe(20 * static_cast<double>(d_));
  }
  inner_.pull(n, z, x, adjoint, g);
}

bool scale_map::whiten(int64_t n, const double *x) {
  std::vector<double> y(static_cast<size_t>(n * d_));
  inverse(n, x, y.data());
  return inner_.learn(n, y.data());
}

void scale_map::archive_row(wgf::archive &bytes, row &r) const {
  bytes.count(r.index, d_ - 1);
  bytes.number(r.centre, -1e300);
  bytes.number(r.log_scale, -1e300);
  for (std::vector<term> *terms : {&r.linear, &r.square, &r.drivers}) {
    int64_t count = static_cast<int64_t>(terms->size());
    bytes.count(count, d_);
    terms->resize(static_cast<size_t>(count));
    for (term &t : *terms) {
      bytes.count(t.of, d_ - 1);
      bytes.number(t.by, -1e300);
    }
  }
}

void scale_map::archive(wgf::archive &bytes) {
  bytes.numbers(centre_);
  bytes.numbers(scale_, 1e-300);
  int64_t count = static_cast<int64_t>(rows_.size());
  bytes.count(count, d_);
  rows_.resize(static_cast<size_t>(count));
  for (row &r : rows_) archive_row(bytes, r);
  inner_.archive(bytes);
}

}  // namespace wgf
