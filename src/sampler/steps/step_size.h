// The step size that all chains share, led to a mean acceptance by Robbins and Monro on log h; the gain starts anew with every metric.
#pragma once

#include <algorithm>
#include <cmath>

#include "base/archive.h"

namespace wgf {

class step_size {
 public:
  explicit step_size(double h) : log_h_(std::log(h)) {}

  double now() const { return std::exp(log_h_); }

  void restart(double h, int64_t steps) {
    log_h_ = std::log(h);
    done_ = 0;
    steps_ = steps;
    sum_ = 0;
  }

  // After a step with this mean acceptance. At the end of the window h is the geometric mean over its second half.
  void follow(double acceptance, double target) {
    double gain = done_ < 3 ? 2 : 2.5 / std::sqrt(1 + static_cast<double>(done_));
    if (acceptance < 0.1) gain *= 2;
    log_h_ = std::clamp(log_h_ + gain * (acceptance - target), std::log(1e-8), std::log(largest));
    if (done_ >= steps_ / 2) sum_ += log_h_;
    if (++done_ == steps_) log_h_ = sum_ / static_cast<double>(steps_ - steps_ / 2);
  }

  void archive(wgf::archive &bytes) {
    bytes.number(log_h_, -1e3);
    bytes.number(sum_, -1e9);
    bytes.count(done_);
    bytes.count(steps_);
  }

  static constexpr double largest = 1.9;  // a leapfrog of unit frequency is stable below 2

 private:
  double log_h_, sum_ = 0;
  int64_t done_ = 0, steps_ = 1;
};

}  // namespace wgf
