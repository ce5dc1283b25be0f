/* Records of the library as named lists. */
#include "wgfr.h"

typedef struct {
  SEXP list, names;
  R_xlen_t used;
} builder;

static builder begin(R_xlen_t size) {
  builder made;
  made.list = Rf_protect(Rf_allocVector(VECSXP, size));
  made.names = Rf_protect(Rf_allocVector(STRSXP, size));
  made.used = 0;
  return made;
}

static void add(builder *to, const char *name, SEXP value) {
  SET_VECTOR_ELT(to->list, to->used, value);
  SET_STRING_ELT(to->names, to->used++, Rf_mkChar(name));
}

static SEXP end(builder made) {
  Rf_setAttrib(made.list, R_NamesSymbol, made.names);
  Rf_unprotect(2);
  return made.list;
}

static SEXP matrix(const double *x, int64_t d, int64_t n) {
  if (!x) return R_NilValue;
  SEXP copy = Rf_allocMatrix(REALSXP, (int)d, (int)n);
  memcpy(REAL(copy), x, sizeof(double) * (size_t)(n * d));
  return copy;
}

SEXP wgfr_list_entry(const wgf_entry *entry) {
  builder list = begin(13);
  add(&list, "name", wgfr_string(entry->name));
  add(&list, "summary", wgfr_string(entry->summary));
  add(&list, "reference", wgfr_string(entry->reference));
  add(&list, "energy", wgfr_string(entry->energy));
  add(&list, "geometry", wgfr_string(entry->geometry));
  add(&list, "scheme", wgfr_string(entry->scheme));
  add(&list, "needs", wgfr_string(entry->needs));
  add(&list, "symmetries", wgfr_string(entry->symmetries));
  add(&list, "memory", wgfr_string(entry->memory));
  add(&list, "deterministic", Rf_ScalarLogical(entry->deterministic));
  add(&list, "options", wgfr_from_count(entry->options));
  add(&list, "particles", wgfr_from_count(entry->particles));
  add(&list, "particles_reason", wgfr_string(entry->particles_reason));
  return end(list);
}

SEXP wgfr_list_option(const wgf_option *option) {
  builder list = begin(8);
  add(&list, "name", wgfr_string(option->name));
  add(&list, "type", Rf_ScalarInteger(option->type));
  add(&list, "summary", wgfr_string(option->summary));
  add(&list, "default", Rf_ScalarReal(option->default_value));
  add(&list, "minimum", Rf_ScalarReal(option->minimum));
  add(&list, "maximum", Rf_ScalarReal(option->maximum));
  add(&list, "default_text", wgfr_string(option->default_text));
  add(&list, "choices", wgfr_string(option->choices));
  return end(list);
}

SEXP wgfr_list_request(const wgf_request *request) {
  builder list = begin(6);
  add(&list, "wants", Rf_ScalarInteger(request->wants));
  add(&list, "n", wgfr_from_count(request->n));
  add(&list, "d", wgfr_from_count(request->d));
  add(&list, "batch", wgfr_from_count(request->batch));
  add(&list, "x", matrix(request->x, request->d, request->n));
  add(&list, "v", matrix(request->v, request->d, request->n));
  return end(list);
}

SEXP wgfr_list_stats(const wgf_stats *stats) {
  builder list = begin(17);
  add(&list, "step", wgfr_from_count(stats->step));
  add(&list, "evaluations", wgfr_from_count(stats->evaluations));
  add(&list, "rejected", wgfr_from_count(stats->rejected));
  add(&list, "time", Rf_ScalarReal(stats->time));
  add(&list, "step_size", Rf_ScalarReal(stats->step_size));
  add(&list, "energy", Rf_ScalarReal(stats->energy));
  add(&list, "dissipation", Rf_ScalarReal(stats->dissipation));
  add(&list, "w2_speed", Rf_ScalarReal(stats->w2_speed));
  add(&list, "acceptance", Rf_ScalarReal(stats->acceptance));
  add(&list, "bandwidth", Rf_ScalarReal(stats->bandwidth));
  add(&list, "seconds", Rf_ScalarReal(stats->seconds));
  add(&list, "approximation_error", Rf_ScalarReal(stats->approximation_error));
  add(&list, "lost", wgfr_from_count(stats->lost));
  add(&list, "record_every", wgfr_from_count(stats->record_every));
  add(&list, "exact_steps", wgfr_from_count(stats->exact_steps));
  add(&list, "relative_speed", Rf_ScalarReal(stats->relative_speed));
  add(&list, "spread", Rf_ScalarReal(stats->spread));
  return end(list);
}

SEXP wgfr_list_info(const wgf_draws_info *info) {
  builder list = begin(3);
  add(&list, "kind", Rf_ScalarInteger(info->kind));
  add(&list, "every", wgfr_from_count(info->every));
  add(&list, "lost", wgfr_from_count(info->lost));
  return end(list);
}

SEXP wgfr_list_summary(const wgf_summary *summary) {
  builder list = begin(16);
  add(&list, "mean", Rf_ScalarReal(summary->mean));
  add(&list, "sd", Rf_ScalarReal(summary->sd));
  add(&list, "q5", Rf_ScalarReal(summary->q5));
  add(&list, "median", Rf_ScalarReal(summary->median));
  add(&list, "q95", Rf_ScalarReal(summary->q95));
  add(&list, "mcse_mean", Rf_ScalarReal(summary->mcse_mean));
  add(&list, "ess_bulk", Rf_ScalarReal(summary->ess_bulk));
  add(&list, "ess_tail", Rf_ScalarReal(summary->ess_tail));
  add(&list, "rhat", Rf_ScalarReal(summary->rhat));
  add(&list, "mcse_sd", Rf_ScalarReal(summary->mcse_sd));
  add(&list, "mcse_q5", Rf_ScalarReal(summary->mcse_q5));
  add(&list, "mcse_median", Rf_ScalarReal(summary->mcse_median));
  add(&list, "mcse_q95", Rf_ScalarReal(summary->mcse_q95));
  add(&list, "ess_mean", Rf_ScalarReal(summary->ess_mean));
  add(&list, "ess_sd", Rf_ScalarReal(summary->ess_sd));
  add(&list, "rhat_basic", Rf_ScalarReal(summary->rhat_basic));
  return end(list);
}
