/**
 * @file options.h
 * @brief Options by name: one way to set and read them, for contexts, targets, flows and discrepancies.
 *
 * @code
 *   wgf_options *options;
 *   wgf_flow_get_options(flow, &options);
 *   wgf_options_set_double(options, "step_size", 0.05);
 * @endcode
 * wgf_catalogue_option() lists the options of an entry with their types, defaults and bounds. A name that does not exist, a value of another type
 * or out of range is refused at once with WGF_E_OPTION, and the words name the nearest option or what is allowed. Options of a flow change before
 * bind, all but "step_size", which may also change between steps; those of a target before its first use; those of a discrepancy and of a context
 * at any time. Where it is too late the call fails with WGF_E_STATE and says why.
 */
#ifndef WGF_OPTIONS_H
#define WGF_OPTIONS_H

#include "wgf/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief The options of one handle, lent by wgf_flow_get_options() and its like. It lives as long as that handle; there is nothing to destroy. */
typedef struct wgf_options wgf_options;

/** @brief Set a number. @param options The options. @param name The option. @param value Its value. */
WGF_API wgf_status wgf_options_set_double(wgf_options *options, const char *name, double value);

/** @brief Set a whole number. @param options The options. @param name The option. @param value Its value. */
WGF_API wgf_status wgf_options_set_int(wgf_options *options, const char *name, int64_t value);

/** @brief Set a text. @param options The options. @param name The option. @param value Its value; copied. */
WGF_API wgf_status wgf_options_set_string(wgf_options *options, const char *name, const char *value);

/**
 * @brief Set a vector, such as "mean" (d numbers) or "covariance" (d*d numbers) of the target "gaussian".
 * @param options The options.
 * @param name The option.
 * @param n Number of values; the sentence of the option says how many it takes.
 * @param values Finite numbers; copied.
 */
WGF_API wgf_status wgf_options_set_vector(wgf_options *options, const char *name, int64_t n, const double *values);

/** @brief Read a number. @param options The options. @param name The option. @param value Receives it. */
WGF_API wgf_status wgf_options_get_double(const wgf_options *options, const char *name, double *value);

/** @brief Read a whole number. @param options The options. @param name The option. @param value Receives it. */
WGF_API wgf_status wgf_options_get_int(const wgf_options *options, const char *name, int64_t *value);

/**
 * @brief Read a text. The option "isa" of a context gives the instruction set in use.
 * @param options The options.
 * @param name The option.
 * @param value Receives a string of the library, valid until an option of this handle is set.
 */
WGF_API wgf_status wgf_options_get_string(const wgf_options *options, const char *name, const char **value);

/**
 * @brief How many numbers a vector has.
 * @param options The options.
 * @param name The option.
 * @param n Receives the number; 0 while it was not set and the default holds.
 */
WGF_API wgf_status wgf_options_get_length(const wgf_options *options, const char *name, int64_t *n);

/** @brief Read a vector. @param options The options. @param name The option. @param n Its length, see wgf_options_get_length(). @param values Receives n numbers. */
WGF_API wgf_status wgf_options_get_vector(const wgf_options *options, const char *name, int64_t n, double *values);

#ifdef __cplusplus
}
#endif

#endif
