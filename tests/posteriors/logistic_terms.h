#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace posteriors {

// Replaces each margin m by 1/(1 + exp(m)) and returns the sum of log(1 + exp(-|m|)). With the sum of max(-m,
// 0) that is the logistic loss. One logarithm per block: at most 256 factors in [1, 2] cannot overflow.
inline double logistic_terms(double *margin, int64_t count) {
  constexpr int64_t block = 256;
  using buffer = Eigen::Array<double, Eigen::Dynamic, 1, 0, block, 1>;
  double total = 0;
  for (int64_t first = 0; first < count; first += block) {
    Eigen::Map<Eigen::ArrayXd> m(margin + first, std::min(block, count - first));
    const buffer smaller = (-m.abs()).exp();
    total += std::log((1 + smaller).prod());
    for (int64_t i = 0; i < m.size(); ++i) m[i] = (m[i] < 0 ? 1 : smaller[i]) / (1 + smaller[i]);
  }
  return total;
}

}  // namespace posteriors
