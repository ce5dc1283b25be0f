// One step of Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton, Roweth 1987; Neal 2011) of all chains, with fresh momenta.
#pragma once

#include "sampler/steps/trajectory.h"

namespace wgf {

class hmc_step {
 public:
  hmc_step(int64_t n, int64_t d);

  void begin(const stream &noise, double h, int64_t steps, const chain_points &chains);
  const request *advance(const chart &t, chain_points &chains);  // null: the step is complete
  double mean_chance() const { return mean_; }                   // of min(1, exp(H - H')), over the chains
  const std::vector<double> &chances() const { return chance_; }

 private:
  void finish(chain_points &chains);

  int64_t n_, d_;
  double mean_ = 0;
  trajectory path_;
  std::vector<double> p_, chance_, uniform_;
  std::vector<int64_t> all_;
};

}  // namespace wgf
