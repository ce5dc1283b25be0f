// Chains that do not move, or that a minority of chains apart from the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diagnostics/verdict/verdict.h"

namespace wgf::stats {

struct stuck_chains {
  std::vector<int64_t> frozen;  // stay where they are in nearly all iterations
  std::vector<int64_t> apart;   // at most a quarter of the chains, far from the others in one coordinate and unlike them in spread, or fewer than a 16th
  int64_t coordinate = -1;      // where the first of `apart` is
};

stuck_chains find_stuck(const recorded_chains &draws, const std::vector<char> &varies);

}  // namespace wgf::stats
