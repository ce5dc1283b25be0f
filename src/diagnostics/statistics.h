// Statistics of the draws of one coordinate, with the definitions of the R package posterior 1.4 (Vehtari,
// Gelman, Simpson, Carpenter, Buerkner 2021, Rank-normalization, folding, and localization: an improved
// R-hat).
//
// NaN where a value does not exist: no draws, NaN or (except for mean, quantile, ess_bulk and rhat, which
// rank) infinities among the draws, draws all within 2.2e-16 of the largest of
// each other, chains whose halves are shorter
// than three iterations (two for R-hat), a probability outside [0, 1]. Chains of two or three iterations: see `split`.
#pragma once

#include <vector>

#include "diagnostics/chains.h"

namespace wgf::stats {

double mean(const series &draws);
double variance(const series &draws);  // divisor n - 1
double sd(const series &draws);

// Linear interpolation of the order statistics at 1 + (n - 1) p: type 7 of Hyndman and Fan 1996.
double quantile(const series &draws, double p);

// Monte Carlo standard errors.
double mcse_mean(const series &draws);
double mcse_sd(const series &draws);
double mcse_quantile(const series &draws, double p);

// Effective sample sizes, of split chains.
double ess_mean(const series &draws);
double ess_sd(const series &draws);
double ess_quantile(const series &draws, double p);
double ess_bulk(const series &draws);  // of the rank-normalised draws
double ess_tail(const series &draws);  // the smaller of those of the 5 % and the 95 % quantile

// The same of a copy and its values in order, which hold no NaN.
double tail_effective_size(const chain_set &x, const std::vector<double> &sorted);

double rhat_basic(const series &draws);  // of split chains
double rhat(const series &draws);        // the larger of rank-normalised and folded rank-normalised split R-hat

// Of superchains, groups of equally many chains that began at the same point: sqrt(1 + B / W), B the variance of their means, W the mean over them of
// the variance of their chains' means plus the mean variance within their chains (one draw a chain: only the former; one chain in each: only the latter).
// superchains: a number for every chain. NaN for one superchain and for superchains of unequal size. Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari,
// Gelman, Nested R-hat: assessing the convergence of Markov chain Monte Carlo when running many short chains, Bayesian Analysis 2024.
double rhat_nested(const series &draws, const int64_t *superchains);

struct summary {
  double mean, sd, q5, median, q95, mcse_mean, ess_bulk, ess_tail, rhat;
  double mcse_sd, mcse_q5, mcse_median, mcse_q95, ess_mean, ess_sd, rhat_basic;
};

// The same values as the functions above, for one copy and one sort of the draws. O(n log n).
// Of values that are no chains what only chains have is NaN.
summary summarise(const series &draws, bool chains = true);

}  // namespace wgf::stats
