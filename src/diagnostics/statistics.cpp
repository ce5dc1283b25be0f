#include "diagnostics/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "diagnostics/distributions.h"
#include "diagnostics/effective_size.h"
#include "base/paced.h"

namespace wgf::stats {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double mean_of(const chain_set &x) { return mean(x.values.data(), x.size()); }

double sd_of(const chain_set &x) { return std::sqrt(variance(x.values.data(), x.size())); }

// A value of the draws' own dimension, out of the unit of x.
double in_own_units(const chain_set &x, double value) { return std::ldexp(value, x.exponent); }

// Empty if any value is NaN, which has no place in an order.
std::vector<double> sorted_values(const chain_set &x) {
  std::vector<double> sorted = copied(x.values.data(), x.size());
  if (std::any_of(sorted.begin(), sorted.end(), [](double v) { return std::isnan(v); })) return {};
  sort(sorted);
  return sorted;
}

// The order of these operations decides whether a draw equals the quantile, on which ess_quantile depends.
double sorted_quantile(const std::vector<double> &sorted, double p) {
  if (sorted.empty() || !(p >= 0 && p <= 1)) return nan;
  const double at = 1 + static_cast<double>(sorted.size() - 1) * p, below = std::floor(at), part = at - below;
  const double *from = sorted.data() + static_cast<int64_t>(below) - 1;
  if (part == 0 || from[1] == from[0]) return from[0];
  return (1 - part) * from[0] + part * from[1];
}

template <class F>
chain_set transformed(chain_set x, F f) {
  in_stretches(x.size(), 3, [&](int64_t begin, int64_t end) { std::transform(x.values.data() + begin, x.values.data() + end, x.values.data() + begin, f); });
  return x;
}

chain_set distance_to(const chain_set &x, double center) {
  return transformed(x, [center](double v) { return std::fabs(v - center); });
}

// The last quantile is that of the last half draw, as in posterior: otherwise no draw is above it.
double quantile_effective_size(const chain_set &x, const std::vector<double> &sorted, double p) {
  if (!varies(x) || !(p >= 0 && p <= 1)) return nan;
  const auto size = static_cast<double>(x.size());
  const double threshold = sorted_quantile(sorted, p == 1 ? (size - 0.5) / size : p);
  return effective_size(split(transformed(x, [threshold](double v) { return v <= threshold ? 1.0 : 0.0; })));
}

double smaller(double a, double b) { return std::isnan(a) || std::isnan(b) ? nan : std::min(a, b); }

double larger(double a, double b) { return std::isnan(a) || std::isnan(b) ? nan : std::max(a, b); }

double folded_reduction(const chain_set &x, double median) {
  return potential_scale_reduction(rank_normalised(split(distance_to(x, median))));
}

double sd_effective_size(const chain_set &x) { return effective_size(split(distance_to(x, mean_of(x)))); }

// Delta method on the variance of the squared deviations.
double sd_error(const chain_set &x) {
  const chain_set away = distance_to(x, mean_of(x));
  if (!varies(away)) return nan;
  const chain_set squares = transformed(away, [](double v) { return v * v; });
  const chain_set fourths = transformed(squares, [](double v) { return v * v; });
  const double second = mean_of(squares), fourth = mean_of(fourths);
  const double spread = fourth - second * second;
  if (!(spread > 0)) return nan;  // draws at two points, but for rounding
  return std::sqrt(spread / effective_size(split(squares)) / second / 4);
}

// Order statistics at the one standard deviation limits of the beta posterior of the probability below the
// quantile.
double order_error(const std::vector<double> &sorted, double p, double effective) {
  if (std::isnan(effective)) return nan;
  const double a = effective * p + 1, b = effective * (1 - p) + 1, size = static_cast<double>(sorted.size());
  const double low = std::max(std::floor(beta_quantile(0.1586553, a, b) * size), 1.0);
  const double high = std::min(std::ceil(beta_quantile(0.8413447, a, b) * size), size);
  return (sorted.data()[static_cast<int64_t>(high) - 1] - sorted.data()[static_cast<int64_t>(low) - 1]) / 2;
}

double quantile_error(const chain_set &x, const std::vector<double> &sorted, double p) {
  return in_own_units(x, order_error(sorted, p, quantile_effective_size(x, sorted, p)));
}

}  // namespace

double mean(const series &draws) {
  const chain_set x = gather(draws);
  return in_own_units(x, mean_of(x));
}

double variance(const series &draws) {
  const chain_set x = gather(draws);
  return std::ldexp(variance(x.values.data(), x.size()), 2 * x.exponent);
}

double sd(const series &draws) {
  const chain_set x = gather(draws);
  return in_own_units(x, sd_of(x));
}

double quantile(const series &draws, double p) {
  const chain_set x = gather(draws);
  return in_own_units(x, sorted_quantile(sorted_values(x), p));
}

double mcse_mean(const series &draws) { return sd(draws) / std::sqrt(ess_mean(draws)); }

double mcse_sd(const series &draws) {
  const chain_set x = gather(draws);
  return in_own_units(x, sd_error(x));
}

double mcse_quantile(const series &draws, double p) {
  const chain_set x = gather(draws);
  return quantile_error(x, sorted_values(x), p);
}

double ess_mean(const series &draws) { return effective_size(split(gather(draws))); }

double ess_sd(const series &draws) { return sd_effective_size(gather(draws)); }

double ess_quantile(const series &draws, double p) {
  const chain_set x = gather(draws);
  return quantile_effective_size(x, sorted_values(x), p);
}

double ess_bulk(const series &draws) { return effective_size(rank_normalised(split(gather(draws)))); }

double tail_effective_size(const chain_set &x, const std::vector<double> &sorted) {
  return smaller(quantile_effective_size(x, sorted, 0.05), quantile_effective_size(x, sorted, 0.95));
}

double ess_tail(const series &draws) {
  const chain_set x = gather(draws);
  return tail_effective_size(x, sorted_values(x));
}

double rhat_basic(const series &draws) { return potential_scale_reduction(split(gather(draws))); }

double rhat(const series &draws) {
  const chain_set x = gather(draws);
  const double bulk = potential_scale_reduction(rank_normalised(split(x)));
  return larger(bulk, folded_reduction(x, sorted_quantile(sorted_values(x), 0.5)));
}

namespace {

constexpr summary nothing{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan};

void fill_location(const chain_set &x, const std::vector<double> &sorted, summary &to) {
  to.mean = in_own_units(x, mean_of(x));
  to.sd = in_own_units(x, sd_of(x));
  to.q5 = in_own_units(x, sorted_quantile(sorted, 0.05));
  to.median = in_own_units(x, sorted_quantile(sorted, 0.5));
  to.q95 = in_own_units(x, sorted_quantile(sorted, 0.95));
}

void fill_errors(const chain_set &x, const std::vector<double> &sorted, summary &to) {
  to.mcse_mean = to.sd / std::sqrt(to.ess_mean);
  to.mcse_sd = in_own_units(x, sd_error(x));
  to.mcse_q5 = quantile_error(x, sorted, 0.05);
  to.mcse_median = quantile_error(x, sorted, 0.5);
  to.mcse_q95 = quantile_error(x, sorted, 0.95);
}

void fill_sizes(const chain_set &x, const std::vector<double> &sorted, summary &to) {
  const chain_set halves = split(x), scores = rank_normalised(halves);
  to.ess_mean = effective_size(halves);
  to.ess_sd = sd_effective_size(x);
  to.ess_bulk = effective_size(scores);
  to.ess_tail = tail_effective_size(x, sorted);
  to.rhat = larger(potential_scale_reduction(scores), folded_reduction(x, sorted_quantile(sorted, 0.5)));
  to.rhat_basic = potential_scale_reduction(halves);
}

}  // namespace

summary summarise(const series &draws, bool chains) {
  const chain_set x = gather(draws);
  const std::vector<double> sorted = sorted_values(x);
  summary result = nothing;
  fill_location(x, sorted, result);
  if (!chains) return result;
  fill_sizes(x, sorted, result);
  fill_errors(x, sorted, result);
  return result;
}

}  // namespace wgf::stats
