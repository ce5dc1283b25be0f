/**
 * @file sampler.h
 * @brief Draws from a posterior with nothing to set.
 */
#ifndef WGF_SAMPLER_H
#define WGF_SAMPLER_H

#include "wgf/draws.h"
#include "wgf/target.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Draw from a density: starts, adapts, samples and stops by itself.
 *
 * The flow "ghmc" with its defaults, 64 chains (0.6 d in more than 106 dimensions) from uniform(-2, 2) on the unconstrained scale, every second iteration
 * recorded. It stops when every coordinate has 1000 effective draws, of its bulk, its tails and its spread. For anything else (other starts, a budget,
 * progress, more draws, a run in parts) make that flow and run it. wgf_context_cancel() stops it.
 *
 * Two modes of which no start has seen one cannot be told from one mode.
 * @param target A density with a log density, whose answers come from a callback, or a ready-made one.
 * @param result Receives the draws, also when the status is WGF_NOT_CONVERGED or WGF_BUDGET; destroy them with wgf_draws_destroy(). NULL when there are none.
 * @return WGF_CONVERGED: there is no sign that the draws should not be trusted. WGF_NOT_CONVERGED: there is; the log and wgf_draws_report() say which. WGF_BUDGET: 2
 * million evaluations were made and there is no other sign. WGF_CANCELLED.
 */
WGF_API wgf_status wgf_sample(wgf_target *target, wgf_draws **result);

#ifdef __cplusplus
}
#endif
#endif
