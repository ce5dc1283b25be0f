/* Arrays between R and C: R's memory is used in both directions. */
#include "wgfr.h"

/* Shape of the last matrix or shape argument. SWIG's glue converts the arguments of one call in their order. */
static int64_t last_n = 0, last_d = 0;

static void remember(int64_t n, int64_t d) {
  last_n = n;
  last_d = d;
}

static const double *numbers(SEXP value, const char *name) {
  if (TYPEOF(value) != REALSXP) wgfr_fail(WGF_E_ARGUMENT, "%s must be of type double", name);
  return REAL(value);
}

const double *wgfr_matrix(SEXP value, int64_t *n, int64_t *d) {
  SEXP dim = Rf_getAttrib(value, R_DimSymbol);
  if (Rf_xlength(dim) != 2) wgfr_fail(WGF_E_ARGUMENT, "a matrix was expected, one column for each particle");
  *d = INTEGER(dim)[0];
  *n = INTEGER(dim)[1];
  remember(*n, *d);
  return numbers(value, "a matrix");
}

const double *wgfr_vector(SEXP value, int64_t *n) {
  *n = Rf_xlength(value);
  remember(*n, 1);
  return numbers(value, "a vector");
}

/* list(lower, upper), either of which may be NULL. */
void wgfr_bounds(SEXP value, int64_t *n, double **lower, double **upper) {
  if (TYPEOF(value) != VECSXP || Rf_xlength(value) != 2) wgfr_fail(WGF_E_ARGUMENT, "bounds are list(lower, upper)");
  SEXP given = VECTOR_ELT(value, VECTOR_ELT(value, 0) == R_NilValue);
  *n = Rf_xlength(given);
  remember(*n, 1);
  *lower = (double *)wgfr_same_vector(VECTOR_ELT(value, 0), "lower");
  *upper = (double *)wgfr_same_vector(VECTOR_ELT(value, 1), "upper");
}

/* R gives this memory back at the end of the call. */
int64_t *wgfr_room(int64_t n) { return n > 0 ? (int64_t *)R_alloc((size_t)n, sizeof(int64_t)) : NULL; }

const int64_t *wgfr_counts(SEXP value, int64_t *n) {
  const double *from = numbers(value, "counts");
  *n = Rf_xlength(value);
  int64_t *to = wgfr_room(*n);
  for (int64_t i = 0; i < *n; ++i) {
    if (!(from[i] >= -1e15 && from[i] <= 1e15)) wgfr_fail(WGF_E_ARGUMENT, "a count is %.15g; it must be a whole number", from[i]);
    to[i] = (int64_t)from[i];
  }
  return to;
}

SEXP wgfr_from_counts(int64_t n, const int64_t *from) {
  SEXP to = Rf_allocVector(REALSXP, (R_xlen_t)n);
  for (int64_t i = 0; i < n; ++i) REAL(to)[i] = (double)from[i];
  return to;
}

uint8_t *wgfr_bytes(SEXP value, int64_t *n) {
  if (TYPEOF(value) != RAWSXP) wgfr_fail(WGF_E_ARGUMENT, "a raw vector was expected");
  *n = Rf_xlength(value);
  return RAW(value);
}

/* c(d, n) */
void wgfr_shape(SEXP value, int64_t *n, int64_t *d) {
  SEXP pair = Rf_protect(Rf_coerceVector(value, REALSXP));
  if (Rf_xlength(pair) != 2) wgfr_fail(WGF_E_ARGUMENT, "a shape c(d, n) was expected");
  *d = (int64_t)REAL(pair)[0];
  *n = (int64_t)REAL(pair)[1];
  remember(*n, *d);
  Rf_unprotect(1);
}

static const double *same(SEXP value, const char *name, int64_t length) {
  if (value == R_NilValue) return NULL;
  if (Rf_xlength(value) != length)
    wgfr_fail(WGF_E_ARGUMENT, "%s has %.0f numbers and needs %.0f", name, (double)Rf_xlength(value), (double)length);
  return numbers(value, name);
}

const double *wgfr_same_vector(SEXP value, const char *name) { return same(value, name, last_n); }
const double *wgfr_same_matrix(SEXP value, const char *name) { return same(value, name, last_n * last_d); }

static SEXP new_matrix(int64_t d, int64_t n) {
  if (n < 0 || d < 0 || n > INT32_MAX || d > INT32_MAX) wgfr_fail(WGF_E_ARGUMENT, "R has no matrix of %.0f x %.0f", (double)d, (double)n);
  return Rf_allocMatrix(REALSXP, (int)d, (int)n);
}

SEXP wgfr_new_matrix(SEXP shape, int64_t *n, int64_t *d) {
  *n = *d = 0;
  if (shape == R_NilValue) return R_NilValue;
  wgfr_shape(shape, n, d);
  return new_matrix(*d, *n);
}

SEXP wgfr_new_vector(SEXP length, int64_t *n) {
  *n = wgfr_count(length, "length");
  return Rf_allocVector(REALSXP, (R_xlen_t)*n);
}

SEXP wgfr_new_rows(SEXP rows, int64_t *d) {
  *d = wgfr_count(rows, "rows");
  return new_matrix(*d, last_n);
}

SEXP wgfr_new_bytes(SEXP length, int64_t *n) {
  *n = wgfr_count(length, "length");
  return Rf_allocVector(RAWSXP, (R_xlen_t)*n);
}

SEXP wgfr_wanted_vector(SEXP wanted) { return Rf_asLogical(wanted) == 1 ? Rf_allocVector(REALSXP, (R_xlen_t)last_n) : R_NilValue; }
SEXP wgfr_wanted_matrix(SEXP wanted) { return Rf_asLogical(wanted) == 1 ? new_matrix(last_d, last_n) : R_NilValue; }

SEXP wgfr_copied(SEXP filled, const double *from) {
  memcpy(REAL(filled), from, sizeof(double) * (size_t)Rf_xlength(filled));
  return filled;
}

double *wgfr_address(SEXP filled) { return filled == R_NilValue ? NULL : REAL(filled); }
