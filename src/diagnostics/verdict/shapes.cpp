#include "diagnostics/verdict/shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/paced.h"
#include "diagnostics/effective_size.h"

namespace wgf::stats {

namespace {

struct part {
  double mean, spread;
  part(const double *x, int64_t n) : mean(stats::mean(x, n)), spread(n > 1 ? stats::variance(x, n) : 0) {}
};

// The size of the lower group.
int64_t best_cut(const std::vector<double> &sorted) {
  const auto n = static_cast<double>(sorted.size());
  const double center = sorted[sorted.size() / 2];
  double total = 0, below = 0, most = -1;
  for (double v : sorted) total += v - center;
  int64_t best = 1;
  for (size_t i = 1; i < sorted.size(); ++i) {
    below += sorted[i - 1] - center;
    const auto m = static_cast<double>(i);
    const double gap = below / m - (total - below) / (n - m), between = gap * gap * m * (n - m);
    if (sorted[i] > sorted[i - 1] && between > most) most = between, best = static_cast<int64_t>(i);
  }
  return best;
}

}  // namespace

two_groups groups_of(std::vector<double> values) {
  sort(values);
  const int64_t n = static_cast<int64_t>(values.size()), m = best_cut(values);
  const part low(values.data(), m), high(values.data() + m, n - m);
  two_groups found;
  found.low = low.mean;
  found.high = high.mean;
  found.cut = values.data()[m - 1];
  found.share = static_cast<double>(n - m) / static_cast<double>(n);
  found.separation = (high.mean - low.mean) / std::sqrt((low.spread + high.spread) / 2);
  return found;
}

bool has_modes(const chain_set &x, const two_groups &groups) {
  if (!(groups.separation > 4.5) || std::min(groups.share, 1 - groups.share) < 1.0 / 16) return false;
  chain_set rest = x;
  for (double &v : rest.values) v -= v <= groups.cut ? groups.low : groups.high;
  return !(potential_scale_reduction(split(rest)) > 1.2);
}

bool widens(const chain_set &x) {
  const int64_t quarter = x.length / 4;
  if (x.count < 4 || quarter < 1) return false;
  std::vector<double> first, last;
  for (int64_t c = 0; c < x.count; ++c) {
    first.push_back(mean(x.chain(c), quarter));
    last.push_back(mean(x.chain(c) + x.length - quarter, quarter));
  }
  const double growth = variance(last.data(), x.count) / variance(first.data(), x.count);
  return std::log(growth) > 3 * std::sqrt(4 / static_cast<double>(x.count - 1));  // the logarithm of a ratio of variances has variance 4 / (chains - 1)
}

namespace {

// Rows that are nearly independent of each other: of the second half, in which a start is forgotten if it ever is, iterations so far apart that there
// are no more draws than the suspects' are worth. All chains, but at most 2048 rows.
series spaced(const recorded_chains &draws, int64_t k, double effective) {
  const int64_t chains = std::min<int64_t>(draws.chains, 2048), half = draws.iterations / 2, last = draws.iterations - 1;
  const auto wanted = static_cast<int64_t>(std::min(effective, 2048.0)) / chains, taken = std::clamp<int64_t>(wanted, 1, half), stride = half / taken;
  const int64_t first = last - (taken - 1) * stride;
  return {draws.x + first * draws.chains * draws.d + k, taken, chains, stride * draws.chains * draws.d, draws.d};
}

// As normal scores.
class scores {
 public:
  explicit scores(const chain_set &x) : z_(rank_normalised(x)), folded_(rank_normalised(distances(x))) {}

  const std::vector<double> &z() const { return z_.values; }
  const std::vector<double> &distance() const { return folded_.values; }

  // Share of the variance of y that the place in the order of these draws gives: neighbours differ by the rest (von Neumann's ratio). NaN for few.
  double explains(const std::vector<double> &y) const {
    if (y.size() < 32) return std::numeric_limits<double>::quiet_NaN();
    double differences = 0, total = 0;
    const std::vector<size_t> order = places();
    for (size_t r = 1; r < order.size(); ++r) differences += std::pow(y[order[r]] - y[order[r - 1]], 2) / 2;
    for (double v : y) total += v * v;
    return 1 - differences / total;
  }

 private:
  static chain_set distances(const chain_set &x) {
    std::vector<double> sorted = x.values;
    sort(sorted);
    chain_set result = x;
    for (double &v : result.values) v = std::fabs(v - sorted[sorted.size() / 2]);
    return result;
  }

  std::vector<size_t> places() const {
    std::vector<size_t> order(z().size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return z()[a] < z()[b]; });
    return order;
  }

  chain_set z_, folded_;
};

double correlation(const std::vector<double> &a, const std::vector<double> &b) {
  const double ab = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  return ab / std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0) * std::inner_product(b.begin(), b.end(), b.begin(), 0.0));
}

// From each iteration of the second half to the next.
std::vector<double> steps_of(const series &draws) {
  const chain_set x = gather(draws);
  std::vector<double> steps;
  for (int64_t c = 0; c < x.count; ++c)
    for (int64_t t = 1 + x.length / 2; t < x.length; ++t) steps.push_back(x.chain(c)[t] - x.chain(c)[t - 1]);
  return steps;
}

void raise(partner &to, const partner &other) {
  if (other.strength > to.strength) to = other;
}

// One coordinate.
struct watched {
  watched(const recorded_chains &draws, int64_t k, double effective) : coordinate(k), own(gather(spaced(draws, k, effective))), steps(steps_of(draws.coordinate(k))) {}

  relation with(const watched &other) const {
    const int64_t j = coordinate, k = other.coordinate;
    relation found;
    raise(found.ridge, {k, j, other.own.explains(own.z())});
    raise(found.ridge, {j, k, own.explains(other.own.z())});
    if (steps.size() >= 50) raise(found.ridge, {j, k, std::pow(correlation(steps, other.steps), 2)});
    raise(found.funnel, {j, k, std::fabs(correlation(own.z(), other.own.distance()))});
    raise(found.funnel, {k, j, std::fabs(correlation(other.own.z(), own.distance()))});
    return found;
  }

  int64_t coordinate;
  scores own;
  std::vector<double> steps;
};

}  // namespace

std::vector<relation> relations(const recorded_chains &draws, const std::vector<int64_t> &suspects, double effective, const std::vector<char> &varies) {
  std::vector<watched> all;
  for (int64_t k : suspects) all.emplace_back(draws, k, effective);
  std::vector<relation> result(all.size());
  for (int64_t k = 0; k < draws.d; ++k) {
    if (!varies[static_cast<size_t>(k)]) continue;
    const watched other(draws, k, effective);
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].coordinate == k) continue;
      const relation found = all[i].with(other);
      raise(result[i].ridge, found.ridge);
      raise(result[i].funnel, found.funnel);
    }
    breathe(1e5 + 10 * static_cast<double>(other.steps.size() * (1 + all.size())));
  }
  return result;
}

}  // namespace wgf::stats
