#include "sampler/warmup.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace wgf {

warmup::warmup(int64_t warmup, double target_acceptance, int64_t n, int64_t d)
    : warmup_(warmup), n_(n), d_(d), target_(target_acceptance), particles_(d), scores_(d), chances_(static_cast<size_t>(n)),
      covariance_(static_cast<size_t>(d * d)), score_covariance_(covariance_.size()), sorted_(chances_.size()), lost_(chances_.size()), settled_(chances_.size(), std::numeric_limits<double>::max()) {}

double warmup::moved(double h, double gain, double chance) const { return std::clamp(h * std::exp(gain * (chance - target_)), 1e-12, 1e6); }

// First half: each chain by itself, with a gain that does not tire, because far from the mode the step size that a chain needs changes by orders of
// magnitude as it comes closer, and differs as much between chains.
void warmup::follow_alone(const double *chance, double *h) const {
  for (int64_t i = 0; i < n_; ++i) h[i] = moved(h[i], 1, chance[i]);
}

// The one step size of all chains that are not lost.
double warmup::together(const double *h) const { return h[std::find(lost_.begin(), lost_.end(), 0) - lost_.begin()]; }

// Second half: one step size, by Robbins and Monro on log h; the gain starts anew with every metric and ends in the average of many steps. Lost chains
// go on alone.
void warmup::follow_together(const double *chance, double *h) {
  const double gain = 2 / std::pow(1 + static_cast<double>(since_renewal_++) / 4, 0.75);
  double sum = 0;
  int64_t count = 0;
  for (int64_t i = 0; i < n_; ++i)
    if (!lost_[static_cast<size_t>(i)]) sum += chance[i], ++count;
  const double next = moved(together(h), gain, sum / static_cast<double>(count));
  for (int64_t i = 0; i < n_; ++i) h[i] = lost_[static_cast<size_t>(i)] ? moved(h[i], 1, chance[i]) : next;
}

double warmup::median(const double *values) {
  std::copy_n(values, n_, sorted_.begin());
  std::nth_element(sorted_.begin(), sorted_.begin() + n_ / 2, sorted_.end());
  return sorted_[static_cast<size_t>(n_ / 2)];
}

// In the first half the better half of the chains: the scores of stragglers are so large that they alone would make the metric. In the second
// those that are not lost.
void warmup::gather(int64_t step, const double *chance, const chain_states &chains) {
  const double bar = alone(step) ? median(chains.log_density) : std::numeric_limits<double>::lowest();
  for (int64_t i = 0; i < n_; ++i) {
    chances_[static_cast<size_t>(i)] += chance[i];
    if (!std::isfinite(chains.log_density[i]) || chains.log_density[i] < bar || lost_[static_cast<size_t>(i)]) continue;
    particles_.add(1, chains.x + i * d_);
    scores_.add(1, chains.score + i * d_);
  }
}

// Windows grow by a third in the first half; there are three of a tenth of the warm-up in the second; the last fifth only tunes h.
bool warmup::due(int64_t step) const {
  const int64_t done = step + 1, window = alone(step) ? std::max<int64_t>(5, last_renewal_ / 3) : std::max<int64_t>(1, warmup_ / 10);
  return done - last_renewal_ >= window && done <= warmup_ - warmup_ / 5;
}

// A chain is lost where the density is lower than at the median chain by more than exp(2 d + 10): as much mass as there could be only in a region
// seven times as wide in every coordinate. Or where it hardly ever accepts the step that suits the others, as 20 steps or more can tell; such a
// chain finds its way back when its own step has come near that of the others. None of this says how much mass there is where it is.
template <class Found>
void warmup::find_lost(const double *log_density, const double *h, Found found) {
  const double least_accepted = since_renewal_ < 20 ? 0 : 0.05 * target_ * static_cast<double>(since_renewal_);
  const double near = together(h) / 8, bar = median(log_density) - 2 * static_cast<double>(d_) - 10;
  for (int64_t i = 0; i < n_; ++i) {
    const size_t at = static_cast<size_t>(i);
    found(at, !(log_density[i] >= bar) || chances_[at] < least_accepted || (lost_[at] && h[i] < near));
  }
}

// And a chain whose density has risen as much since the end of the warm-up: it had not come home by then.
int64_t warmup::lost(const double *log_density, const double *h) {
  const double rise = 2 * static_cast<double>(d_) + 10;
  int64_t count = 0;
  find_lost(log_density, h, [&](size_t i, bool lost) { count += lost || log_density[i] > settled_[i] + rise; });
  return count;
}

// When all are lost none has others to be lost from.
bool warmup::some_newly_lost(const double *log_density, const double *h) {
  bool newly = false, all = true;
  find_lost(log_density, h, [&](size_t i, bool lost) {
    newly = newly || (lost && !lost_[i]);
    all = all && lost;
    lost_[i] = lost;
  });
  if (all) std::fill(lost_.begin(), lost_.end(), uint8_t{0});
  return newly && !all;
}

bool warmup::learn(metric *m) {
  particles_.covariance(covariance_);
  scores_.covariance(score_covariance_);
  return m->learn(covariance_, score_covariance_);
}

void warmup::forget() {
  particles_.clear();
  scores_.clear();
  std::fill(chances_.begin(), chances_.end(), 0.0);
  since_renewal_ = 0;
}

bool warmup::follow(int64_t step, const double *chance, const chain_states &chains, double *h, metric *m) {
  gather(step, chance, chains);
  if (alone(step))
    follow_alone(chance, h);
  else
    follow_together(chance, h);
  const bool half = step + 1 == warmup_ / 2;
  if (half) std::fill_n(h, n_, median(h));
  if (step + 1 == warmup_) {
    some_newly_lost(chains.log_density, h);
    std::copy_n(chains.log_density, n_, settled_.begin());
  }
  if (!half && !due(step)) return false;
  last_renewal_ = step + 1;
  const bool some_lost = (half || !alone(step)) && some_newly_lost(chains.log_density, h);
  const bool renewed = !half && !some_lost && learn(m);  // a metric learnt from lost chains would not fit the others
  forget();
  return renewed;
}

void warmup::watch(const double *chance) {
  for (size_t i = 0; i < chances_.size(); ++i) chances_[i] += chance[i];
  ++since_renewal_;
}

void warmup::archive(wgf::archive &bytes) {
  bytes.count(since_renewal_);
  bytes.count(last_renewal_);
  particles_.archive(bytes);
  scores_.archive(bytes);
  bytes.numbers(chances_, 0);
  bytes.bytes(lost_.data(), static_cast<int64_t>(lost_.size()));
  bytes.log_densities(settled_);
}

}  // namespace wgf
