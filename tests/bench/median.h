// The exact median of all distances: what a flow with the rule "median" computes for few particles.
#pragma once

#include <cmath>

#include "bench/scene.h"
#include "pair/median.h"
#include "base/parallel.h"

namespace wgf_bench {

class distance_median {
 public:
  explicit distance_median(const setup &s) : x_(standard_normal(s.n, s.d)), pool_(static_cast<int>(s.threads)) {
    scratch_.reserve(wgf::pair::median_bytes(s.n, 0, s.d, pool_.threads()));
    all_.n = s.n, all_.d = s.d, all_.x = x_.data(), all_.include_diagonal = false;
  }

  double operator()() { return std::sqrt(wgf::pair::exact_median(all_, scratch_, pool_)); }

 private:
  std::vector<double> x_;
  wgf::workers pool_;
  wgf::pair::workspace scratch_;
  wgf::pair::median_request all_;
};

}  // namespace wgf_bench
