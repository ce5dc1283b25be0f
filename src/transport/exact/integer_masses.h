// Weights of two clouds as whole numbers of one unit, so that a transport plan is computed without rounding and ties are seen.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

struct integer_masses {
  std::vector<int64_t> x, y;  // all positive; their sums are `total`
  int64_t total;
  bool exact;  // nothing was rounded
};

// Of positive weights, each cloud's relative to its own sum. Equal weights stay equal; else the unit is 2^-62 of the total, and the
// last digits that two rounded sums differ by go to the heaviest point of y. Fewer than 2^31 points each.
integer_masses balanced(const std::vector<double> &x, const std::vector<double> &y);

}  // namespace wgf
