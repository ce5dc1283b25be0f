/**
 * @file ensemble.h
 * @brief A cloud of n weighted particles in d dimensions.
 */
#ifndef WGF_ENSEMBLE_H
#define WGF_ENSEMBLE_H

#include "wgf/context.h"
#include "wgf/target.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief n weighted particles in d dimensions. */
typedef struct wgf_ensemble wgf_ensemble;

/** @brief How a matrix of n particles in d dimensions is laid out. */
enum wgf_layout {
  WGF_PARTICLE_MAJOR = 0,  /**< Coordinate k of particle i at x[i*d + k]. */
  WGF_COORDINATE_MAJOR = 1 /**< Coordinate k of particle i at x[k*n + i]. */
};

/**
 * @brief Create n particles at the origin with equal weights.
 * @param context The context.
 * @param n Number of particles, at least 1.
 * @param d Dimension, at least 1.
 * @param result Receives the ensemble; destroy it with wgf_ensemble_destroy().
 */
WGF_API wgf_status wgf_ensemble_create(wgf_context *context, int64_t n, int64_t d, wgf_ensemble **result);

/**
 * @brief Create n particles for a target, with its dimension, coordinate names and bounds. Particles move in the target's
 * unconstrained coordinates; import, export, names and summaries use the user's scale.
 * @param target The target; needed when it has bounds.
 * @param n Number of particles, at least 1.
 * @param result Receives the ensemble; destroy it with wgf_ensemble_destroy().
 */
WGF_API wgf_status wgf_ensemble_create_for_target(wgf_target *target, int64_t n, wgf_ensemble **result);

/** @brief Release the caller's hold on an ensemble; a flow that uses it keeps it alive. NULL is allowed. */
WGF_API void wgf_ensemble_destroy(wgf_ensemble *ensemble);

/** @brief Number of particles. @param ensemble The ensemble. @param n Receives it. */
WGF_API wgf_status wgf_ensemble_get_size(const wgf_ensemble *ensemble, int64_t *n);

/** @brief Dimension on the user's scale. @param ensemble The ensemble. @param d Receives it. */
WGF_API wgf_status wgf_ensemble_get_dim(const wgf_ensemble *ensemble, int64_t *d);

/**
 * @brief Copy positions in (user's scale). Values that are not finite or violate a bound are refused, and nothing changes.
 * Between wgf_flow_ask() and the end of its step an ensemble cannot change (WGF_E_STATE).
 * @param ensemble The ensemble.
 * @param n Number of particles; must be the ensemble's.
 * @param d Dimension; must be the ensemble's.
 * @param x n times d positions.
 * @param layout One of ::wgf_layout.
 */
WGF_API wgf_status wgf_ensemble_import(wgf_ensemble *ensemble, int64_t n, int64_t d, const double *x, int32_t layout);

/**
 * @brief Copy positions out (user's scale).
 * @param ensemble The ensemble.
 * @param n Number of particles; must be the ensemble's.
 * @param d Dimension; must be the ensemble's.
 * @param x Receives n times d positions.
 * @param layout One of ::wgf_layout.
 */
WGF_API wgf_status wgf_ensemble_export(const wgf_ensemble *ensemble, int64_t n, int64_t d, double *x, int32_t layout);

/**
 * @brief Look at the positions without a copy: particle major, in unconstrained coordinates.
 * @param ensemble The ensemble.
 * @param values Receives the address, valid until the ensemble next changes or is destroyed.
 */
WGF_API wgf_status wgf_ensemble_borrow(const wgf_ensemble *ensemble, const double **values);

/**
 * @brief Set the weights. They are divided by their sum.
 * @param ensemble The ensemble.
 * @param n Number of weights; must be the number of particles.
 * @param values Non-negative, finite, with a positive sum.
 */
WGF_API wgf_status wgf_ensemble_import_weights(wgf_ensemble *ensemble, int64_t n, const double *values);

/** @brief Copy the weights out; their sum is 1. @param ensemble The ensemble. @param n Number of particles. @param values Receives n weights. */
WGF_API wgf_status wgf_ensemble_export_weights(const wgf_ensemble *ensemble, int64_t n, double *values);

/**
 * @brief Name a coordinate (user's scale), for example "beta[2]". The default is "x[1]", "x[2]", ...
 * @param ensemble The ensemble.
 * @param index Coordinate, from 0.
 * @param name Copied; not empty.
 */
WGF_API wgf_status wgf_ensemble_set_name(wgf_ensemble *ensemble, int64_t index, const char *name);

/**
 * @brief Name of a coordinate.
 * @param ensemble The ensemble.
 * @param index Coordinate, from 0.
 * @param name Receives a string owned by the ensemble, valid until the name changes.
 */
WGF_API wgf_status wgf_ensemble_get_name(const wgf_ensemble *ensemble, int64_t index, const char **name);

/**
 * @brief Draw every unconstrained coordinate from a normal law, by the context's seed.
 * @param ensemble The ensemble.
 * @param mean Its mean.
 * @param sd Its standard deviation, at least 0.
 */
WGF_API wgf_status wgf_ensemble_init_normal(wgf_ensemble *ensemble, double mean, double sd);

/**
 * @brief Draw every unconstrained coordinate uniformly, by the context's seed.
 * @param ensemble The ensemble.
 * @param lower Lower end.
 * @param upper Upper end, above lower.
 */
WGF_API wgf_status wgf_ensemble_init_uniform(wgf_ensemble *ensemble, double lower, double upper);

/**
 * @brief Start from a target: exact draws where it can give them (ready-made targets), rows drawn with replacement from samples, and
 * otherwise uniform on (-2, 2) in unconstrained coordinates, each particle drawn again up to 100 times until its log density and score are finite.
 * @param ensemble The ensemble.
 * @param target The target.
 */
WGF_API wgf_status wgf_ensemble_init_target(wgf_ensemble *ensemble, wgf_target *target);

/** @brief Weighted mean (user's scale). @param ensemble The ensemble. @param n The dimension. @param values Receives n means. */
WGF_API wgf_status wgf_ensemble_mean(const wgf_ensemble *ensemble, int64_t n, double *values);

/**
 * @brief Weighted covariance (user's scale), with the factor 1/(1 - sum w^2) that is n/(n-1) for equal weights; 0 when one
 * particle has all the weight.
 * @param ensemble The ensemble.
 * @param n The dimension.
 * @param d The dimension again: the matrix is n x d.
 * @param x Receives n times d numbers.
 * @return WGF_E_NUMERIC when one of them is above 1.8e308.
 */
WGF_API wgf_status wgf_ensemble_covariance(const wgf_ensemble *ensemble, int64_t n, int64_t d, double *x);

/**
 * @brief Weighted quantile of every coordinate (user's scale); R's type 7 for equal weights.
 * @param ensemble The ensemble.
 * @param probability From 0 to 1.
 * @param n The dimension.
 * @param values Receives n quantiles.
 */
WGF_API wgf_status wgf_ensemble_quantile(const wgf_ensemble *ensemble, double probability, int64_t n, double *values);

#ifdef __cplusplus
}
#endif
#endif
