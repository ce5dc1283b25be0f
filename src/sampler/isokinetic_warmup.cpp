#include "sampler/isokinetic_warmup.h"

#include <algorithm>
#include <cmath>

namespace wgf {

isokinetic_warmup::isokinetic_warmup(int64_t steps, int64_t n, int64_t d) : steps_(steps), n_(n), d_(d) {
  for (std::vector<double> *v : {&from_, &sum_, &square_}) v->resize(static_cast<size_t>(d));
}

// In long strides until they have gone too far; then in ever smaller ones, down to a tenth, which averages over some ten steps.
double isokinetic_warmup::factor(double change) {
  constexpr double stride = 0.5;
  const double way = change < 0 ? -1 : 1;
  if (first_way_ == 0) first_way_ = way;
  if (since_turn_ == 0 && way == first_way_) return std::exp(stride * way);
  const double gain = std::max(10 / (10 + since_turn_++), 0.1);
  return std::exp(gain * std::clamp(change, -stride, stride));
}

void isokinetic_warmup::forget(const double *x) {
  std::copy_n(x, d_, from_.begin());
  std::fill(sum_.begin(), sum_.end(), 0.0);
  std::fill(square_.begin(), square_.end(), 0.0);
  rows_ = 0;
}

void isokinetic_warmup::see(int64_t step, const double *x, double *length) {
  if (step < steps_ / 4) return;
  if (step == steps_ / 4 || step == steps_ / 2) forget(x);
  for (int64_t i = 0; i < n_; ++i) {
    for (int64_t k = 0; k < d_; ++k) {
      const size_t at = static_cast<size_t>(k);
      const double away = x[i * d_ + k] - from_[at];
      sum_[at] += away;
      square_[at] += away * away;
    }
    breathe(3 * static_cast<double>(d_));
  }
  rows_ += static_cast<double>(n_);
  if (step + 1 != steps_ / 2 && step + 1 != steps_) return;
  const double found = root_mean_variance();
  if (found > 0 && std::isfinite(found)) *length = found;
}

double isokinetic_warmup::root_mean_variance() const {
  double total = 0;
  for (size_t k = 0; k < sum_.size(); ++k) total += std::max(square_[k] / rows_ - (sum_[k] / rows_) * (sum_[k] / rows_), 0.0);
  return std::sqrt(total / static_cast<double>(d_));
}

void isokinetic_warmup::archive(wgf::archive &bytes) {
  bytes.value(first_way_);
  bytes.number(since_turn_, 0);
  bytes.number(rows_, 0);
  for (std::vector<double> *v : {&from_, &sum_, &square_}) bytes.numbers(*v);
}

}  // namespace wgf
