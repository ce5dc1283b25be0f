// Whether the scores of a Metropolis run are those of its log density, by the moves it tries: along a move from x to y
//   log pi(y) - log pi(x) = sum_k (s_k(x) + s_k(y)) / 2 (y_k - x_k) + O(|y - x|^3),
// so the regression of the left side on the terms of the right one has slopes near 1. Costs no evaluation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "solve/metric.h"

namespace wgf {

class score_evidence {
 public:
  explicit score_evidence(int64_t d);

  // One move that was tried, kept or not.
  void add(const double *x, const double *score, double log_density, const double *there, const double *score_there, double log_density_there);

  std::string doubts() const;  // "": none
  void archive(wgf::archive &bytes) { moves_.archive(bytes); }

 private:
  int64_t d_, groups_;  // coordinates k, k + groups, ... share a slope
  running_moments moves_;
  std::vector<double> row_;
};

}  // namespace wgf
