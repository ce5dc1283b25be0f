/* What SWIG's glue (wgf_wrap.c) needs of R: values, handles, records, callbacks, and calls that R may unwind. */
#ifndef WGFR_H
#define WGFR_H

#include <string.h>

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

#include <wgf.h>

/* ---- one call of the library (call.c) ---- */

/* On the stack of every call into the library. An R error, interrupt or other jump inside a callback is caught there, the library
   returns as from a failed callback, and wgfr_leave goes on with the jump. */
typedef struct wgfr_call {
  struct wgfr_call *outer;
  SEXP token;
  int jumped;
} wgfr_call;

void wgfr_enter(wgfr_call *call);
void wgfr_leave(wgfr_call *call);
int wgfr_protected(SEXP (*fn)(void *), void *data);  /* non-zero: R jumped */
void wgfr_check(wgf_status status);                  /* an R condition for a failure, or when there is no result: cancelled */
void wgfr_check_run(wgf_status status);              /* the same, where cancelled is news */
void wgfr_fail(wgf_status status, const char *format, ...);

/* ---- handles (handle.c) ---- */

typedef struct wgfr_kind {
  const char *name;
  void (*destroy)(void *handle);
} wgfr_kind;

extern const wgfr_kind wgfr_wgf_context, wgfr_wgf_target, wgfr_wgf_ensemble, wgfr_wgf_flow, wgfr_wgf_draws, wgfr_wgf_discrepancy;
#define WGFR_KIND(type) &wgfr_##type

SEXP wgfr_wrap(void *handle, const wgfr_kind *kind);
void *wgfr_unwrap(SEXP handle, const wgfr_kind *kind);
void *wgfr_close(SEXP handle, const wgfr_kind *kind);     /* the address, which the handle then has no more */
void wgfr_hold(SEXP handle, SEXP name, SEXP value);       /* value lives as long as handle */
SEXP wgfr_lend(wgf_options *options, SEXP handle);        /* live as long as handle; handle lives as long as they do, unless it is closed */
wgf_options *wgfr_lent(SEXP options);
int32_t wgfr_is_open(SEXP handle);

/* ---- values (values.c) ---- */

int64_t wgfr_count(SEXP value, const char *name);
double wgfr_number(SEXP value, const char *name);
const char *wgfr_text(SEXP value, const char *name);
SEXP wgfr_from_count(int64_t value);
SEXP wgfr_string(const char *text);

/* Results of one call: one stands for itself, several make a named list. `outputs` is the list that SWIG's glue protects. */
SEXP wgfr_outputs(SEXP outputs);
SEXP wgfr_output(SEXP outputs, const char *name, SEXP value);

/* ---- arrays (arrays.c): a matrix is d x n; "same" and "wanted" have the shape of the matrix or shape before them ---- */

const double *wgfr_matrix(SEXP value, int64_t *n, int64_t *d);
const double *wgfr_vector(SEXP value, int64_t *n);
void wgfr_bounds(SEXP value, int64_t *n, double **lower, double **upper);
const int64_t *wgfr_counts(SEXP value, int64_t *n);
int64_t *wgfr_room(int64_t n);
SEXP wgfr_from_counts(int64_t n, const int64_t *from);
uint8_t *wgfr_bytes(SEXP value, int64_t *n);
void wgfr_shape(SEXP value, int64_t *n, int64_t *d);
const double *wgfr_same_vector(SEXP value, const char *name);
const double *wgfr_same_matrix(SEXP value, const char *name);

SEXP wgfr_new_matrix(SEXP shape, int64_t *n, int64_t *d);
SEXP wgfr_new_vector(SEXP length, int64_t *n);
SEXP wgfr_new_rows(SEXP rows, int64_t *d);
SEXP wgfr_new_bytes(SEXP length, int64_t *n);
SEXP wgfr_wanted_vector(SEXP wanted);
SEXP wgfr_wanted_matrix(SEXP wanted);
SEXP wgfr_copied(SEXP filled, const double *from);
double *wgfr_address(SEXP filled);                        /* NULL for R's NULL */

/* ---- records (records.c) ---- */

#define WGFR_LIST(record) wgfr_list_##record
SEXP wgfr_list_entry(const wgf_entry *entry);
SEXP wgfr_list_option(const wgf_option *option);
SEXP wgfr_list_request(const wgf_request *request);
SEXP wgfr_list_stats(const wgf_stats *stats);
SEXP wgfr_list_summary(const wgf_summary *summary);
SEXP wgfr_list_info(const wgf_draws_info *info);

/* ---- callbacks (callbacks.c): user is an R function ---- */

int32_t wgfr_density(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score);
int32_t wgfr_hessian_vector(void *user, int64_t batch, int64_t n, int64_t d, const double *x, const double *v, double *hv);
int32_t wgfr_progress(void *user, int64_t step, int64_t steps, int64_t n, int64_t d, const double *x);
int32_t wgfr_kernel(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3);
int32_t wgfr_features(void *user, int64_t n, int64_t d, const double *x, int64_t m, double *f, const double *c, double *jtc);
void wgfr_log(void *user, int32_t level, const char *line);
int32_t wgfr_poll(void *user);

#endif
