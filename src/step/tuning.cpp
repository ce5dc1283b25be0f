#include "step/tuning.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.h"

namespace wgf {

tuning::tuning(int64_t warmup, double target_acceptance, int64_t n, int64_t d)
    : warmup_(warmup), n_(n), d_(d), target_(target_acceptance), particles_(d), scores_(d), chances_(static_cast<size_t>(n)),
      covariance_(static_cast<size_t>(d * d)), score_covariance_(covariance_.size()), sorted_(chances_.size()), lost_(chances_.size()) {}

double tuning::moved(double h, double gain, double chance) const { return std::clamp(h * std::exp(gain * (chance - target_)), 1e-12, 1e6); }

// First half: each chain by itself, with a gain that does not tire, because far from the mode the step size that a chain needs changes by orders of
// magnitude as it comes closer, and differs as much between chains.
void tuning::follow_alone(const double *chance, double *h) const {
  for (int64_t i = 0; i < n_; ++i) h[i] = moved(h[i], 1, chance[i]);
}

// Second half: one step size, by Robbins and Monro on log h; the gain starts anew with every metric and ends in the average of many steps.
void tuning::follow_all(const double *chance, double *h) {
  const double gain = 2 / std::pow(1 + static_cast<double>(since_renewal_++) / 4, 0.75);
  std::fill_n(h, n_, moved(h[0], gain, std::accumulate(chance, chance + n_, 0.0) / static_cast<double>(n_)));
}

double tuning::median(const double *values) {
  std::copy_n(values, n_, sorted_.begin());
  std::nth_element(sorted_.begin(), sorted_.begin() + n_ / 2, sorted_.end());
  return sorted_[static_cast<size_t>(n_ / 2)];
}

// In the first half the better half of the chains: the scores of stragglers are so large that they alone would make the metric.
void tuning::gather(int64_t step, const double *chance, const chain_states &chains) {
  const double bar = alone(step) ? median(chains.log_density) : std::numeric_limits<double>::lowest();
  for (int64_t i = 0; i < n_; ++i) {
    chances_[static_cast<size_t>(i)] += chance[i];
    if (!std::isfinite(chains.log_density[i]) || chains.log_density[i] < bar) continue;
    particles_.add(1, chains.x + i * d_);
    scores_.add(1, chains.score + i * d_);
  }
}

// Windows grow by a third in the first half; there are three of a tenth of the warm-up in the second; the last fifth only tunes h.
bool tuning::due(int64_t step) const {
  const int64_t done = step + 1, window = alone(step) ? std::max<int64_t>(5, last_renewal_ / 3) : std::max<int64_t>(1, warmup_ / 10);
  return done - last_renewal_ >= window && done <= warmup_ - warmup_ / 5;
}

// A chain is lost where the density is lower than at the median chain by more than exp(2 d + 10): as much mass as there could be only in a region
// seven times as wide in every coordinate. Or where it hardly ever accepts the step that suits the others, as 20 steps or more can tell.
bool tuning::find_lost(const double *log_density) {
  const double least_accepted = since_renewal_ < 20 ? 0 : 0.05 * target_ * static_cast<double>(since_renewal_);
  const double bar = median(log_density) - 2 * static_cast<double>(d_) - 10;
  int64_t count = 0;
  for (size_t i = 0; i < lost_.size(); ++i) {
    lost_[i] = !(log_density[i] >= bar) || chances_[i] < least_accepted;
    count += lost_[i];
  }
  return count > 0 && count < n_;
}

// Each lost chain goes to the place of a random one that is not.
void tuning::relocate(int64_t step, uint64_t seed, const chain_states &chains) const {
  for (int64_t i = 0; i < n_; ++i) {
    if (!lost_[static_cast<size_t>(i)]) continue;
    int64_t to = static_cast<int64_t>(uniform_at({seed, static_cast<uint64_t>(step), purpose::resample}, i, 0) * static_cast<double>(n_));
    while (lost_[static_cast<size_t>(to)]) to = (to + 1) % n_;
    std::copy_n(chains.x + to * d_, d_, chains.x + i * d_);
    std::copy_n(chains.score + to * d_, d_, chains.score + i * d_);
    chains.log_density[i] = chains.log_density[to];
  }
}

bool tuning::learn(metric *m) {
  particles_.covariance(covariance_);
  scores_.covariance(score_covariance_);
  return m->learn(covariance_, score_covariance_);
}

void tuning::forget() {
  particles_.clear();
  scores_.clear();
  std::fill(chances_.begin(), chances_.end(), 0.0);
  since_renewal_ = 0;
}

bool tuning::follow(int64_t step, uint64_t seed, const double *chance, const chain_states &chains, double *h, metric *m) {
  gather(step, chance, chains);
  if (alone(step))
    follow_alone(chance, h);
  else
    follow_all(chance, h);
  const bool half = step + 1 == warmup_ / 2;
  if (half) std::fill_n(h, n_, median(h));
  if (!half && !due(step)) return false;
  last_renewal_ = step + 1;
  const bool some_lost = !half && !alone(step) && find_lost(chains.log_density);
  if (some_lost) relocate(step, seed, chains);
  const bool renewed = !some_lost && learn(m);  // a metric learnt from lost chains would not fit the others
  forget();
  return some_lost || renewed;
}

void tuning::archive(wgf::archive &bytes) {
  bytes.count(since_renewal_);
  bytes.count(last_renewal_);
  particles_.archive(bytes);
  scores_.archive(bytes);
  bytes.numbers(chances_, 0);
}

}  // namespace wgf
