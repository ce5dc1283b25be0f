// What a target says of one place of each of n chains, and the request that asks it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/archive.h"
#include "core/flow_spec.h"

namespace wgf {

class chain_answers {
 public:
  // needs: sum of wgf_target_flag. Where only a log density tells that a place is out of the target's support, that is asked for too.
  chain_answers(const binding &s, int32_t needs);

  const request *ask(const double *x, int64_t step);  // step: which mini-batch, where the target has some
  void receive();                                     // of rejected places: score 0, log density -infinity
  void require_some() const;                          // WGF_E_NUMERIC where all are rejected

  bool rejected(int64_t i) const { return rejected_[static_cast<size_t>(i)] != 0; }
  double log_density(int64_t i) const { return log_density_[static_cast<size_t>(i)]; }  // where it was needed
  const double *log_densities() const { return log_density_.data(); }
  const double *score(int64_t i) const { return score_.data() + i * d_; }

  void take(int64_t i, const chain_answers &other);  // chain i is at the other's place
  void archive(wgf::archive &bytes);

 private:
  int64_t n_, d_;
  int32_t needs_, support_;
  bool mini_batch_;
  request request_;
  std::vector<double> log_density_, score_;
  std::vector<uint8_t> rejected_;
};

}  // namespace wgf
