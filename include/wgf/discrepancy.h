/**
 * @file discrepancy.h
 * @brief How far a cloud of particles is from a target: values and gradients.
 */
#ifndef WGF_DISCREPANCY_H
#define WGF_DISCREPANCY_H

#include "wgf/ensemble.h"
#include "wgf/flow.h"
#include "wgf/target.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief A discrepancy with its options. */
typedef struct wgf_discrepancy wgf_discrepancy;

/**
 * @brief Create a discrepancy by name; wgf_catalogue_entry() lists them.
 * @param context The context.
 * @param name "mmd", "energy", "ksd", "sinkhorn", "sliced_wasserstein" or "wasserstein".
 * @param result Receives it; destroy it with wgf_discrepancy_destroy().
 */
WGF_API wgf_status wgf_discrepancy_create(wgf_context *context, const char *name, wgf_discrepancy **result);

/** @brief Release a discrepancy. NULL is allowed. */
WGF_API void wgf_discrepancy_destroy(wgf_discrepancy *discrepancy);

/**
 * @brief Its options.
 * @param discrepancy The discrepancy.
 * @param options Receives them; the discrepancy lends them as long as it lives.
 */
WGF_API wgf_status wgf_discrepancy_get_options(wgf_discrepancy *discrepancy, wgf_options **options);

/**
 * @brief Use a radial kernel of your own instead of the option "kernel".
 * @param discrepancy A discrepancy with a kernel.
 * @param flags 0 or WGF_THREAD_SAFE.
 * @param fn The kernel.
 * @param user Handed to fn.
 * @param free_user Frees user when the discrepancy dies, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_discrepancy_set_kernel(wgf_discrepancy *discrepancy, int32_t flags, wgf_kernel_fn fn, void *user,
                                              wgf_free_fn free_user);

/**
 * @brief Value, and gradient in the particles when wanted. Weights of both sides count.
 * @param discrepancy The discrepancy.
 * @param ensemble The particles.
 * @param target Samples for "mmd", "energy", "sinkhorn", "sliced_wasserstein" and "wasserstein"; a density with a score for "ksd".
 * @param value Receives the squared MMD, the energy distance, the squared KSD, the Sinkhorn divergence, the squared sliced
 *              Wasserstein-2 distance, or the Wasserstein distance to the power of its order. The sums are shorter when no gradient is
 *              wanted, so that the last digits may differ.
 * @param n Number of particles when the gradient is wanted; else 0.
 * @param d Dimension (unconstrained) when the gradient is wanted; else 0.
 * @param x Receives the gradient of value in the particles, n times d; NULL when not wanted.
 * @return WGF_E_NUMERIC when "sinkhorn" does not reach its option "tolerance" within "max_iterations"; the text says what it reached. Also
 *         when the value or the largest number of the gradient is above 1.8e308, or not 0 and below 2.2e-308, as a squared distance of 1e200
 *         is: other units of length help. Within that range the unit does not matter, and multiplying all lengths by a power of two
 *         changes no bit of a mantissa.
 */
WGF_API wgf_status wgf_discrepancy_evaluate(wgf_discrepancy *discrepancy, wgf_ensemble *ensemble, wgf_target *target,
                                            double *value, int64_t n, int64_t d, double *x);

#ifdef __cplusplus
}
#endif
#endif
