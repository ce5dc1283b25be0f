#include "transport/exact/cost_oracle.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "solve/middle.h"

namespace wgf {

namespace {

std::vector<double> moved(int64_t n, int64_t d, const double *x, const std::vector<double> &centre) {
  std::vector<double> apart(x, x + n * d);
  for (auto at = apart.begin(); at != apart.end(); at += d) std::transform(at, at + d, centre.begin(), at, std::minus<>());
  return apart;
}

double squared_norm(int64_t d, const double *x) {
  double sum = 0;
  for (int64_t k = 0; k < d; ++k) sum += x[k] * x[k];
  return sum;
}

// Costs from a quarter to three quarters of them in order.
double middle_half(std::vector<double> costs) {
  const auto quarter = costs.begin() + static_cast<int64_t>(costs.size() / 4), rest = costs.end() - static_cast<int64_t>(costs.size() / 4);
  std::nth_element(costs.begin(), quarter, costs.end());
  std::nth_element(quarter + 1, rest, costs.end());
  return *rest - *quarter;
}

}  // namespace

cost_oracle::cost_oracle(ground_cost cost, int64_t d, int64_t n, const double *x, int64_t m, const double *y)
    : cost_(cost), d_(d), n_(n), m_(m), padded_((m / pair::priced_pad + 1) * pair::priced_pad), blocks_(static_cast<size_t>(padded_ * d)) {
  const std::vector<double> of_x = middle(n, d, x), of_y = cost == ground_cost::product ? middle(m, d, y) : of_x;
  apart_ = moved(1, d, of_y.data(), of_x);
  x_ = moved(n, d, x, of_x);
  y_ = moved(m, d, y, of_y);
  source_size_ = sizes(x_);
  sink_size_ = sizes(y_);
  for (int64_t j = 0; j < m; ++j)
    for (int64_t k = 0; k < d; ++k) blocks_[static_cast<size_t>(pair::place_of(j, k, d))] = y_[static_cast<size_t>(j * d + k)];
}

// Sums and products are off by 2^-53 of themselves, and so are the coordinates when moved. For `product` all that is in proportion to
// |x| |y|, at most half of |x|^2 + |y|^2; for `square` to the cost and, by the coordinates, to 2 |x - y| (|x| + |y|), at most
// 4 (|x|^2 + |y|^2); for `distance` to |x| + |y|.
std::vector<double> cost_oracle::sizes(const std::vector<double> &x) const {
  std::vector<double> found;
  for (auto at = x.begin(); at != x.end(); at += d_) {
    const double square = squared_norm(d_, &*at);
    found.push_back(cost_ == ground_cost::product ? square / 2 : cost_ == ground_cost::square ? 4 * square
                                                                                              : std::sqrt(square));
  }
  return found;
}

double cost_oracle::cost(int64_t source, int64_t sink) const {
  const double *x = x_.data() + source * d_, *y = y_.data() + sink * d_;
  double sum = 0;
  if (cost_ == ground_cost::product) {
    for (int64_t k = 0; k < d_; ++k) sum -= x[k] * y[k];
    return sum;
  }
  for (int64_t k = 0; k < d_; ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return cost_ == ground_cost::square ? sum : std::sqrt(sum);
}

// With x' = x - a and y' = y - b, |x - y|^2 = |x - b|^2 + |y - a|^2 - |a - b|^2 - 2 <x', y'>.
double cost_oracle::potential_by_distance(int64_t source, double potential) const {
  if (cost_ != ground_cost::product) return potential;
  double square = 0;
  for (int64_t k = 0; k < d_; ++k) {
    const double from_other = x_[static_cast<size_t>(source * d_ + k)] - apart_[static_cast<size_t>(k)];
    square += from_other * from_other;
  }
  return 2 * potential + square;
}

double cost_oracle::spread() const {
  constexpr int64_t arcs = 1024;
  constexpr double usual = 3;  // so wide that it takes part only where some arcs are far from the others
  std::vector<double> costs;
  double largest = 0;
  for (int64_t k = 0; k < arcs; ++k) {
    costs.push_back(cost(k * 7919 % n_, k * 104729 % m_));
    largest = std::max(largest, std::abs(costs.back()));
  }
  if (largest == 0) return 0;
  double sum = 0, square = 0;
  for (const double c : costs) sum += c / largest / arcs, square += (c / largest) * (c / largest) / arcs;
  const double deviation = largest * std::sqrt(std::max(0.0, square - sum * sum)), robust = usual * middle_half(std::move(costs));
  return robust > 0 ? std::min(deviation, robust) : deviation;
}

pair::pricing_job cost_oracle::job(const sources_priced &which, const double *price) const {
  pair::pricing_job made{cost_, d_, padded_, blocks_.data(), price, {}};
  std::transform(which.begin(), which.end(), made.x, [&](int64_t i) { return x_.data() + i * d_; });
  return made;
}

}  // namespace wgf
