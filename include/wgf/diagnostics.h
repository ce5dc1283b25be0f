/**
 * @file diagnostics.h
 * @brief What can be said of draws and weights beyond their summary, and how to choose among draws.
 */
#ifndef WGF_DIAGNOSTICS_H
#define WGF_DIAGNOSTICS_H

#include "wgf/draws.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Why draws should not be trusted: a line for each reason, "word: sentence", the word one of wrong gradient, rejects, stuck, modes, funnel, ridge,
 * too short; the sentence names the parameter, what was seen and what to do. Without a reason one sentence that says so. A mode that no chain visited
 * cannot be seen. Draws of a cloud and weighted draws are not judged. Reasons: R-hat (against a bound that allows for short chains), fewer than 400
 * effective draws, chains that stand still or apart, and for what lies behind them the grouping of the draws, correlations of coordinates, of their
 * steps, and of one coordinate with the distance of another from its median.
 * @param draws The draws.
 * @param count Receives the number of reasons; may be NULL.
 * @param text Receives the lines, without a newline at the end; owned by the draws.
 */
WGF_API wgf_status wgf_draws_report(const wgf_draws *draws, int64_t *count, const char **text);

/**
 * @brief How well the quantile of one coordinate is known, by the definitions of the R package posterior.
 * @param draws The draws. NaN for those of a cloud.
 * @param index Coordinate, from 0.
 * @param probability From 0 to 1.
 * @param mcse Receives its Monte Carlo standard error; may be NULL.
 * @param ess Receives its effective sample size; may be NULL.
 */
WGF_API wgf_status wgf_draws_quantile_error(const wgf_draws *draws, int64_t index, double probability, double *mcse, double *ess);

/**
 * @brief Nested R-hat of one coordinate, for many short chains of which groups (superchains) began at the same point: sqrt(1 + B / W), B the variance of
 * the means of superchains, W the mean over them of the variance of their chains' means plus the mean variance within their chains. One iteration is
 * enough. Of chains whose starts differ within a group it is a grouped R-hat, and smaller. Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari, Gelman,
 * "Nested R-hat", Bayesian Analysis, 2024.
 * @param draws The draws.
 * @param index Coordinate, from 0.
 * @param n Number of chains.
 * @param superchains For each chain the number of its superchain, any numbers.
 * @param value Receives it; NaN for constant draws, for one superchain, for superchains of unequal size and for draws of a cloud.
 */
WGF_API wgf_status wgf_draws_rhat_nested(const wgf_draws *draws, int64_t index, int64_t n, const int64_t *superchains, double *value);

/**
 * @brief Pareto k-hat of one coordinate, the larger of its two tails: its moments of order 1 / k-hat and more do not exist. As the R package posterior 1.7.
 * @param draws The draws.
 * @param index Coordinate, from 0.
 * @param value Receives it; NaN for fewer than ten draws, for constant tails and for draws of a cloud.
 */
WGF_API wgf_status wgf_draws_pareto_khat(const wgf_draws *draws, int64_t index, double *value);

/**
 * @brief Pareto smoothed importance sampling: the largest log weights become the expected order statistics of the generalised Pareto distribution fitted to
 * them. Vehtari, Simpson, Gelman, Yao, Gabry, JMLR 25 (72), 2024; the values are those of the R package loo.
 * @param context The context.
 * @param n Number of weights.
 * @param values Log weights, up to a common constant; -infinity for weight zero.
 * @param efficiency Effective over actual number of the draws that have the weights, more than 0: 1 for independent ones.
 * @param smoothed Receives n log weights, with the same constant; may be NULL.
 * @param khat Receives the shape of the tail; infinity for fewer than 5 weights in the tail (n < 21) or a tail that none fits, NaN for equal weights.
 * @param threshold Receives min(1 - 1 / log10 n, 0.7): above it means of the weighted draws are not to be trusted.
 */
WGF_API wgf_status wgf_weights_smooth(wgf_context *context, int64_t n, const double *values, double efficiency, double *smoothed, double *khat, double *threshold);

/**
 * @brief Stein thinning: m of n draws, one after the other, each the one that makes the kernel Stein discrepancy of those chosen least; of any draws, a bad
 * start is left out. Riabiz, Chen, Cockayne, Swietach, Niederer, Mackey, Oates, JRSS B 84, 2022. The kernel is (1 + |x - y|^2 / l^2)^(-1/2) in coordinates
 * divided by their mean absolute deviation, l the median distance there, so that no unit matters. With log densities or second derivatives the regularised
 * choice of Benard, Staber, Da Veiga, NeurIPS 2023, which leaves out draws in places of low density where the score happens to be small.
 * O(n m d) time, O(n d) memory.
 * @param context The context.
 * @param n Number of draws.
 * @param d Number of coordinates.
 * @param x Draws, n times d finite numbers, on the scale that the scores are on.
 * @param score Gradients of the log density there, n times d finite numbers.
 * @param log_density Log densities there, n numbers, up to a constant; NULL for none.
 * @param hessian_diagonal Second derivatives of the log density there, by each coordinate twice, n times d finite numbers; NULL for none.
 * @param m How many to choose, at least 1.
 * @param indices Receives m indices from 0, in the order of their choice; a draw may come more than once.
 * @param ksd Receives the discrepancy of the chosen draws, a pure number; may be NULL. m independent draws reach about sqrt(E k(x, x) / m).
 */
WGF_API wgf_status wgf_stein_thin(wgf_context *context, int64_t n, int64_t d, const double *x, const double *score, const double *log_density,
                                  const double *hessian_diagonal, int64_t m, int64_t *indices, double *ksd);

/**
 * @brief Stein importance weights: those of n draws, not negative and of sum 1, with the least kernel Stein discrepancy (kernel as for wgf_stein_thin()).
 * They correct draws of a wrong law, such as a start or a biased sampler; best of a chain that aims at p(x) sqrt(k(x, x)). Wang, Chen, Kanagawa, Oates,
 * "Stein Pi-importance sampling", NeurIPS 2023. The square of the discrepancy is at most 5 % above the least, or as near as 50 n steps of O(n d) come;
 * O(n^2 d) time before the first, O(n d) memory.
 * @param context The context.
 * @param n Number of draws.
 * @param d Number of coordinates.
 * @param x Draws, n times d finite numbers, on the scale that the scores are on.
 * @param score Gradients of the log density there, n times d finite numbers.
 * @param weights Receives n weights.
 * @param ksd Receives the discrepancy of the weighted draws; may be NULL.
 */
WGF_API wgf_status wgf_stein_weights(wgf_context *context, int64_t n, int64_t d, const double *x, const double *score, double *weights, double *ksd);

#ifdef __cplusplus
}
#endif
#endif
