#include "solve/transport_ground.h"

#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

std::vector<double> mean(int64_t n, int64_t d, const double *x) {
  std::vector<double> sum(static_cast<size_t>(d));
  for (int64_t i = 0; i < n * d; ++i) sum[static_cast<size_t>(i % d)] += x[i] / static_cast<double>(n);
  return sum;
}

std::vector<double> moved(int64_t n, int64_t d, const double *x, const std::vector<double> &centre) {
  std::vector<double> apart(x, x + n * d);
  for (size_t i = 0; i < apart.size(); ++i) apart[i] -= centre[i % centre.size()];
  return apart;
}

double largest_norm(int64_t d, const std::vector<double> &x) {
  double largest = 0;
  for (auto at = x.begin(); at != x.end(); at += d) {
    double square = 0;
    for (int64_t k = 0; k < d; ++k) square += at[k] * at[k];
    largest = std::max(largest, square);
  }
  return std::sqrt(largest);
}

}  // namespace

transport_ground::transport_ground(ground_cost cost, int64_t d, int64_t n, const double *x, int64_t m, const double *y)
    : cost_(cost), d_(d), n_(n), m_(m), padded_((m / pair::priced_pad + 1) * pair::priced_pad), blocks_(static_cast<size_t>(padded_ * d)) {
  const std::vector<double> centre = mean(n, d, x);
  x_ = moved(n, d, x, centre);
  y_ = moved(m, d, y, cost == ground_cost::product ? mean(m, d, y) : centre);
  for (int64_t j = 0; j < m; ++j)
    for (int64_t k = 0; k < d; ++k) blocks_[static_cast<size_t>(pair::place_of(j, k, d))] = y_[static_cast<size_t>(j * d + k)];
}

double transport_ground::cost(int64_t source, int64_t sink) const {
  const double *x = x_.data() + source * d_, *y = y_.data() + sink * d_;
  double sum = 0;
  if (cost_ == ground_cost::product) {
    for (int64_t k = 0; k < d_; ++k) sum -= x[k] * y[k];
    return sum;
  }
  for (int64_t k = 0; k < d_; ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return std::sqrt(sum);
}

double transport_ground::largest_cost() const {
  const double x = largest_norm(d_, x_), y = largest_norm(d_, y_);
  return cost_ == ground_cost::product ? x * y : x + y;
}

double transport_ground::spread() const {
  constexpr int64_t arcs = 1024;
  double sum = 0, square = 0;
  for (int64_t k = 0; k < arcs; ++k) {
    const double c = cost(k * 7919 % n_, k * 104729 % m_) / arcs;
    sum += c;
    square += c * c * arcs;
  }
  return std::sqrt(std::max(0.0, square - sum * sum));
}

pair::pricing_job transport_ground::job(const sources_priced &which, const double *price) const {
  pair::pricing_job made{cost_, d_, padded_, blocks_.data(), price, {}};
  std::transform(which.begin(), which.end(), made.x, [&](int64_t i) { return x_.data() + i * d_; });
  return made;
}

}  // namespace wgf
