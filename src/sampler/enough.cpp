#include "sampler/enough.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "diagnostics/verdict/mixing.h"
#include "diagnostics/statistics.h"

namespace wgf {

namespace {

std::vector<double> folded(const stats::series &s, double median) {
  std::vector<double> out(static_cast<size_t>(s.iterations * s.chains));
  for (int64_t t = 0; t < s.iterations; ++t)
    for (int64_t c = 0; c < s.chains; ++c)
      out[static_cast<size_t>(t * s.chains + c)] = std::abs(s.values[t * s.iteration_stride + c * s.chain_stride] - median);
  return out;
}

// Effective numbers of the mean of x and of its squared deviations, by how much the means of chains differ: n chains x variance / variance of the means.
// Good to sqrt(2 / chains), and a pass is all it takes.
std::pair<double, double> quick_sizes(const stats::series &s, std::vector<double> &means) {
  const double length = static_cast<double>(s.iterations), count = static_cast<double>(s.chains), first = s.values[0];
  const auto at = [&](int64_t t, int64_t c) { return s.values[t * s.iteration_stride + c * s.chain_stride] - first; };
  double mean = 0;
  for (int64_t t = 0; t < s.iterations; ++t)
    for (int64_t c = 0; c < s.chains; ++c) mean += at(t, c) / (length * count);
  const auto size_of = [&](auto value) {
    means.assign(static_cast<size_t>(s.chains), 0.0);
    double square = 0, sum = 0, between = 0;
    for (int64_t t = 0; t < s.iterations; ++t)
      for (int64_t c = 0; c < s.chains; ++c) {
        const double v = value(at(t, c) - mean);
        means[static_cast<size_t>(c)] += v / length;
        square += v * v / (length * count);
      }
    for (double m : means) sum += m / count;
    for (double m : means) between += (m - sum) * (m - sum) / (count - 1);
    return (square - sum * sum) * count / between;
  };
  return {size_of([](double v) { return v; }), size_of([](double v) { return v * v; })};
}

bool still(const stats::series &s) {
  for (int64_t t = 0; t < s.iterations; ++t)
    for (int64_t c = 0; c < s.chains; ++c)
      if (s.values[t * s.iteration_stride + c * s.chain_stride] != s.values[0]) return false;
  return true;
}

// The coordinates that a quick look finds worst, and the least of what it finds; all of them where it has too few chains to go by.
std::vector<int64_t> suspects(int64_t snapshots, int64_t chains, int64_t d, const double *x, double *least) {
  constexpr int64_t fewest_chains = 16, most = 4;
  std::vector<std::pair<double, int64_t>> of_mean, of_spread;
  std::vector<double> means;
  *least = HUGE_VAL;
  for (int64_t k = 0; k < d; ++k) {
    const auto [mean, spread] = quick_sizes({x + k, snapshots, chains, chains * d, d}, means);
    breathe(8.0 * static_cast<double>(snapshots * chains));
    if (still({x + k, snapshots, chains, chains * d, d})) continue;
    const bool told = chains >= fewest_chains && std::isfinite(mean) && std::isfinite(spread);  // else beyond what squares hold: to be looked at closely
    of_mean.emplace_back(told ? mean : 0, k);
    of_spread.emplace_back(told ? spread : 0, k);
    if (told) *least = std::min({*least, mean, spread});
  }
  std::vector<int64_t> out;
  for (std::vector<std::pair<double, int64_t>> *each : {&of_mean, &of_spread}) {
    std::sort(each->begin(), each->end());
    const size_t count = chains < fewest_chains ? each->size() : std::min(each->size(), static_cast<size_t>(most));
    for (size_t k = 0; k < count; ++k) out.push_back((*each)[k].second);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void look_closely(const stats::series &s, mixing_state *worst) {
  const stats::mixing seen = stats::mixing_of(s);
  const std::vector<double> sizes = folded(s, stats::quantile(s, 0.5));
  const double spread = stats::ess_bulk({sizes.data(), s.iterations, s.chains, s.chains, 1});
  worst->ess = std::min({worst->ess, std::isnan(seen.effective) ? 0 : seen.effective, std::isnan(spread) ? HUGE_VAL : spread});
  worst->mixed = worst->mixed && !(seen.rhat > seen.bound);
}

}  // namespace

mixing_state measure_mixing(int64_t snapshots, int64_t chains, int64_t d, const double *x, double wanted) {
  mixing_state out{HUGE_VAL, true};
  double quick = HUGE_VAL;
  const std::vector<int64_t> worst = suspects(snapshots, chains, d, x, &quick);
  if (quick < 0.7 * wanted) return {quick, false};
  for (int64_t k : worst) look_closely({x + k, snapshots, chains, chains * d, d}, &out);
  return out;
}

double stopping_rule::steps_to_go(int64_t steps_a_snapshot) const {
  if (at_ != taken_ || at_ == 0) return 0;
  return static_cast<double>(taken_ * steps_a_snapshot) * (wanted_ / std::max(last_.ess, 1.0) - 1);
}

void stopping_rule::restart(int64_t first) {
  at_ = taken_ = 0;
  next_ = first;
  last_ = {};
}

bool stopping_rule::look(const row_store &rows, int64_t chains, int64_t d) {
  if (++taken_ < next_) return false;
  at_ = taken_;
  last_ = measure_mixing(rows.snapshots(), chains, d, rows.x(), wanted_);
  const double rate = std::max(last_.ess, 1.0) / static_cast<double>(taken_), needed = std::min(1.05 * wanted_ / rate, 1e12);
  const double later = std::clamp(needed, 1.1 * static_cast<double>(taken_), 2.0 * static_cast<double>(taken_));
  next_ = static_cast<int64_t>(std::ceil(later));
  return last_.ess >= wanted_ && last_.mixed;
}

void stopping_rule::archive(wgf::archive &bytes) {
  bytes.number(wanted_, 0);
  bytes.count(at_);
  bytes.count(next_);
  bytes.count(taken_);
  bytes.value(last_.ess);
  bytes.flag(last_.mixed);
}

}  // namespace wgf
