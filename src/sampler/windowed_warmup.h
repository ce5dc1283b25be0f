// The warm-up of an ensemble by Hamiltonian Monte Carlo: windows of 8, 12, 16 and 12 parts of 48, in each of which the step size is led to a mean
// acceptance, and at whose ends the chart becomes the mean and the covariance of where all chains were in its last two thirds. A last window in whose
// coordinates that covariance is still far from 1 is gone through again; when the second finds it near 1 the third is left out.
#pragma once

#include "sampler/charts/affine_chart.h"
#include "sampler/steps/hmc_step.h"
#include "sampler/row_store.h"
#include "sampler/steps/step_size.h"

namespace wgf {

class windowed_warmup {
 public:
  struct rules {
    int64_t steps;
    double acceptance, length;  // length: mean of the trajectories', in units of the chart
  };
  windowed_warmup(const rules &how, int64_t n, int64_t d);

  const request *advance(const particles &cloud, affine_chart &t, chain_points &chains);  // null: an iteration is complete
  void restart();                                                                         // from the first window
  void forget() { begun_ = false; }
  bool done() const { return window_ == windows; }
  double h() const { return h_.now(); }
  double acceptance() const { return step_.mean_chance(); }
  const row_store &last_window() const { return rows_; }
  void archive(wgf::archive &bytes);

 private:
  static constexpr int64_t windows = 4;
  int64_t window_steps() const;
  void begin(const particles &cloud, const chain_points &chains);
  void follow(affine_chart &t, chain_points &chains);
  void end_window(affine_chart &t, chain_points &chains);
  bool settled(const affine_chart &t) const;

  rules how_;
  int64_t n_, d_, window_ = 0, at_ = 0, repeats_ = 0;
  bool begun_ = false;
  step_size h_;
  hmc_step step_;
  row_store rows_;
  std::vector<double> log_jacobian_;
};

}  // namespace wgf
