/* The library's callbacks as calls of R functions. R owns its arguments: they are copies. */
#include "wgfr.h"

static SEXP copied_matrix(const double *x, int64_t d, int64_t n) {
  SEXP copy = Rf_allocMatrix(REALSXP, (int)d, (int)n);
  memcpy(REAL(copy), x, sizeof(double) * (size_t)(n * d));
  return copy;
}

static SEXP copied_vector(const double *x, int64_t n) {
  SEXP copy = Rf_allocVector(REALSXP, (R_xlen_t)n);
  memcpy(REAL(copy), x, sizeof(double) * (size_t)n);
  return copy;
}

/* Element i of the list that an R function gave. */
static SEXP element(SEXP answer, R_xlen_t i) {
  if (TYPEOF(answer) != VECSXP || Rf_xlength(answer) <= i) wgfr_fail(WGF_E_ARGUMENT, "a callback must give a list of %d", (int)i + 1);
  return VECTOR_ELT(answer, i);
}

static void take(SEXP value, const char *name, int64_t length, double *to) {
  if (!to) return;
  if ((TYPEOF(value) != REALSXP && TYPEOF(value) != INTSXP && TYPEOF(value) != LGLSXP) || Rf_xlength(value) != length)
    wgfr_fail(WGF_E_ARGUMENT, "%s must be %.0f numbers, and is %.0f values of type %s", name, (double)length,
              (double)Rf_xlength(value), Rf_type2char(TYPEOF(value)));
  SEXP given = Rf_protect(Rf_coerceVector(value, REALSXP));
  memcpy(to, REAL(given), sizeof(double) * (size_t)length);
  Rf_unprotect(1);
}

static SEXP wanted(const double *out) { return Rf_ScalarLogical(out != NULL); }

/* ---- density: function(x, log_density, score, batch), list(log_density, score) ---- */

typedef struct {
  SEXP fn;
  int64_t batch, n, d;
  const double *x, *v;
  double *log_density, *score, *hv;
} density_call;

static SEXP call_density(void *data) {
  const density_call *c = data;
  SEXP x = Rf_protect(copied_matrix(c->x, c->d, c->n));
  SEXP batch = Rf_protect(wgfr_from_count(c->batch));
  SEXP call = Rf_protect(Rf_lang5(c->fn, x, wanted(c->log_density), wanted(c->score), batch));
  SEXP answer = Rf_protect(Rf_eval(call, R_GlobalEnv));
  take(element(answer, 0), "the log density", c->n, c->log_density);
  take(element(answer, 1), "the score", c->n * c->d, c->score);
  Rf_unprotect(4);
  return R_NilValue;
}

int32_t wgfr_density(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  density_call call = {user, batch, n, d, x, NULL, log_density, score, NULL};
  return wgfr_protected(call_density, &call);
}

/* ---- Hessian products: function(x, v, batch), matrix ---- */

static SEXP call_hessian_vector(void *data) {
  const density_call *c = data;
  SEXP x = Rf_protect(copied_matrix(c->x, c->d, c->n)), v = Rf_protect(copied_matrix(c->v, c->d, c->n));
  SEXP batch = Rf_protect(wgfr_from_count(c->batch));
  SEXP call = Rf_protect(Rf_lang4(c->fn, x, v, batch));
  SEXP answer = Rf_protect(Rf_eval(call, R_GlobalEnv));
  take(answer, "the Hessian product", c->n * c->d, c->hv);
  Rf_unprotect(5);
  return R_NilValue;
}

int32_t wgfr_hessian_vector(void *user, int64_t batch, int64_t n, int64_t d, const double *x, const double *v, double *hv) {
  density_call call = {user, batch, n, d, x, v, NULL, NULL, hv};
  return wgfr_protected(call_hessian_vector, &call);
}

/* ---- progress: function(step, steps, x), TRUE to stop ---- */

typedef struct {
  SEXP fn;
  int64_t step, steps, n, d;
  const double *x;
  int32_t stop;
} progress_call;

static SEXP call_progress(void *data) {
  progress_call *c = data;
  SEXP step = Rf_protect(wgfr_from_count(c->step)), steps = Rf_protect(wgfr_from_count(c->steps));
  SEXP x = Rf_protect(copied_matrix(c->x, c->d, c->n));
  SEXP call = Rf_protect(Rf_lang4(c->fn, step, steps, x));
  c->stop = Rf_asLogical(Rf_eval(call, R_GlobalEnv)) == 1;
  Rf_unprotect(4);
  return R_NilValue;
}

int32_t wgfr_progress(void *user, int64_t step, int64_t steps, int64_t n, int64_t d, const double *x) {
  progress_call call = {user, step, steps, n, d, x, 0};
  return wgfr_protected(call_progress, &call) || call.stop;
}

/* ---- kernel: function(u, second, third), list(k, k1, k2, k3) ---- */

typedef struct {
  SEXP fn;
  int64_t n;
  const double *u;
  double *k[4];
} kernel_call;

static SEXP call_kernel(void *data) {
  const kernel_call *c = data;
  static const char *const names[] = {"the kernel", "its derivative", "its second derivative", "its third derivative"};
  SEXP u = Rf_protect(copied_vector(c->u, c->n));
  SEXP call = Rf_protect(Rf_lang4(c->fn, u, wanted(c->k[2]), wanted(c->k[3])));
  SEXP answer = Rf_protect(Rf_eval(call, R_GlobalEnv));
  for (int i = 0; i < 4; ++i) take(element(answer, i), names[i], c->n, c->k[i]);
  Rf_unprotect(3);
  return R_NilValue;
}

int32_t wgfr_kernel(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3) {
  kernel_call call = {user, n, u, {k, k1, k2, k3}};
  return wgfr_protected(call_kernel, &call);
}

/* ---- features: function(x, features, c), list(f as m x n, products as d x n); c is NULL when no product is wanted ---- */

typedef struct {
  SEXP fn;
  int64_t n, d, m;
  const double *x, *c;
  double *f, *jtc;
} features_call;

static SEXP call_features(void *data) {
  const features_call *c = data;
  SEXP x = Rf_protect(copied_matrix(c->x, c->d, c->n));
  SEXP weights = Rf_protect(c->jtc ? copied_vector(c->c, c->m) : R_NilValue);
  SEXP call = Rf_protect(Rf_lang4(c->fn, x, wanted(c->f), weights));
  SEXP answer = Rf_protect(Rf_eval(call, R_GlobalEnv));
  take(element(answer, 0), "the features", c->n * c->m, c->f);
  take(element(answer, 1), "the products of the features' Jacobian", c->n * c->d, c->jtc);
  Rf_unprotect(4);
  return R_NilValue;
}

int32_t wgfr_features(void *user, int64_t n, int64_t d, const double *x, int64_t m, double *f, const double *c, double *jtc) {
  features_call call = {user, n, d, m, x, c, f, jtc};
  return wgfr_protected(call_features, &call);
}

/* ---- log: function(level, line) ---- */

typedef struct {
  SEXP fn;
  int32_t level;
  const char *line;
} log_call;

static SEXP call_log(void *data) {
  const log_call *c = data;
  SEXP level = Rf_protect(Rf_ScalarInteger(c->level)), line = Rf_protect(wgfr_string(c->line));
  SEXP call = Rf_protect(Rf_lang3(c->fn, level, line));
  Rf_eval(call, R_GlobalEnv);
  Rf_unprotect(3);
  return R_NilValue;
}

void wgfr_log(void *user, int32_t level, const char *line) {
  log_call call = {user, level, line};
  wgfr_protected(call_log, &call);
}

/* ---- poll: R's own interrupt, then function(), TRUE to stop; any other value than a function asks for the interrupt alone ---- */

typedef struct {
  SEXP fn;
  int32_t stop;
} poll_call;

static SEXP call_poll(void *data) {
  poll_call *c = data;
  R_CheckUserInterrupt();
  if (!Rf_isFunction(c->fn)) return R_NilValue;
  SEXP call = Rf_protect(Rf_lang1(c->fn));
  c->stop = Rf_asLogical(Rf_eval(call, R_GlobalEnv)) == 1;
  Rf_unprotect(1);
  return R_NilValue;
}

int32_t wgfr_poll(void *user) {
  poll_call call = {user, 0};
  return wgfr_protected(call_poll, &call) || call.stop;
}
