// Whether chains have mixed, by bounds that hold for few long chains and for many short ones.
#pragma once

#include "diagnostics/chains.h"

namespace wgf::stats {

constexpr double enough_draws = 400;  // effective: below it R-hat and the errors themselves are not to be trusted (Vehtari et al. 2021, section 4)

struct mixing {
  double rhat = 0, bound = 0;  // the rank-normalised split R-hat, plain or folded, that exceeds its bound most
  double effective = 0;        // the smaller of bulk and tail
  bool bad() const { return rhat > bound || effective < enough_draws; }
};

// Of draws that vary, at least four iterations.
mixing mixing_of(const series &draws);

// What R-hat of well mixed chains stays below: 1.01, or for chains so short that their means scatter more, sqrt(1 + (tau q - 1) / n) with tau their
// autocorrelation time, n their length and q the 1 - 3e-6 quantile of a chi-square of one degree less than there are chains, over that number.
double rhat_bound(const chain_set &chains);

}  // namespace wgf::stats
