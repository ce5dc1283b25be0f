#include "sampler/chain_answers.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/paced.h"

namespace wgf {

chain_answers::chain_answers(const binding &s, int32_t needs)
    : n_(s.n), d_(s.d), needs_(needs), support_(s.density->tells_support()), mini_batch_((s.density->provides() & WGF_MINI_BATCH) != 0) {
  if ((needs_ | support_) & WGF_LOG_DENSITY) resize(log_density_, n_);
  resize(score_, n_ * d_);
  resize(rejected_, n_);
}

const request *chain_answers::ask(const double *x, int64_t step) {
  double *log_density = log_density_.empty() ? nullptr : log_density_.data();
  request_ = {needs_ | support_, n_, d_, mini_batch_ ? step : -1, x, nullptr, {log_density, score_.data(), nullptr, rejected_.data()}, support_ & ~needs_};
  return &request_;
}

void chain_answers::receive() {
  if (std::memchr(rejected_.data(), 1, rejected_.size()) == nullptr) return;
  for (int64_t i = 0; i < n_; ++i) {
    if (!rejected(i)) continue;
    if (!log_density_.empty()) log_density_[static_cast<size_t>(i)] = -HUGE_VAL;
    std::fill_n(score_.begin() + i * d_, d_, 0.0);
    breathe(static_cast<double>(d_));
  }
}

void chain_answers::require_some() const {
  require(std::memchr(rejected_.data(), 0, rejected_.size()) != nullptr, WGF_E_NUMERIC,
          "the target rejected every particle at the start: no log density or score was finite");
}

void chain_answers::take(int64_t i, const chain_answers &other) {
  const size_t at = static_cast<size_t>(i);
  std::copy_n(other.score(i), d_, score_.begin() + i * d_);
  if (!log_density_.empty()) log_density_[at] = other.log_density_[at];
  rejected_[at] = other.rejected_[at];
}

void chain_answers::archive(wgf::archive &bytes) {
  bytes.log_densities(log_density_);
  bytes.numbers(score_);
  bytes.bytes(rejected_.data(), n_);
}

}  // namespace wgf
