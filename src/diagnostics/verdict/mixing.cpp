#include "diagnostics/verdict/mixing.h"

#include <algorithm>
#include <cmath>

#include "base/paced.h"
#include "diagnostics/effective_size.h"
#include "diagnostics/statistics.h"

namespace wgf::stats {

namespace {

// Wilson and Hilferty 1931, at 4.5 standard deviations.
double largest_ratio(double degrees) { return std::pow(1 - 2 / (9 * degrees) + 4.5 * std::sqrt(2 / (9 * degrees)), 3); }

// The means of the chains drawn together until their variance is `between`, or as they are where it is less.
chain_set with_means(chain_set x, const std::vector<double> &means, double between) {
  const double shrink = std::max(0.0, 1 - std::sqrt(between / variance(means.data(), x.count)));
  for (int64_t c = 0; c < x.count; ++c) {
    double *const chain = x.chain(c);
    in_stretches(x.length, 1, [&](int64_t begin, int64_t end) {
      for (int64_t t = begin; t < end; ++t) chain[t] -= shrink * means.data()[c];
    });
  }
  return x;
}

// Of chains that have mixed: their means have the variance that their autocorrelation time gives them, and no more. About its own mean a short chain
// would seem to move faster than it does. 1 when nothing moves.
double time_within(const chain_set &x) {
  const std::vector<double> means = chain_means(x), variances = chain_variances(x);
  const double size = static_cast<double>(x.size()), share = mean(variances.data(), x.count) / static_cast<double>(x.length);
  double time = 0;
  for (int round = 0; round < 4; ++round) {
    const double effective = effective_size(with_means(x, means, share * time));
    if (!(effective > 0)) return 1;
    time = size / effective;
  }
  return time;
}

constexpr double usual_bound = 1.01;  // Vehtari et al. 2021

// A smaller one needs no look at the chains' times.
void judge(const chain_set &scores, mixing &worst) {
  const double rhat = potential_scale_reduction(scores), bound = rhat > usual_bound ? rhat_bound(scores) : usual_bound;
  if (!(rhat - bound > worst.rhat - worst.bound)) return;
  worst.rhat = rhat;
  worst.bound = bound;
}

chain_set folded(chain_set x, double center) {
  in_stretches(x.size(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) x.values.data()[i] = std::fabs(x.values.data()[i] - center);
  });
  return x;
}

}  // namespace

double rhat_bound(const chain_set &chains) {
  const double n = static_cast<double>(chains.length), degrees = static_cast<double>(chains.count - 1);
  return std::max(usual_bound, std::sqrt(1 + (time_within(chains) * largest_ratio(degrees) - 1) / n));
}

mixing mixing_of(const series &draws) {
  const chain_set x = gather(draws), halves = split(x), scores = rank_normalised(halves);
  std::vector<double> sorted = copied(x.values.data(), x.size());
  sort(sorted);
  mixing result;
  result.rhat = -1;
  judge(scores, result);
  judge(rank_normalised(folded(halves, sorted[sorted.size() / 2])), result);
  result.effective = std::fmin(effective_size(scores), tail_effective_size(x, sorted));
  return result;
}

}  // namespace wgf::stats
