// A random subset that leaves no part of a list out.
#pragma once

#include <algorithm>

#include "base/random.h"

namespace wgf {

// Item r of `count` from 0 ... n-1, each from a stretch of its own, in ascending order; all of them when count is n. `which` tells several
// subsets of one stream apart.
inline int64_t stratum_item(const stream &random, int64_t which, int64_t r, int64_t count, int64_t n) {
  const double place = (static_cast<double>(r) + uniform_at(random, r, which)) / static_cast<double>(count);
  const int64_t first = r * n / count, last = std::max(first, (r + 1) * n / count - 1);
  return std::clamp(static_cast<int64_t>(place * static_cast<double>(n)), first, last);
}

}  // namespace wgf
