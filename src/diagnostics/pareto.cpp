#include "diagnostics/pareto.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "base/paced.h"
#include "diagnostics/statistics.h"

namespace wgf::stats {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
constexpr int64_t fewest = 5;  // draws of a tail

struct generalised_pareto {
  double k, sigma;
  double quantile(double p) const { return k == 0 ? -sigma * std::log1p(-p) : sigma * std::expm1(-k * std::log1p(-p)) / k; }
};

// Excesses above a threshold, ascending.
class excesses {
 public:
  explicit excesses(std::vector<double> sorted) : x_(std::move(sorted)), n_(static_cast<double>(x_.size())) {}

  double quartile() const { return x_[static_cast<size_t>(std::floor(n_ / 4 + 0.5)) - 1]; }
  bool has_tied_quarter() const { return quartile() <= x_.front(); }
  generalised_pareto fit() const;

 private:
  double shape(double theta) const;
  double log_likelihood(double theta) const;
  std::vector<double> grid() const;
  double posterior_mean(const std::vector<double> &thetas) const;

  std::vector<double> x_;
  double n_;
};

// The shape of most likelihood for theta = -k / sigma.
double excesses::shape(double theta) const {
  double sum = 0;
  for (double v : x_) sum += std::log1p(-theta * v);
  breathe(20 * n_);
  return sum / n_;
}

// At theta = 0, the exponential distribution, k / theta is minus the mean; there loo and posterior have no value.
double excesses::log_likelihood(double theta) const {
  const double k = shape(theta), sigma = theta == 0 ? std::accumulate(x_.begin(), x_.end(), 0.0) / n_ : -k / theta;
  return n_ * (-std::log(sigma) - k - 1);
}

// Zhang and Stephens 2009, section 4, with k of the opposite sign.
std::vector<double> excesses::grid() const {
  const double points = 30 + std::floor(std::sqrt(n_)), first_quarter = quartile();
  std::vector<double> thetas;
  for (double j = 1; j <= points; ++j) thetas.push_back(1 / x_.back() + (1 - std::sqrt(points / (j - 0.5))) / 3 / first_quarter);
  return thetas;
}

double excesses::posterior_mean(const std::vector<double> &thetas) const {
  std::vector<double> log_likelihoods;
  for (double theta : thetas) log_likelihoods.push_back(log_likelihood(theta));
  const double most = *std::max_element(log_likelihoods.begin(), log_likelihoods.end());
  double sum = 0, weighted = 0;
  for (size_t j = 0; j < thetas.size(); ++j) {
    const double w = std::exp(log_likelihoods[j] - most);
    sum += w;
    weighted += w * thetas[j];
  }
  return weighted / sum;
}

// k is drawn towards 1/2 as by ten more draws. Infinite when there is no fit.
generalised_pareto excesses::fit() const {
  const double theta = posterior_mean(grid()), k = shape(theta);
  if (std::isnan(k)) return {infinity, nan};
  return {(k * n_ + 5) / (n_ + 10), -k / theta};
}

bool all_equal(const std::vector<double> &sorted) {
  return sorted.back() - sorted.front() < std::numeric_limits<double>::epsilon() * std::max(std::fabs(sorted.front()), std::fabs(sorted.back()));
}

using place = std::pair<double, int64_t>;  // value, index

std::vector<place> sorted_places(const double *values, int64_t n) {
  std::vector<place> sorted;
  sorted.reserve(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) sorted.emplace_back(values[i], i);
  sort(sorted);
  return sorted;
}

int64_t weight_tail(int64_t n, double relative_efficiency) {
  const auto size = static_cast<double>(n);
  return static_cast<int64_t>(std::ceil(std::min(0.2 * size, 3 * std::sqrt(size / relative_efficiency))));
}

// The last `count` of sorted log weights, as weights in units of the largest, above the one before them.
std::vector<double> tail_weights(const std::vector<place> &sorted, int64_t count) {
  const double largest = sorted.back().first, below = std::exp((sorted.end() - count - 1)->first - largest);
  std::vector<double> tail;
  for (auto p = sorted.end() - count; p != sorted.end(); ++p) tail.push_back(std::exp(p->first - largest) - below);
  return tail;
}

void write_order_statistics(const std::vector<place> &sorted, int64_t count, const generalised_pareto &law, double *out) {
  const double largest = sorted.back().first, below = std::exp((sorted.end() - count - 1)->first - largest);
  for (int64_t i = 0; i < count; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    out[(sorted.end() - count + i)->second] = std::min(std::log(law.quantile(p) + below), 0.0) + largest;
  }
}

double tail_shape(const std::vector<double> &sorted, int64_t count) {
  const std::vector<double> tail(sorted.end() - count, sorted.end());
  if (all_equal(tail)) return nan;
  std::vector<double> above;
  for (double v : tail) above.push_back(v - *(sorted.end() - count - 1));
  const excesses x(std::move(above));
  return x.has_tied_quarter() ? nan : x.fit().k;
}

// Of `n` draws worth `effective`; 0 when they are too few.
int64_t draws_tail(double n, double effective) {
  const double length = std::floor(effective > 225 ? 3 * std::sqrt(n * n / effective) : n / 5);
  return 2 * fewest > n || std::isnan(effective) ? 0 : static_cast<int64_t>(std::min(std::max<double>(length, fewest), std::floor(n / 2)));
}

std::vector<double> negated(const std::vector<double> &sorted) {
  std::vector<double> result;
  for (auto v = sorted.rbegin(); v != sorted.rend(); ++v) result.push_back(-*v);
  return result;
}

}  // namespace

double pareto_threshold(int64_t n) { return std::min(1 - 1 / std::log10(static_cast<double>(n)), 0.7); }

double smooth_log_weights(const double *log_weights, int64_t n, double relative_efficiency, double *smoothed) {
  copy(log_weights, n, smoothed);
  const int64_t count = weight_tail(n, relative_efficiency);
  if (count < fewest) return infinity;
  const std::vector<place> sorted = sorted_places(log_weights, n);
  if ((sorted.end() - count)->first == sorted.back().first) return nan;
  const generalised_pareto law = excesses(tail_weights(sorted, count)).fit();
  if (std::isfinite(law.k)) write_order_statistics(sorted, count, law, smoothed);
  return law.k;
}

double pareto_khat(const series &draws) {
  const chain_set x = gather(draws);
  const int64_t count = varies(x) ? draws_tail(static_cast<double>(x.size()), ess_tail(draws)) : 0;
  if (count == 0) return nan;
  std::vector<double> sorted = x.values;
  sort(sorted);
  return std::fmax(tail_shape(negated(sorted), count), tail_shape(sorted, count));
}

}  // namespace wgf::stats
