#include "diagnostics/effective_size.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "diagnostics/autocovariance.h"
#include "diagnostics/distributions.h"
#include "base/paced.h"

namespace wgf::stats {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double between_chains(const chain_set &x) {
  const std::vector<double> means = chain_means(x);
  return variance(means.data(), x.count);
}

// Of all chains together, at every lag: one minus the mean within-chain variogram over the total variance.
std::vector<double> correlations(const chain_set &x) {
  std::vector<double> rho = mean_autocovariance(x);
  const double within = rho[0] * static_cast<double>(x.length) / static_cast<double>(x.length - 1);
  const double total = rho[0] + (x.count > 1 ? between_chains(x) : 0);
  for (double &r : rho) r = 1 - (within - r) / total;
  rho[0] = 1;
  return rho;
}

// The even lag of the first pair whose sum is not positive (Geyer 1992, initial positive sequence), or the
// last pair.
int64_t truncation(const std::vector<double> &rho) {
  const auto lags = static_cast<int64_t>(rho.size());
  const double *r = rho.data();
  int64_t t = 0;
  while (t + 5 < lags && r[t] + r[t + 1] > 0) t += 2;
  return t;
}

// Geyer 1992, initial monotone sequence: no pair before lag `last` exceeds the pair before it.
void make_monotone(std::vector<double> &rho, int64_t last) {
  double *r = rho.data();
  for (int64_t t = 2; t < last; t += 2) {
    const double before = r[t - 2] + r[t - 1];
    if (r[t] + r[t + 1] > before) r[t] = r[t + 1] = before / 2;
  }
}

// The even lag at the truncation is added once: it reduces the variance for antithetic chains. At least lag
// zero counts in the sum, so chains of at most five iterations have the time 2, as in the R package
// posterior.
double autocorrelation_time(std::vector<double> rho) {
  const int64_t last = truncation(rho);
  const double *at = rho.data() + last;
  const double tail = at[0] + at[1] >= 0 || at[0] > 0 ? at[0] : 0;
  make_monotone(rho, last);
  const double sum = std::accumulate(rho.data(), rho.data() + std::max<int64_t>(last, 1), 0.0);
  return -1 + 2 * sum + tail;
}

// assign(rank, first, last) for every set of equal values, which share the average of their ranks.
template <class F>
void for_each_tie(const chain_set &x, F assign) {
  std::vector<std::pair<double, int64_t>> sorted;
  sorted.reserve(x.values.size());
  in_stretches(x.size(), 4, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) sorted.emplace_back(x.values.data()[i], i);
  });
  sort(sorted);
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last =
        std::find_if(first, sorted.end(), [&](const auto &s) { return s.first != first->first; });
    const auto below = static_cast<double>(first - sorted.begin()),
               up_to = static_cast<double>(last - sorted.begin());
    assign((below + 1 + up_to) / 2, first, last);
    first = last;
  }
}

}  // namespace

double effective_size(const chain_set &x) {
  if (x.length < 3 || !varies(x)) return nan;
  const auto size = static_cast<double>(x.size());
  const std::vector<double> rho = correlations(x);
  if (!std::isfinite(rho[1])) return nan;
  return size / std::max(autocorrelation_time(rho), 1 / std::log10(size));
}

double potential_scale_reduction(const chain_set &x) {
  if (!varies(x)) return nan;
  const auto n = static_cast<double>(x.length);
  const std::vector<double> variances = chain_variances(x);
  const double within = mean(variances.data(), x.count), between = n * between_chains(x);
  return std::sqrt((between / within + n - 1) / n);
}

chain_set rank_normalised(const chain_set &x) {
  chain_set scores(x.length, x.count);
  if (std::any_of(x.values.begin(), x.values.end(), [](double v) { return std::isnan(v); })) {
    std::fill(scores.values.begin(), scores.values.end(), nan);
    return scores;
  }
  const auto size = static_cast<double>(x.size());
  for_each_tie(x, [&](double rank, auto first, auto last) {
    const double score = normal_quantile((rank - 0.375) / (size + 0.25));
    breathe(100);
    for (; first != last; ++first) scores.values.data()[first->second] = score;
  });
  return scores;
}

}  // namespace wgf::stats
