#include "sampler/enough.h"

#include <algorithm>
#include <cmath>

#include "diagnostics/mixing.h"
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

}  // namespace

mixing_state measure_mixing(int64_t snapshots, int64_t chains, int64_t d, const double *x) {
  mixing_state out{HUGE_VAL, true};
  for (int64_t k = 0; k < d; ++k) {
    const stats::series s{x + k, snapshots, chains, chains * d, d};
    if (!(stats::variance(s) > 0)) continue;
    const stats::mixing seen = stats::mixing_of(s);
    const std::vector<double> sizes = folded(s, stats::quantile(s, 0.5));
    const double spread = stats::ess_bulk({sizes.data(), snapshots, chains, chains, 1});
    out.ess = std::min({out.ess, std::isnan(seen.effective) ? 0 : seen.effective, std::isnan(spread) ? HUGE_VAL : spread});
    out.mixed = out.mixed && !(seen.rhat > seen.bound);
  }
  return out;
}

double stopping_rule::steps_to_go(int64_t steps_a_snapshot) const {
  if (at_ != taken_ || at_ == 0) return 0;
  return static_cast<double>(taken_ * steps_a_snapshot) * (wanted_ / std::max(last_.ess, 1.0) - 1);
}

void stopping_rule::restart() {
  at_ = taken_ = 0;
  next_ = first;
  last_ = {};
}

bool stopping_rule::look(const row_store &rows, int64_t chains, int64_t d) {
  if (++taken_ < next_) return false;
  at_ = taken_;
  last_ = measure_mixing(rows.snapshots(), chains, d, rows.x());
  const double rate = std::max(last_.ess, 1.0) / static_cast<double>(taken_), needed = std::min(1.05 * wanted_ / rate, 1e12);
  const double later = std::clamp(needed, 1.15 * static_cast<double>(taken_), 2.0 * static_cast<double>(taken_));
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
