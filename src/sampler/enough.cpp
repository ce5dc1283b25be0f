#include "sampler/enough.h"

#include <algorithm>
#include <cmath>

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

mixing measure_mixing(int64_t snapshots, int64_t chains, int64_t d, const double *x) {
  mixing out{HUGE_VAL, 0, 0, 0};
  for (int64_t k = 0; k < d; ++k) {
    const stats::series s{x + k, snapshots, chains, chains * d, d};
    const stats::summary all = stats::summarise(s);
    if (std::isnan(all.rhat) && std::isnan(all.ess_bulk)) continue;  // it does not vary
    const std::vector<double> spread = folded(s, all.median);
    const double sizes = stats::ess_bulk({spread.data(), snapshots, chains, chains, 1});
    const double least = std::min({std::isnan(all.ess_bulk) ? 0 : all.ess_bulk, std::isnan(all.ess_tail) ? HUGE_VAL : all.ess_tail, std::isnan(sizes) ? HUGE_VAL : sizes});
    if (least < out.ess) out.ess = least, out.ess_of = k;
    const double rhat = std::isnan(all.rhat) ? HUGE_VAL : all.rhat;
    if (rhat > out.rhat) out.rhat = rhat, out.rhat_of = k;
  }
  return out;
}

double stopping_rule::rhat_bound(int64_t snapshots, int64_t chains, double ess) {
  const double n = static_cast<double>(snapshots), tau = std::max(1.0, n * static_cast<double>(chains) / std::max(ess, 1.0));
  return std::clamp(1 + 2 * (std::sqrt(1 + tau / n) - 1), 1.01, 1.06);
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
  return last_.ess >= wanted_ && last_.rhat <= rhat_bound(rows.snapshots(), chains, last_.ess);
}

void stopping_rule::archive(wgf::archive &bytes) {
  bytes.number(wanted_, 0);
  bytes.count(at_);
  bytes.count(next_);
  bytes.count(taken_);
  bytes.value(last_.ess);
  bytes.value(last_.rhat);
  bytes.count(last_.ess_of);
  bytes.count(last_.rhat_of);
}

}  // namespace wgf
