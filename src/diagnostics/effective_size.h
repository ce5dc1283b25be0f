// How much a set of chains knows and how well they mix: Vehtari, Gelman, Simpson, Carpenter, Buerkner 2021,
// Rank-normalization, folding, and localization: an improved R-hat. Bayesian Analysis 16 (2).
#pragma once

#include "diagnostics/chains.h"

namespace wgf::stats {

// Of the chains as they are: split and transform them before. At most S log10 S for S draws in all. NaN for
// fewer than three iterations and for draws that do not vary.
double effective_size(const chain_set &x);

// R-hat of the chains as they are. NaN for one chain, for one iteration and for draws that do not vary.
double potential_scale_reduction(const chain_set &x);

// Normal scores of the average ranks over all chains, (rank - 3/8) / (S + 1/4). All NaN if any value is.
chain_set rank_normalised(const chain_set &x);

}  // namespace wgf::stats
