// A sampler on a posterior of tests/posteriors: mala, run until the diagnostics are content, or ghmc with nothing set, which stops by itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "posterior.h"
#include "wgf.h"

namespace posterior_runs {

struct plan {
  int64_t chains = 40;    // R-hat below 1.01 wants an effective sample size of about 100 per chain, so 40 chains reach 4000 together
  int64_t warmup = 1000;  // steps
  int64_t record_every = 2;
  double target_acceptance = 0.574;
  int64_t most_iterations = 4000;  // recorded, per chain
};

struct quantity {
  std::string name;
  double mean_error;         // in standard errors sqrt(sd^2/ESS + MCSE^2)
  double sd_ratio;           // to the reference
  double sd_standard_error;  // of sd_ratio, from the draws
  double ess, rhat;
};

struct outcome {
  std::vector<quantity> quantities;
  int64_t steps = 0, evaluations = 0, lost = 0;
  double acceptance = 0, step_size = 0, seconds = 0;
  wgf_status status = WGF_OK;

  double least_ess() const;
  double largest_rhat() const;
  bool converged() const { return least_ess() >= 4000 && largest_rhat() < 1.01; }
};

bool mean_agrees(const quantity &q);
bool sd_agrees(const quantity &q);

outcome sample(const posteriors::posterior &p, const plan &how, int64_t seed);
outcome sample_with_nothing_set(const posteriors::posterior &p, int64_t most_evaluations, int64_t seed);
std::string table_row(const std::string &name, const outcome &o);

}  // namespace posterior_runs
