/* SWIG interface of the R package: plain C glue, one R_swig_ function for each function of the library. Every typemap hands R values
   to bindings/r/src/wgfr.h, so that SWIG's own classes and run-time code for R are not needed; strip_r.py leaves them out. */
%module wgf

#define WGF_API
%include <stdint.i>

/* Numbers of the enumerations go to R/native.R by strip_r.py, records become lists. */
%rename("$ignore", %$isenum) "";
%rename("$ignore", %$isenumitem) "";
%rename("$ignore", %$isclass) "";
%ignore WGF_VERSION;
%ignore WGF_VERSION_MAJOR;
%ignore WGF_VERSION_MINOR;
%ignore WGF_VERSION_PATCH;

/* ---- single values ---- */

%typemap(in) int64_t "$1 = wgfr_count($input, \"$1_name\");"
%typemap(in) int32_t "$1 = (int32_t) wgfr_count($input, \"$1_name\");"
%typemap(in) double "$1 = wgfr_number($input, \"$1_name\");"
%typemap(in) const char * "$1 = (char *) wgfr_text($input, \"$1_name\");"
%typemap(out) int32_t "$result = Rf_ScalarInteger($1);"
%typemap(out) int64_t "$result = Rf_ScalarReal((double) $1);"
%typemap(out) const char * "$result = wgfr_string($1);"
%typemap(out) wgf_status "wgfr_check($1); $result = R_NilValue;"
%typemap(out) wgf_status wgf_flow_step, wgf_status wgf_flow_run "wgfr_check_run($1); $result = Rf_ScalarInteger($1);"
%typemap(out) wgf_status wgf_sample "if (*arg2) wgfr_check_run($1); else wgfr_check($1); $result = R_NilValue;" // a cancelled one has draws, or none

%define SCALAR_OUT(TYPE, TO_R, NAME)
%typemap(in, numinputs=0) TYPE *NAME (TYPE value = 0) "$1 = ($1_ltype) &value;"
%typemap(argout) TYPE *NAME "$result = wgfr_output(R_OutputValues, \"NAME\", TO_R(*$1));"
%enddef
%define COUNT_OUT(NAME)
SCALAR_OUT(int64_t, wgfr_from_count, NAME)
%enddef
%define NUMBER_OUT(NAME)
SCALAR_OUT(double, Rf_ScalarReal, NAME)
%enddef
COUNT_OUT(count)
COUNT_OUT(value)
COUNT_OUT(n)
COUNT_OUT(d)
COUNT_OUT(iterations)
COUNT_OUT(chains)
COUNT_OUT(index)
COUNT_OUT(coordinate)
NUMBER_OUT(value)
NUMBER_OUT(worst)
NUMBER_OUT(mcse)
NUMBER_OUT(ess)
NUMBER_OUT(khat)
NUMBER_OUT(threshold)
NUMBER_OUT(ksd)
SCALAR_OUT(const char *, wgfr_string, value)
SCALAR_OUT(const char *, wgfr_string, name)
SCALAR_OUT(const char *, wgfr_string, message)
SCALAR_OUT(const char *, wgfr_string, text)

/* ---- handles ---- */

%define HANDLE(T)
%typemap(in) T *, const T * "$1 = (T *) wgfr_unwrap($input, WGFR_KIND(T));"
%typemap(in) T *CLOSED "$1 = (T *) wgfr_close($input, WGFR_KIND(T));"
%typemap(in, numinputs=0) T **result (T *made = NULL) "$1 = &made;"
%typemap(argout) T **result "$result = wgfr_output(R_OutputValues, \"result\", wgfr_wrap(*$1, WGFR_KIND(T)));"
%enddef
HANDLE(wgf_context)
HANDLE(wgf_target)
HANDLE(wgf_ensemble)
HANDLE(wgf_flow)
HANDLE(wgf_draws)
HANDLE(wgf_discrepancy)

/* Options that a handle lends stop working when it is closed, and keep it alive until then. */
%define LENDS(T, NAME)
%typemap(in) (T *NAME, wgf_options **options) (wgf_options *lent = NULL) "$1 = (T *) wgfr_unwrap($input, WGFR_KIND(T)); $2 = &lent;"
%typemap(argout) (T *NAME, wgf_options **options) "$result = wgfr_output(R_OutputValues, \"options\", wgfr_lend(*$2, NAME));"
%enddef
LENDS(wgf_context, context)
LENDS(wgf_target, target)
LENDS(wgf_flow, flow)
LENDS(wgf_discrepancy, discrepancy)
%typemap(in) wgf_options *, const wgf_options * "$1 = wgfr_lent($input);"

/* ---- records become lists ---- */

%define RECORD(T, NAME)
%typemap(in, numinputs=0) T *NAME (T record) "memset(&record, 0, sizeof record); record.struct_size = sizeof record; $1 = &record;"
%typemap(argout) T *NAME "$result = wgfr_output(R_OutputValues, \"NAME\", WGFR_LIST(NAME)($1));"
%enddef
RECORD(wgf_entry, entry)
RECORD(wgf_option, option)
RECORD(wgf_request, request)
RECORD(wgf_stats, stats)
RECORD(wgf_summary, summary)
RECORD(wgf_draws_info, info)

/* ---- arrays: a matrix is d x n, one column for each particle, and one R argument stands for its length, size and address ---- */

/* In; lower, upper, v, ... take their shape from the matrix or shape before them. */
%typemap(in) (int64_t n, int64_t d, const double *x), (int64_t n, int64_t user_d, const double *user_x)
  "$3 = (double *) wgfr_matrix($input, &$1, &$2);"
%typemap(in) (int64_t n, const double *values) "$2 = (double *) wgfr_vector($input, &$1);"
%typemap(in) (int64_t n, const double *lower, const double *upper) "wgfr_bounds($input, &$1, &$2, &$3);"
%typemap(in) (int64_t n, const int64_t *superchains) "$2 = wgfr_counts($input, &$1);"
%typemap(in) (int64_t n, const uint8_t *bytes) "$2 = wgfr_bytes($input, &$1);"
%typemap(in) (int64_t n, int64_t d) "wgfr_shape($input, &$1, &$2);"
%typemap(in) const double *log_density "$1 = (double *) wgfr_same_vector($input, \"$1_name\");"
%typemap(in) const double *v, const double *score, const double *hv, const double *hessian_diagonal "$1 = (double *) wgfr_same_matrix($input, \"$1_name\");"

/* Out; `shape` is c(d, n), a length, the number of rows, or whether the result is wanted. */
%typemap(in) (int64_t n, int64_t d, double *x) (SEXP filled)
  "filled = Rf_protect(wgfr_new_matrix($input, &$1, &$2)); r_nprotect++; $3 = wgfr_address(filled);"
%typemap(in) (int64_t n, double *values) (SEXP filled)
  "filled = Rf_protect(wgfr_new_vector($input, &$1)); r_nprotect++; $2 = wgfr_address(filled);"
%typemap(in) (int64_t user_d, double *user_x) (SEXP filled), (int64_t d, double *x) (SEXP filled)
  "filled = Rf_protect(wgfr_new_rows($input, &$1)); r_nprotect++; $2 = wgfr_address(filled);"
%typemap(in) (int64_t n, uint8_t *bytes) (SEXP filled)
  "filled = Rf_protect(wgfr_new_bytes($input, &$1)); r_nprotect++; $2 = RAW(filled);"
%typemap(in) (int64_t m, int64_t *indices) "$1 = wgfr_count($input, \"m\"); $2 = wgfr_room($1);"
%typemap(argout) (int64_t m, int64_t *indices) "$result = wgfr_output(R_OutputValues, \"indices\", wgfr_from_counts($1, $2));"
%typemap(in) double *log_density (SEXP filled), double *smoothed (SEXP filled), double *weights (SEXP filled)
  "filled = Rf_protect(wgfr_wanted_vector($input)); r_nprotect++; $1 = wgfr_address(filled);"
%typemap(in) double *score (SEXP filled), double *hv (SEXP filled)
  "filled = Rf_protect(wgfr_wanted_matrix($input)); r_nprotect++; $1 = wgfr_address(filled);"
%define FILLED(NAME, ARGUMENTS...)
%typemap(argout) ARGUMENTS "$result = wgfr_output(R_OutputValues, \"NAME\", filled$argnum);"
%enddef
FILLED(x, (int64_t n, int64_t d, double *x))
FILLED(values, (int64_t n, double *values))
FILLED(x, (int64_t user_d, double *user_x))
FILLED(x, (int64_t d, double *x))
FILLED(bytes, (int64_t n, uint8_t *bytes))
FILLED(log_density, double *log_density)
FILLED(smoothed, double *smoothed)
FILLED(weights, double *weights)
FILLED(score, double *score)
FILLED(hv, double *hv)
%typemap(argout) (int64_t n, int64_t d, const double *x), (int64_t n, int64_t user_d, const double *user_x), (int64_t n, const double *values),
                 (int64_t n, const uint8_t *bytes), const double *log_density, const double *score, const double *hv, const double *hessian_diagonal, (int64_t n, const int64_t *superchains)
  "$result = wgfr_outputs(R_OutputValues);"

/* A view would dangle in R: a copy. */
%typemap(in) const double **values (const double *view = NULL, SEXP filled)
  "{ int64_t n, d; filled = Rf_protect(wgfr_new_matrix($input, &n, &d)); r_nprotect++; $1 = ($1_ltype) &view; }"
%typemap(argout) const double **values "$result = wgfr_output(R_OutputValues, \"values\", wgfr_copied(filled$argnum, *$1));"

/* ---- callbacks: `user` is the R function, which R keeps alive in the handle (wgfr_hold) ---- */

%define CALLBACK(TYPE, TRAMPOLINE)
%typemap(in) (TYPE fn, void *user, wgf_free_fn free_user) "$1 = $input == R_NilValue ? NULL : TRAMPOLINE; $2 = $input; $3 = NULL;"
%enddef
CALLBACK(wgf_density_fn, wgfr_density)
CALLBACK(wgf_hessian_vector_fn, wgfr_hessian_vector)
CALLBACK(wgf_progress_fn, wgfr_progress)
CALLBACK(wgf_kernel_fn, wgfr_kernel)
CALLBACK(wgf_features_fn, wgfr_features)
CALLBACK(wgf_log_fn, wgfr_log)
CALLBACK(wgf_poll_fn, wgfr_poll)

%typemap(freearg) SWIGTYPE *, const char *, int64_t *, const int64_t *, double *, const double *, uint8_t *, const uint8_t * ""

/* ---- functions ---- */

%typemap(in) SEXP "$1 = $input;"
void wgfr_hold(SEXP handle, SEXP name, SEXP value);
int32_t wgfr_is_open(SEXP handle);

/* A closed handle has no address, and destroying it again does nothing. */
%define DESTROY(T, NAME)
%apply T *CLOSED { T *NAME };
void T ## _destroy(T *NAME);
%clear T *NAME;
%enddef
DESTROY(wgf_context, context)
DESTROY(wgf_target, target)
DESTROY(wgf_ensemble, ensemble)
DESTROY(wgf_flow, flow)
DESTROY(wgf_draws, draws)
DESTROY(wgf_discrepancy, discrepancy)

%exception { wgfr_call call_; wgfr_enter(&call_); $action wgfr_leave(&call_); }
%include "wgf/base.h"
%include "wgf/options.h"
%include "wgf/context.h"
%include "wgf/target.h"
%include "wgf/ensemble.h"
%include "wgf/draws.h"
%include "wgf/diagnostics.h"
%include "wgf/sampler.h"
%include "wgf/flow.h"
%include "wgf/discrepancy.h"
