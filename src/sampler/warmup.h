// What the warm-up of many Metropolis chains learns from all of them: step sizes and a metric. It moves no chain. Afterwards it only watches
// which chains are lost.
#pragma once

#include <cstdint>
#include <vector>

#include "base/archive.h"
#include "sampler/metric.h"

namespace wgf {

// The state of n chains in d dimensions.
struct chain_states {
  int64_t n, d;
  const double *x, *score, *log_density;  // log density -infinity: the target has rejected this chain so far
};

class warmup {
 public:
  warmup(int64_t warmup, double target_acceptance, int64_t n, int64_t d);

  bool active(int64_t step) const { return step < warmup_; }

  // After a step in which chain i accepted with probability chance[i]: renews the step size h[i] of every chain, and now and then the metric.
  // True when it did that.
  bool follow(int64_t step, const double *chance, const chain_states &chains, double *h, metric *m);

  // After a step beyond the warm-up.
  void watch(const double *chance);

  // Chains that the others do not know how to step: see warmup.cpp.
  int64_t lost(const double *log_density, const double *h);

  void archive(wgf::archive &bytes);

 private:
  bool alone(int64_t step) const { return step < warmup_ / 2; }
  void follow_alone(const double *chance, double *h) const;
  double together(const double *h) const;
  void follow_together(const double *chance, double *h);
  double moved(double h, double gain, double chance) const;
  double median(const double *values);
  void gather(int64_t step, const double *chance, const chain_states &chains);
  bool due(int64_t step) const;
  bool some_newly_lost(const double *log_density, const double *h);
  template <class Found>
  void find_lost(const double *log_density, const double *h, Found found);
  bool learn(metric *m);
  void forget();

  int64_t warmup_, n_, d_;
  double target_;
  int64_t since_renewal_ = 0, last_renewal_ = 0;  // steps with this metric; the step of the last renewal
  running_moments particles_, scores_;            // since the last renewal
  std::vector<double> chances_;                   // sums since the last renewal
  std::vector<double> covariance_, score_covariance_, sorted_;
  std::vector<uint8_t> lost_;    // at the last renewal, and at the end of the warm-up
  std::vector<double> settled_;  // log densities at the end of the warm-up
};

}  // namespace wgf
