#pragma once

#include <vector>

#include "diagnostics/chains.h"

namespace wgf::stats {

// Autocovariance at lags 0 .. length - 1, averaged over the chains; each chain about its own mean, divisor
// length. O(size log length).
std::vector<double> mean_autocovariance(const chain_set &x);

}  // namespace wgf::stats
