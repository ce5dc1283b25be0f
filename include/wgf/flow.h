/**
 * @file flow.h
 * @brief A gradient flow: particles that move downhill on an energy of measures.
 *
 * create -> options, target, ensemble -> bind -> step, run, or ask and tell -> read -> destroy
 */
#ifndef WGF_FLOW_H
#define WGF_FLOW_H

#include "wgf/draws.h"
#include "wgf/ensemble.h"
#include "wgf/target.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief A flow and its state. */
typedef struct wgf_flow wgf_flow;

/** @brief What a step needs from outside before it can go on: see wgf_flow_ask(). */
typedef struct wgf_request {
  uint32_t struct_size; /**< Set to sizeof(wgf_request) by the caller. */
  int32_t wants;        /**< Sum of ::wgf_target_flag values: what to answer. 0: the step is complete, there is nothing to answer. */
  int64_t n;            /**< Number of points. */
  int64_t d;            /**< Dimension, on the user's scale. */
  int64_t batch;        /**< Mini-batch index, or -1; see ::wgf_density_fn. */
  const double *x;      /**< n times d points on the user's scale, valid until wgf_flow_tell(). */
  const double *v;      /**< n times d vectors for WGF_HESSIAN_VECTOR, else NULL. */
} wgf_request;

/** @brief Numbers about the last completed step. NaN: not defined for this flow, or not computed. */
typedef struct wgf_stats {
  uint32_t struct_size;       /**< Set to sizeof(wgf_stats) by the caller. */
  int32_t reserved;           /**< Zero. */
  int64_t step;               /**< Steps completed. */
  int64_t evaluations;        /**< Points at which the steps evaluated the target, those of differences included. */
  int64_t rejected;           /**< Points that the target rejected in the last step, over all its requests. */
  double time;                /**< Flow time: the sum of the step sizes. */
  double step_size;           /**< Step size of the last step. */
  double energy;              /**< Energy before the last step that computed it; see the option "energy_every". */
  double dissipation;         /**< Rate at which the energy falls along the flow, before the last step. */
  double w2_speed;            /**< Root mean square speed of the particles: the speed in the Wasserstein-2 distance. */
  double acceptance;          /**< Mean acceptance probability of a Metropolis step. */
  double bandwidth;           /**< Length scale of the kernel. */
  double seconds;             /**< Wall time spent in steps. */
  double approximation_error; /**< Estimated relative L2 error of the last step's approximated velocity; above the option "approximation_tolerance" the step took the exact one. NaN: nothing was approximated. */
  int64_t lost;               /**< mala: chains far below the density of the others, still climbing when the warm-up ended, or that hardly ever accept the step that suits the others. They are moved by the Metropolis rule alone; the metric leaves them out. */
  int64_t record_every;       /**< Steps between recorded iterations now: the option "record_every", doubled each time the draws were full. */
  int64_t exact_steps;        /**< Steps that took exact sums because their approximation was too far off; see the option "approximation_tolerance". */
  double relative_speed;      /**< svgd: how far the particles are from rest, in standard deviations of the cloud: speed times standard deviation over the kernel's mean. Looked at every 8 steps. */
  double spread;              /**< svgd: the mean over coordinates of -sum w (x - mean) score, which Stein's identity makes 1 for a cloud that represents the target; for a Gaussian the cloud's variance over the target's. Far below 1: collapsed. */
} wgf_stats;

/**
 * @brief Called between steps, at most once per "progress_interval" seconds and at the end of a run, on the calling thread. It may read
 * the flow and its ensemble. Return non-zero to cancel; an exception ends the run with WGF_E_CALLBACK, after the step that was completed.
 * @param user The pointer given at registration.
 * @param step Steps completed by the flow.
 * @param steps Steps the flow will have completed at the end of this run.
 * @param n Number of particles.
 * @param d Dimension on the user's scale.
 * @param x n times d positions on the user's scale, valid during the call.
 */
typedef int32_t (*wgf_progress_fn)(void *user, int64_t step, int64_t steps, int64_t n, int64_t d, const double *x);

/**
 * @brief A radial kernel of the user's: k = phi(u), u = |x-y|^2 / bandwidth^2. Called for up to some 1500 values of u at a time, on the
 * calling thread (or on several, when registered with WGF_THREAD_SAFE).
 * @param user The pointer given at registration.
 * @param n Number of values.
 * @param u n values, non-negative.
 * @param k Receives phi.
 * @param k1 Receives the derivative of phi in u.
 * @param k2 Receives the second derivative, or NULL when not wanted.
 * @param k3 Receives the third derivative, or NULL when not wanted.
 * @return 0, or any other value to stop with WGF_E_CALLBACK.
 */
typedef int32_t (*wgf_kernel_fn)(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3);

/**
 * @brief A kernel by features, k(x,y) = <f(x), f(y)>: gives the features of n points and the products J(x)^T c of the Jacobian with one
 * vector c in feature space. Called on the calling thread. Sums are of the features as given, and their differences lose what these round:
 * features that grow, such as x itself, should be of x less a place near the points.
 * @param user The pointer given at registration.
 * @param n Number of points.
 * @param d Dimension.
 * @param x n times d points (unconstrained).
 * @param m Number of features.
 * @param f Receives n times m features; NULL when not wanted.
 * @param c m numbers, the same for all points; NULL when no product is wanted.
 * @param jtc Receives n times d products; NULL when not wanted.
 * @return 0, or any other value to stop with WGF_E_CALLBACK.
 */
typedef int32_t (*wgf_features_fn)(void *user, int64_t n, int64_t d, const double *x, int64_t m, double *f, const double *c,
                                   double *jtc);

/**
 * @brief Create a flow by name; wgf_catalogue_entry() lists them. Its random numbers are a stream of its own of the context's seed, see
 * the option "seed" of wgf_context_get_options(), unless its option "seed" gives another.
 * @param context The context.
 * @param name For example "svgd".
 * @param result Receives the flow; destroy it with wgf_flow_destroy().
 */
WGF_API wgf_status wgf_flow_create(wgf_context *context, const char *name, wgf_flow **result);

/** @brief Release a flow. NULL is allowed. A running flow is released when its run returns. */
WGF_API void wgf_flow_destroy(wgf_flow *flow);

/**
 * @brief Its options.
 * @param flow The flow.
 * @param options Receives them; the flow lends them as long as it lives.
 */
WGF_API wgf_status wgf_flow_get_options(wgf_flow *flow, wgf_options **options);

/**
 * @brief Give the target. A flow that needs both a density and samples takes two calls, one for each; a second of either is refused, as a flow
 * takes one.
 * @param flow The flow, before bind.
 * @param target The target; the flow keeps it alive.
 */
WGF_API wgf_status wgf_flow_set_target(wgf_flow *flow, wgf_target *target);

/**
 * @brief Give the particles. They are moved in place: read them from the ensemble between steps.
 * @param flow The flow, before bind.
 * @param ensemble The ensemble; the flow keeps it alive. One flow at a time may be bound to it.
 */
WGF_API wgf_status wgf_flow_set_ensemble(wgf_flow *flow, wgf_ensemble *ensemble);

/**
 * @brief Use a radial kernel of your own instead of the option "kernel".
 * @param flow The flow, before bind.
 * @param flags 0 or WGF_THREAD_SAFE.
 * @param fn The kernel.
 * @param user Handed to fn.
 * @param free_user Frees user when the flow dies, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_flow_set_kernel(wgf_flow *flow, int32_t flags, wgf_kernel_fn fn, void *user, wgf_free_fn free_user);

/**
 * @brief Use a kernel given by features instead of the option "kernel".
 * @param flow The flow, before bind.
 * @param m Number of features.
 * @param fn Gives features and gradient products.
 * @param user Handed to fn.
 * @param free_user Frees user when the flow dies, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_flow_set_features(wgf_flow *flow, int64_t m, wgf_features_fn fn, void *user, wgf_free_fn free_user);

/**
 * @brief Report progress.
 * @param flow The flow.
 * @param fn Receives it; NULL stops.
 * @param user Handed to fn.
 * @param free_user Frees user when it is no longer needed, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_flow_set_progress(wgf_flow *flow, wgf_progress_fn fn, void *user, wgf_free_fn free_user);

/**
 * @brief Check everything and allocate everything. The first step does it when the caller does not.
 * @param flow The flow, with its ensemble and what it needs of targets.
 * @return WGF_E_STATE when something is missing, WGF_E_UNSUPPORTED when the parts do not fit, WGF_E_MEMORY when the recorded draws
 * would be larger than the option "max_bytes".
 */
WGF_API wgf_status wgf_flow_bind(wgf_flow *flow);

/** @brief One step. @param flow The flow. @return WGF_OK, WGF_CANCELLED, or a failure; after either the flow is at the last completed step. */
WGF_API wgf_status wgf_flow_step(wgf_flow *flow);

/**
 * @brief Several steps.
 * @param flow The flow.
 * @param steps How many, 0 to 2^53.
 * @param seconds Time limit in seconds of wall time, looked at between steps; 0 for none.
 * @param tolerance Stop when the particles have come to rest: when the relative speed of ::wgf_stats, or where a flow has none the root mean
 * square speed, falls to this; 0 for never. Refused for noisy flows.
 * @return WGF_OK: all steps done. WGF_CONVERGED, WGF_BUDGET, WGF_CANCELLED: the reason it stopped earlier (ghmc has a budget and an end of its own: its options). WGF_NOT_CONVERGED: all steps done, but
 * the particles are not at rest (svgd, or a tolerance that was not reached), or chains are lost, not stationary, or contradict their score (mala,
 * after the warm-up), or, whatever ended it, there is a sign that the draws of ghmc should not be trusted. WGF_ADJUSTED: all steps done, but the draws were thinned or exact sums took the place of approximated ones. The
 * log says which, once until a run ends well. Or a failure.
 */
WGF_API wgf_status wgf_flow_run(wgf_flow *flow, int64_t steps, double seconds, double tolerance);

/**
 * @brief Begin or go on with a step by hand: hands out what the step needs from the target. With wgf_flow_tell() this is the loop
 * inside wgf_flow_step(), and gives the same bits.
 *
 * @code
 *   wgf_request request = {sizeof request};
 *   while (wgf_flow_ask(flow, &request) == WGF_OK && request.wants) {
 *     evaluate(request.n, request.d, request.x, log_density, score);
 *     wgf_flow_tell(flow, request.n, request.d, log_density, score, NULL);
 *   }
 * @endcode
 * @param flow The flow.
 * @param request Filled. wants == 0: one step was completed. Asked twice without an answer it hands out the same request.
 */
WGF_API wgf_status wgf_flow_ask(wgf_flow *flow, wgf_request *request);

/**
 * @brief Answer a request.
 * @param flow The flow.
 * @param n Number of points of the request.
 * @param d Dimension of the request.
 * @param log_density n log densities when wanted; else not looked at. Flows that move by scores alone (svgd, langevin) want it only to leave
 * out points where it is -infinity: they take NULL too, and a point is then rejected by a score that is not finite.
 * @param score n times d derivatives when wanted; else not looked at.
 * @param hv n times d Hessian products when wanted; else not looked at.
 */
WGF_API wgf_status wgf_flow_tell(wgf_flow *flow, int64_t n, int64_t d, const double *log_density, const double *score,
                                 const double *hv);

/** @brief Give up a step begun by wgf_flow_ask(): back to the last step boundary. @param flow The flow. */
WGF_API wgf_status wgf_flow_abandon(wgf_flow *flow);

/** @brief Cancel this flow's run, or its next one; see wgf_context_cancel(). Safe from any thread and from signal handlers. @param flow The flow. */
WGF_API wgf_status wgf_flow_cancel(wgf_flow *flow);

/** @brief Numbers about the last step. May be called inside a progress callback. @param flow The flow. @param stats Filled; set its struct_size first. */
WGF_API wgf_status wgf_flow_get_stats(const wgf_flow *flow, wgf_stats *stats);

/**
 * @brief The drift (velocity without noise) at the current particles; evaluates the target when needed. Changes nothing.
 * @param flow The flow.
 * @param n Number of particles.
 * @param d Dimension of the unconstrained coordinates.
 * @param x Receives n times d velocities.
 * @return WGF_E_UNSUPPORTED when the flow is not given by a drift; WGF_E_NUMERIC when a velocity is not finite.
 */
WGF_API wgf_status wgf_flow_drift(wgf_flow *flow, int64_t n, int64_t d, double *x);

/**
 * @brief The energy of the current particles, up to the constant that its catalogue entry names; evaluates the target when needed.
 * @param flow The flow.
 * @param value Receives it.
 * @return WGF_E_UNSUPPORTED when the energy has no value on particles (entropy).
 */
WGF_API wgf_status wgf_flow_energy(wgf_flow *flow, double *value);

/**
 * @brief What the run recorded: one iteration for each "record_every" steps after "warmup". When "record_limit" iterations are full every second
 * one goes and half as many come from then on, so that they are spread evenly over the whole run; wgf_draws_get_info() tells the distance.
 * @param flow The flow.
 * @param result Receives a copy that later steps do not change; destroy it with wgf_draws_destroy().
 */
WGF_API wgf_status wgf_flow_get_draws(const wgf_flow *flow, wgf_draws **result);

/** @brief Number of bytes of a checkpoint of the flow now. @param flow The flow, bound. @param n Receives the number. */
WGF_API wgf_status wgf_flow_get_checkpoint_size(const wgf_flow *flow, int64_t *n);

/**
 * @brief Write a checkpoint: particles, weights, step, the state of the recipe, and what was recorded. Callbacks and targets are not in it.
 * @param flow The flow, bound, between steps.
 * @param n Size of bytes, exactly what wgf_flow_get_checkpoint_size() gives.
 * @param bytes Receives the checkpoint.
 */
WGF_API wgf_status wgf_flow_save(const wgf_flow *flow, int64_t n, uint8_t *bytes);

/**
 * @brief Go on from a checkpoint: the flow then continues bit for bit as the saved one would have.
 * @param flow A flow of the same name, options, number of particles and dimension, bound or ready to be bound. A larger "record_limit" makes room for more draws.
 * @param n Size of bytes.
 * @param bytes The checkpoint. Damaged, foreign or mismatching bytes, and numbers that no flow can have, are refused, and nothing changes.
 */
WGF_API wgf_status wgf_flow_restore(wgf_flow *flow, int64_t n, const uint8_t *bytes);

/**
 * @brief wgf_flow_save() to a file, replaced only when all was written and is on the disk; until then, and after any failure, the old one stands.
 *
 * Several processes and threads may save to one path: a reader finds the whole file of one of them. The new file is written under a name of its
 * own, beginning with ".wgf-", in the same folder, and keeps the old one's mode and, where the system allows it, its owner. A symbolic link is
 * followed. What is not a regular file (a folder, a FIFO, a device) is refused.
 * @param flow The flow.
 * @param path The file.
 */
WGF_API wgf_status wgf_flow_save_file(const wgf_flow *flow, const char *path);

/** @brief wgf_flow_restore() from a regular file. @param flow The flow. @param path The file. */
WGF_API wgf_status wgf_flow_restore_file(wgf_flow *flow, const char *path);

#ifdef __cplusplus
}
#endif
#endif
