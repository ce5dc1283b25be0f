// Tails of weights and of draws by the generalised Pareto distribution: Vehtari, Simpson, Gelman, Yao, Gabry, Pareto smoothed importance sampling,
// JMLR 25 (72), 2024.
#pragma once

#include <cstdint>

#include "diagnostics/chains.h"

namespace wgf::stats {

// Above it means of n smoothed weights are not to be trusted: min(1 - 1 / log10 n, 0.7).
double pareto_threshold(int64_t n);

// Writes n log weights whose largest ceil(min(n / 5, 3 sqrt(n / relative_efficiency))) are the expected order statistics of the distribution that was
// fitted to them, at most the largest of them, and gives its shape k-hat. Infinity, and the weights as they are, for tails of fewer than five or that
// no such distribution fits; NaN where all of the tail are equal. As the R package loo. Log weights are finite or -infinity, not all of them -infinity.
double smooth_log_weights(const double *log_weights, int64_t n, double relative_efficiency, double *smoothed);

// The larger shape of the two tails: moments of order above 1 / k-hat do not exist. As the R package posterior 1.7: NaN for fewer than ten draws, for
// draws that do not vary or are not finite, and for tails that are constant or have a quarter of their draws equal to their least.
double pareto_khat(const series &draws);

}  // namespace wgf::stats
