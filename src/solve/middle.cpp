#include "solve/middle.h"

#include <algorithm>

namespace wgf {

std::vector<double> middle(int64_t n, int64_t d, const double *x) {
  constexpr int64_t enough = 128;
  const int64_t apart = (n + enough - 1) / enough, taken = (n + apart - 1) / apart;
  std::vector<double> at, one(static_cast<size_t>(taken));
  for (int64_t k = 0; k < d; ++k) {
    for (int64_t i = 0; i < taken; ++i) one[static_cast<size_t>(i)] = x[i * apart * d + k];
    std::nth_element(one.begin(), one.begin() + taken / 2, one.end());
    at.push_back(one[static_cast<size_t>(taken / 2)]);
  }
  return at;
}

}  // namespace wgf
