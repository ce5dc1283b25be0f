/**
 * @file context.h
 * @brief Threads, seed, instruction set, messages and cancellation: what all handles of one user share.
 */
#ifndef WGF_CONTEXT_H
#define WGF_CONTEXT_H

#include "wgf/options.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief Threads, seed and messages shared by the handles made from it. Two contexts share nothing. */
typedef struct wgf_context wgf_context;

/** @brief Level of a log line. */
enum wgf_log_level {
  WGF_LOG_DEBUG = 0,  /**< Details of a decision, such as a bandwidth. */
  WGF_LOG_INFO = 1,   /**< Something worth knowing, such as the cost of differencing a log density. */
  WGF_LOG_WARNING = 2 /**< The result may not be what was asked for. */
};

/**
 * @brief Receives one whole line of text, without a line end. Called on the thread that called the library. What it throws is dropped.
 * @param user The pointer given at registration.
 * @param level One of ::wgf_log_level.
 * @param line Valid during the call.
 */
typedef void (*wgf_log_fn)(void *user, int32_t level, const char *line);

/**
 * @brief Asked at least every 100 ms while the library computes, on the thread that called it and outside its thread pool,
 * so that a host can look for its own interrupt. Return non-zero to cancel; an exception ends the call with WGF_E_CALLBACK.
 * @param user The pointer given at registration.
 */
typedef int32_t (*wgf_poll_fn)(void *user);

/**
 * @brief Create a context with the default options: all cores, seed 1, the best instruction set, no messages.
 *
 * No thread is started before the first computation that is worth one. Where the system gives fewer than wanted those that there are compute, with
 * the same numbers; the log says so, and it is tried again a second later. After fork() a context inherited from the parent
 * computes on the child's one thread.
 * @param result Receives the context; destroy it with wgf_context_destroy().
 */
WGF_API wgf_status wgf_context_create(wgf_context **result);

/** @brief Release the caller's hold on a context; it lives on while another handle needs it. NULL is allowed. */
WGF_API void wgf_context_destroy(wgf_context *context);

/**
 * @brief Its options.
 *
 * "threads": 0 takes as many as the machine has; a change takes effect for flows bound afterwards.
 *
 * "seed": of every random number drawn by handles of this context. Flows take streams of their own by the order of their creation, and so
 * do ensembles: no two are alike, and the same calls give the same numbers. Setting the seed begins to count them anew. The first of each kind has
 * the stream of the seed itself. A discrepancy is a measure: it takes its directions from the seed alone, whenever it was made.
 *
 * "isa": the instruction set of the pair sums for the whole process: "best", "avx512", "avx2", "sse4", "ssse3" or "sse2" (which is "scalar"). The
 * environment variable WGF_ISA does the same. One that the machine lacks is refused. Reading it gives the one in use.
 * @param context The context.
 * @param options Receives them; the context lends them as long as it lives.
 */
WGF_API wgf_status wgf_context_get_options(wgf_context *context, wgf_options **options);

/**
 * @brief Receive messages. The library is silent without this.
 * @param context The context.
 * @param fn Receives each line; NULL stops.
 * @param user Handed to fn.
 * @param free_user Frees user when it is no longer needed, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_context_set_log(wgf_context *context, wgf_log_fn fn, void *user, wgf_free_fn free_user);

/**
 * @brief Be asked regularly whether to go on; see ::wgf_poll_fn.
 * @param context The context.
 * @param fn Is asked; NULL stops.
 * @param user Handed to fn.
 * @param free_user Frees user when it is no longer needed, also when this call fails; may be NULL.
 */
WGF_API wgf_status wgf_context_set_poll(wgf_context *context, wgf_poll_fn fn, void *user, wgf_free_fn free_user);

/**
 * @brief Cancel the computation that runs with this context, or the next one when none runs. It returns WGF_CANCELLED. Every call that can take
 * long is a computation, reading and summarising too.
 * Safe from any thread and from a signal handler: it only stores a flag, which the call that it stops clears.
 * @param context The context.
 */
WGF_API wgf_status wgf_context_cancel(wgf_context *context);

#ifdef __cplusplus
}
#endif
#endif
