/**
 * @file base.h
 * @brief Status codes, versions, error text, options and the catalogue: what every other header builds on.
 *
 * Conventions that hold for the whole library
 *  - Every function that can fail returns a ::wgf_status and writes its results through pointers. Zero is success, a
 *    positive value is success with news (a run converged, a limit was reached, it was cancelled), a negative
 *    value is a failure after which every handle is as it was before the call.
 *  - The sentence that explains the last failure on this thread is wgf_last_error().
 *  - Particle i of a cloud of n particles in d dimensions is at x + i*d ("particle major"; a column-major d x n
 *    matrix in R, Julia and Fortran). Counts and indices are int64_t, numbers are double.
 *  - The library prints nothing, installs no signal handler, and never calls abort, exit or longjmp.
 *  - A handle may be used from any thread, by one thread at a time, unless its comment says more. Any number of threads may at once read draws
 *    (which never change), and use different flows, ensembles and discrepancies of one context; but a context that is being changed, a target
 *    that is being changed or asked (a flow at work asks its target: two flows over one target take turns, or get WGF_E_BUSY), and an ensemble
 *    that a flow moves are for one thread. The two functions whose name ends in cancel are for every thread. Handles keep
 *    alive what they need, so they may be destroyed in any order, also by a callback; destroying NULL does nothing.
 *  - While a call of a flow or a discrepancy runs, callbacks may read it and its ensemble; whatever would run or change
 *    them fails with WGF_E_BUSY.
 *  - A call whose time grows with the size of a cloud, of draws or of a file asks the poll callback at least every 100 ms and can be cancelled
 *    (wgf_context_cancel()): it then gives WGF_CANCELLED, handles are as before, and what it had begun to write to the caller's memory
 *    has no meaning. Evaluating a callback of the caller's is the caller's time.
 *  - A C++ callback that throws is treated as one that failed: the call gives WGF_E_CALLBACK, its text says what was thrown, and a flow is at its
 *    last completed step. What a log callback throws is dropped. Nothing may leave a callback by longjmp.
 *  - Records begin with struct_size: the caller sets it, and only that many bytes are filled.
 */
#ifndef WGF_BASE_H
#define WGF_BASE_H

#include <stdint.h>

#include "wgf/version.h"

#if defined(WGF_STATIC)
#define WGF_API
#elif defined(__GNUC__)
#define WGF_API __attribute__((visibility("default")))
#else
#define WGF_API
#endif

/** @brief Marks what a later SONAME will not have: the compiler says so, with what to call instead. It stays for one minor version at least. */
#if defined(__GNUC__)
#define WGF_DEPRECATED(instead) __attribute__((deprecated(instead)))
#else
#define WGF_DEPRECATED(instead)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** @brief What a call did: one of ::wgf_status_code. */
typedef int32_t wgf_status;

/** @brief Values of ::wgf_status. Positive: the state is valid and there is news. Negative: nothing was changed. */
enum wgf_status_code {
  WGF_OK = 0,             /**< Done. */
  WGF_CONVERGED = 1,      /**< A run reached its tolerance before its step limit. */
  WGF_BUDGET = 2,         /**< A run used up its time limit. */
  WGF_CANCELLED = 3,      /**< Cancelled: nothing was changed; a flow is at the last completed step. */
  WGF_NOT_CONVERGED = 4,  /**< A run did all its steps, but its result is not to be trusted yet: not at rest, chains lost, a wrong score. The log says what. */
  WGF_ADJUSTED = 5,       /**< A run did all its steps, but not quite as asked: draws were thinned, or exact sums replaced approximated ones. See ::wgf_stats and the log. */
  WGF_E_ARGUMENT = -1,    /**< An argument is NULL, out of range, of the wrong length or not finite. */
  WGF_E_OPTION = -2,      /**< Unknown option name, wrong type, or value out of range. */
  WGF_E_STATE = -3,       /**< The call does not fit the state of the handle (for example, step before bind). */
  WGF_E_BUSY = -4,        /**< The handle is in use by a run that has not returned. */
  WGF_E_MEMORY = -5,      /**< Out of memory, or the request is larger than the limit that was set. */
  WGF_E_CALLBACK = -6,    /**< A callback returned non-zero, which wgf_callback_result() gives, or threw an exception. */
  WGF_E_NUMERIC = -7,     /**< Every particle was rejected, a result is not finite, or a solver did not converge. */
  WGF_E_FORMAT = -8,      /**< A file or a block of bytes is damaged, foreign, or cannot be read or written. */
  WGF_E_UNSUPPORTED = -9, /**< The combination has no meaning or is not offered; the text says why. */
  WGF_E_FORK = -10,       /**< The handle cannot be used after fork() in the child process. */
  WGF_E_INTERNAL = -11    /**< A defect of the library. */
};

/** @brief Frees the `user` pointer of a callback. Called exactly once, also when registration fails. */
typedef void (*wgf_free_fn)(void *user);

/** @brief Version of the library at run time, for example "0.2.0". The string is static. */
WGF_API const char *wgf_version(void);

/** @brief Version of the library at run time as major*1000000 + minor*1000 + patch. */
WGF_API int32_t wgf_version_number(void);

/**
 * @brief Name of a status code, for example "WGF_E_ARGUMENT".
 * @param status A status code; an unknown one gives "unknown status".
 * @return A static string.
 */
WGF_API const char *wgf_status_name(wgf_status status);

/**
 * @brief Text of the last failure on this thread: the function, the argument, the value received, what is allowed.
 * @return A string owned by the library, valid until this thread's next call that fails; "" before any failure.
 */
WGF_API const char *wgf_last_error(void);

/** @brief The value that a callback returned when a call on this thread last failed with WGF_E_CALLBACK. */
WGF_API int32_t wgf_callback_result(void);

/**
 * @brief To be called inside a callback: a sentence that says why it fails or rejects a particle.
 * @param text Copied; the library adds it to the error text or to the record of rejections. NULL clears it.
 */
WGF_API void wgf_set_callback_message(const char *text);

/** @brief Number of handles of this library alive in the process: 0 when everything was destroyed. */
WGF_API int64_t wgf_live_handles(void);

/** @brief What an entry of the catalogue is. */
enum wgf_entry_kind {
  WGF_FLOW = 0,        /**< A gradient flow: wgf_flow_create(). */
  WGF_TARGET = 1,      /**< A ready-made target: wgf_target_create(). */
  WGF_KERNEL = 2,      /**< A radial kernel: the value of the option "kernel". */
  WGF_DISCREPANCY = 3, /**< A discrepancy of two measures: wgf_discrepancy_create(). */
  WGF_CONTEXT = 4      /**< The one entry "context", which lists the options of a context. */
};

/** @brief Type of an option. */
enum wgf_option_type {
  WGF_OPTION_DOUBLE = 0, /**< A number: wgf_options_set_double(). */
  WGF_OPTION_INT = 1,    /**< A whole number: wgf_options_set_int(). */
  WGF_OPTION_STRING = 2, /**< A text, often one of a few choices: wgf_options_set_string(). */
  WGF_OPTION_VECTOR = 3  /**< A vector of numbers: wgf_options_set_vector(). */
};

/** @brief One entry of the catalogue. All strings are static. */
typedef struct wgf_entry {
  uint32_t struct_size;         /**< Set to sizeof(wgf_entry) by the caller. */
  int32_t deterministic;        /**< Flows: 1 when no random number is used with the default options. */
  const char *name;             /**< The name to create it by. */
  const char *summary;          /**< One line. */
  const char *reference;        /**< Paper and equation. */
  const char *energy;           /**< Flows: the energy that decreases. */
  const char *geometry;         /**< Flows: the metric that the flow is steepest descent in. */
  const char *scheme;           /**< Flows: how time is discretised. */
  const char *needs;            /**< Flows, discrepancies: what the target must give: "score", "log density", "samples". */
  const char *symmetries;       /**< Flows: the transformations that the drift commutes with. */
  const char *memory;           /**< Flows: growth of memory with n particles, m samples and d dimensions. */
  int64_t options;              /**< Number of options. */
  int64_t particles;            /**< Flows: a sensible number of particles. */
  const char *particles_reason; /**< Flows: why that number. */
} wgf_entry;

/** @brief One option of a catalogue entry. All strings are static. */
typedef struct wgf_option {
  uint32_t struct_size;     /**< Set to sizeof(wgf_option) by the caller. */
  int32_t type;             /**< One of ::wgf_option_type. */
  const char *name;         /**< The option's name. */
  const char *summary;      /**< A sentence: meaning, unit, and why the default is what it is. */
  double default_value;     /**< Default of a number. */
  double minimum;           /**< Smallest allowed number. */
  double maximum;           /**< Largest allowed number. */
  const char *default_text; /**< Default of a text. */
  const char *choices;      /**< Allowed texts, separated by spaces; "" when any text is allowed. */
} wgf_option;

/**
 * @brief Number of entries of one kind.
 * @param kind One of ::wgf_entry_kind.
 * @param count Receives the number.
 */
WGF_API wgf_status wgf_catalogue_count(int32_t kind, int64_t *count);

/**
 * @brief Describe one entry.
 * @param kind One of ::wgf_entry_kind.
 * @param index From 0 to the count minus 1, in alphabetical order.
 * @param entry Filled; set its struct_size first.
 */
WGF_API wgf_status wgf_catalogue_entry(int32_t kind, int64_t index, wgf_entry *entry);

/**
 * @brief Describe one option of an entry.
 * @param kind One of ::wgf_entry_kind.
 * @param name The entry's name.
 * @param index From 0 to the entry's number of options minus 1.
 * @param option Filled; set its struct_size first.
 */
WGF_API wgf_status wgf_catalogue_option(int32_t kind, const char *name, int64_t index, wgf_option *option);

#ifdef __cplusplus
}
#endif
#endif
