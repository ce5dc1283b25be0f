#include <algorithm>
#include <cmath>

#include "base/paced.h"
#include "diagnostics/stein/stein.h"

namespace wgf::stats {

namespace {

// Of the median, so that an outlier far away costs the others nothing but its share.
double mean_absolute_deviation(const scored_draws &draws, int64_t k) {
  std::vector<double> values;
  resize(values, draws.n);
  for (int64_t i = 0; i < draws.n; ++i) values.data()[i] = draws.x[i * draws.d + k];
  sort(values);
  const double center = values[values.size() / 2], n = static_cast<double>(draws.n);
  double sum = 0;
  for (double v : values) sum += std::fabs(v - center) / n;
  return sum;
}

double squared_distance(const double *a, const double *b, int64_t d) {
  double sum = 0;
  for (int64_t k = 0; k < d; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

// Of those that are not zero: a chain that refuses moves repeats its draws. 0 when all are.
double median_distance(const std::vector<double> &x, int64_t n, int64_t d) {
  const int64_t some = std::min<int64_t>(n, 1000);
  std::vector<double> squares;
  for (int64_t i = 0; i < some; ++i) {
    for (int64_t j = 0; j < i; ++j) {
      const double square = squared_distance(x.data() + i * n / some * d, x.data() + j * n / some * d, d);
      if (square > 0) squares.push_back(square);
    }
    breathe(static_cast<double>(i * (d + 2)));
  }
  if (squares.empty()) return 0;
  sort(squares);
  return std::sqrt(squares[squares.size() / 2]);
}

}  // namespace

stein_kernel::stein_kernel(const scored_draws &draws) : n_(draws.n), d_(draws.d) {
  for (int64_t k = 0; k < d_; ++k) scales_.push_back(mean_absolute_deviation(draws, k));
  varying_ = std::count_if(scales_.begin(), scales_.end(), [](double s) { return s > 0; });
  resize(u_, n_ * d_);
  resize(t_, n_ * d_);
  const auto each = [&](double cost, auto body) {
    in_stretches(n_ * d_, cost, [&](int64_t begin, int64_t end) {
      for (int64_t q = begin; q < end; ++q) body(q, scales_.data()[q % d_]);
    });
  };
  each(6, [&](int64_t q, double scale) { u_.data()[q] = scale > 0 ? draws.x[q] / scale - draws.x[q % d_] / scale : 0; });
  length_ = median_distance(u_, n_, d_);
  if (length_ == 0) return;
  each(6, [&](int64_t q, double scale) {
    u_.data()[q] /= length_;
    t_.data()[q] = draws.scores[q] * scale * length_;
  });
}

double stein_kernel::operator()(int64_t i, int64_t j) const {
  const double *u = u_.data() + i * d_, *v = u_.data() + j * d_, *t = t_.data() + i * d_, *r = t_.data() + j * d_;
  double q = 0, along = 0, product = 0;
  for (int64_t k = 0; k < d_; ++k) {
    const double away = u[k] - v[k];
    q += away * away;
    along += away * (t[k] - r[k]);
    product += t[k] * r[k];
  }
  const double inverse = 1 / (1 + q), root = std::sqrt(inverse);
  return root * (product + inverse * (static_cast<double>(varying_) + along - 3 * q * inverse)) / (length_ * length_);
}

}  // namespace wgf::stats
