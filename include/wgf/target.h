/**
 * @file target.h
 * @brief What a flow moves towards: a density known up to a constant, or a cloud of samples.
 */
#ifndef WGF_TARGET_H
#define WGF_TARGET_H

#include "wgf/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief A density known up to a constant, or a cloud of samples. */
typedef struct wgf_target wgf_target;

/** @brief What a target's callback gives and how it may be called; add the values up. */
enum wgf_target_flag {
  WGF_LOG_DENSITY = 1,    /**< It gives the log density. */
  WGF_SCORE = 2,          /**< It gives the score, the gradient of the log density. */
  WGF_HESSIAN_VECTOR = 4, /**< It gives products of the Hessian of the log density with vectors. */
  WGF_MINI_BATCH = 8,     /**< It uses the mini-batch index. */
  WGF_THREAD_SAFE = 16    /**< It may be called from several threads at once, each with a part of the points. */
};

/**
 * @brief Log density and score of n points at once. Called on the thread that called the library (see WGF_THREAD_SAFE).
 *
 * A point is rejected by a log density of -infinity or NaN or a score that is not finite: Metropolis steps refuse the move; elsewhere the
 * particle rests for this step and leaves the sums. It may start other flows, but must not use the handles that are at work, nor leave by longjmp or an exception.
 * @param user The pointer given at registration.
 * @param batch Index of the mini-batch: the number of the step, the same for every evaluation inside one step; -1 means all data.
 * @param n Number of points.
 * @param d Dimension on the user's scale.
 * @param x Points, n times d, particle major, on the user's scale.
 * @param log_density Receives n log densities, without any Jacobian; NULL when not wanted.
 * @param score Receives n times d derivatives on the user's scale; NULL when not wanted.
 * @return 0, or any other value to stop the run with WGF_E_CALLBACK; wgf_callback_result() hands the value back.
 */
typedef int32_t (*wgf_density_fn)(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density,
                                  double *score);

/**
 * @brief Products of the Hessian of the log density with one vector per point.
 * @param user The pointer given at registration.
 * @param batch As in ::wgf_density_fn.
 * @param n Number of points.
 * @param d Dimension on the user's scale.
 * @param x Points, n times d.
 * @param v Vectors, n times d.
 * @param hv Receives n times d products.
 * @return 0, or any other value to stop.
 */
typedef int32_t (*wgf_hessian_vector_fn)(void *user, int64_t batch, int64_t n, int64_t d, const double *x, const double *v,
                                         double *hv);

/**
 * @brief A ready-made target by name; wgf_catalogue_entry() lists them.
 * @param context The context.
 * @param name For example "gaussian".
 * @param dim Its dimension.
 * @param result Receives the target; destroy it with wgf_target_destroy().
 */
WGF_API wgf_status wgf_target_create(wgf_context *context, const char *name, int64_t dim, wgf_target **result);

/**
 * @brief A target from a callback. Missing parts are made up for: a score that is not given is differenced from the log density
 * (2 d evaluations a point; the log says so once), Hessian products are differenced from scores.
 * @param context The context.
 * @param dim Dimension on the user's scale.
 * @param flags Sum of ::wgf_target_flag; WGF_LOG_DENSITY or WGF_SCORE or both.
 * @param fn The callback. NULL: the answers come by wgf_flow_tell().
 * @param user Handed to fn.
 * @param free_user Frees user when the target dies, also when this call fails; may be NULL.
 * @param result Receives the target; destroy it with wgf_target_destroy().
 */
WGF_API wgf_status wgf_target_create_callback(wgf_context *context, int64_t dim, int32_t flags, wgf_density_fn fn, void *user,
                                              wgf_free_fn free_user, wgf_target **result);

/**
 * @brief A target given by samples, with equal weights.
 * @param context The context.
 * @param n Number of samples.
 * @param d Dimension.
 * @param x n times d finite numbers, particle major; copied.
 * @param result Receives the target; destroy it with wgf_target_destroy().
 */
WGF_API wgf_status wgf_target_create_samples(wgf_context *context, int64_t n, int64_t d, const double *x, wgf_target **result);

/** @brief Release the caller's hold on a target; flows and ensembles that use it keep it alive. NULL is allowed. */
WGF_API void wgf_target_destroy(wgf_target *target);

/**
 * @brief The options of a ready-made target; others have none and refuse with WGF_E_UNSUPPORTED.
 * @param target The target.
 * @param options Receives them; the target lends them as long as it lives.
 */
WGF_API wgf_status wgf_target_get_options(wgf_target *target, wgf_options **options);

/**
 * @brief Give products of the Hessian with vectors.
 * @param target A callback target that no flow has used.
 * @param fn The callback.
 * @param user Handed to fn.
 * @param free_user Frees user when the target dies, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_target_set_hessian_vector(wgf_target *target, wgf_hessian_vector_fn fn, void *user,
                                                 wgf_free_fn free_user);

/** @brief Weights of the samples; divided by their sum. @param target A samples target that nothing has used. @param n Number of samples. @param values Non-negative. */
WGF_API wgf_status wgf_target_import_weights(wgf_target *target, int64_t n, const double *values);

/**
 * @brief Bound coordinates: -INFINITY and INFINITY mean no bound. Lower: x = a + exp(u). Upper: x = b - exp(u). Both: x = a + (b-a)/(1+exp(-u)).
 * The Jacobian is added by the library. Must come before the target is used.
 * @param target A target with a density.
 * @param n The dimension on the user's scale.
 * @param lower n lower bounds, or NULL for none.
 * @param upper n upper bounds, or NULL for none.
 */
WGF_API wgf_status wgf_target_set_bounds(wgf_target *target, int64_t n, const double *lower, const double *upper);

/**
 * @brief Coordinates first .. first+count-1 are non-negative and sum to 1; they take count-1 unconstrained coordinates (stick breaking
 * with the offsets that put 0 at equal parts, as in Stan). The density is one in the first count-1 of them.
 * @param target A target with a density.
 * @param first First coordinate, from 0.
 * @param count Number of coordinates, at least 2.
 */
WGF_API wgf_status wgf_target_set_simplex(wgf_target *target, int64_t first, int64_t count);

/**
 * @brief Coordinates first .. first+count-1 increase: the first is free, the logarithms of the gaps are the others.
 * @param target A target with a density.
 * @param first First coordinate, from 0.
 * @param count Number of coordinates, at least 2.
 */
WGF_API wgf_status wgf_target_set_ordered(wgf_target *target, int64_t first, int64_t count);

/** @brief Name a coordinate (user's scale). @param target The target. @param index Coordinate, from 0. @param name Copied; not empty. */
WGF_API wgf_status wgf_target_set_name(wgf_target *target, int64_t index, const char *name);

/** @brief Dimension of the unconstrained coordinates. @param target The target. @param d Receives it. */
WGF_API wgf_status wgf_target_get_dim(const wgf_target *target, int64_t *d);

/** @brief Dimension on the user's scale. @param target The target. @param d Receives it. */
WGF_API wgf_status wgf_target_get_user_dim(const wgf_target *target, int64_t *d);

/**
 * @brief Log density and score in unconstrained coordinates, the Jacobian included: exactly what flows see.
 * A rejected point is not a failure: its numbers are handed back as they are.
 * @param target A target with a density.
 * @param n Number of points.
 * @param d Dimension of the unconstrained coordinates.
 * @param x n times d points.
 * @param log_density Receives n numbers, or NULL.
 * @param score Receives n times d numbers, or NULL.
 */
WGF_API wgf_status wgf_target_evaluate(wgf_target *target, int64_t n, int64_t d, const double *x, double *log_density,
                                       double *score);

/**
 * @brief Products of the Hessian of the log density (unconstrained, Jacobian included) with one vector per point.
 * @param target A target with a density.
 * @param n Number of points.
 * @param d Dimension of the unconstrained coordinates.
 * @param x n times d points.
 * @param v n times d vectors.
 * @param hv Receives n times d products.
 */
WGF_API wgf_status wgf_target_hessian_vector(wgf_target *target, int64_t n, int64_t d, const double *x, const double *v,
                                             double *hv);

/**
 * @brief From unconstrained coordinates to the user's scale.
 * @param target The target.
 * @param n Number of points.
 * @param d Dimension of the unconstrained coordinates.
 * @param x n times d points.
 * @param user_d Dimension on the user's scale.
 * @param user_x Receives n times user_d numbers.
 */
WGF_API wgf_status wgf_target_constrain(const wgf_target *target, int64_t n, int64_t d, const double *x, int64_t user_d,
                                        double *user_x);

/**
 * @brief From the user's scale to unconstrained coordinates. A point outside the bounds is refused.
 * @param target The target.
 * @param n Number of points.
 * @param user_d Dimension on the user's scale.
 * @param user_x n times user_d points.
 * @param d Dimension of the unconstrained coordinates.
 * @param x Receives n times d numbers.
 */
WGF_API wgf_status wgf_target_unconstrain(const wgf_target *target, int64_t n, int64_t user_d, const double *user_x, int64_t d,
                                          double *x);

/**
 * @brief Compare the score with central differences of the log density.
 * @param target A target that gives both.
 * @param n Number of points to try.
 * @param d Dimension of the unconstrained coordinates.
 * @param x n times d points.
 * @param worst Receives the largest |score - difference| / (1 + |difference|); may be NULL.
 * @param coordinate Receives the unconstrained coordinate where it is; may be NULL.
 * @return WGF_OK when worst is below 1e-4; else WGF_E_NUMERIC, with a text that names the point, the coordinate and both values.
 */
WGF_API wgf_status wgf_target_check_score(wgf_target *target, int64_t n, int64_t d, const double *x, double *worst,
                                          int64_t *coordinate);

/**
 * @brief What was rejected since the target was made.
 * @param target The target.
 * @param count Receives the number of rejected points; may be NULL.
 * @param index Receives the row of the first of them in its request; -1 when there is none; may be NULL.
 * @param message Receives its message (wgf_set_callback_message()), owned by the target; may be NULL.
 */
WGF_API wgf_status wgf_target_get_rejections(const wgf_target *target, int64_t *count, int64_t *index, const char **message);

#ifdef __cplusplus
}
#endif
#endif
