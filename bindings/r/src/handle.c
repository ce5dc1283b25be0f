/* Handles are external pointers: the tag is the kind, the protected value a pairlist of what they keep alive. */
#include "wgfr.h"

static void destroy_context(void *handle) { wgf_context_destroy(handle); }
static void destroy_target(void *handle) { wgf_target_destroy(handle); }
static void destroy_ensemble(void *handle) { wgf_ensemble_destroy(handle); }
static void destroy_flow(void *handle) { wgf_flow_destroy(handle); }
static void destroy_draws(void *handle) { wgf_draws_destroy(handle); }
static void destroy_discrepancy(void *handle) { wgf_discrepancy_destroy(handle); }

const wgfr_kind wgfr_wgf_context = {"wgf_context", destroy_context};
const wgfr_kind wgfr_wgf_target = {"wgf_target", destroy_target};
const wgfr_kind wgfr_wgf_ensemble = {"wgf_ensemble", destroy_ensemble};
const wgfr_kind wgfr_wgf_flow = {"wgf_flow", destroy_flow};
const wgfr_kind wgfr_wgf_draws = {"wgf_draws", destroy_draws};
const wgfr_kind wgfr_wgf_discrepancy = {"wgf_discrepancy", destroy_discrepancy};

static const wgfr_kind *const kinds[] = {&wgfr_wgf_context, &wgfr_wgf_target, &wgfr_wgf_ensemble,
                                         &wgfr_wgf_flow,    &wgfr_wgf_draws,  &wgfr_wgf_discrepancy};

static const wgfr_kind *kind_of(SEXP handle) {
  if (TYPEOF(handle) != EXTPTRSXP) return NULL;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; ++i)
    if (R_ExternalPtrTag(handle) == Rf_install(kinds[i]->name)) return kinds[i];
  return NULL;
}

static void finalize(SEXP handle) {
  void *address = R_ExternalPtrAddr(handle);
  const wgfr_kind *kind = kind_of(handle);
  R_ClearExternalPtr(handle);
  if (address && kind) kind->destroy(address);
}

SEXP wgfr_wrap(void *handle, const wgfr_kind *kind) {
  SEXP wrapped = Rf_protect(R_MakeExternalPtr(handle, Rf_install(kind->name), R_NilValue));
  R_RegisterCFinalizerEx(wrapped, finalize, TRUE);
  Rf_unprotect(1);
  return wrapped;
}

static void *address_of(SEXP handle, const wgfr_kind *kind) {
  if (kind_of(handle) != kind) wgfr_fail(WGF_E_ARGUMENT, "a handle of kind %s was expected", kind->name);
  return R_ExternalPtrAddr(handle);
}

void *wgfr_unwrap(SEXP handle, const wgfr_kind *kind) {
  void *address = address_of(handle, kind);
  if (!address) wgfr_fail(WGF_E_STATE, "this %s is closed, or was saved in another R session", kind->name);
  return address;
}

void *wgfr_close(SEXP handle, const wgfr_kind *kind) {
  void *address = address_of(handle, kind);
  R_ClearExternalPtr(handle);
  return address;
}

void wgfr_hold(SEXP handle, SEXP name, SEXP value) {
  SEXP tag = Rf_installChar(STRING_ELT(name, 0)), cell;
  if (!kind_of(handle)) wgfr_fail(WGF_E_ARGUMENT, "a handle was expected");
  for (cell = R_ExternalPtrProtected(handle); cell != R_NilValue; cell = CDR(cell))
    if (TAG(cell) == tag) {
      SETCAR(cell, value);
      return;
    }
  cell = Rf_protect(Rf_cons(value, R_ExternalPtrProtected(handle)));
  SET_TAG(cell, tag);
  R_SetExternalPtrProtected(handle, cell);
  Rf_unprotect(1);
}

/* An external pointer whose protected value is the handle that lends. */
SEXP wgfr_lend(wgf_options *options, SEXP handle) { return R_MakeExternalPtr(options, Rf_install("wgf_options"), handle); }

wgf_options *wgfr_lent(SEXP options) {
  if (TYPEOF(options) != EXTPTRSXP || R_ExternalPtrTag(options) != Rf_install("wgf_options"))
    wgfr_fail(WGF_E_ARGUMENT, "the options of a handle were expected");
  if (!wgfr_is_open(R_ExternalPtrProtected(options)))
    wgfr_fail(WGF_E_STATE, "the handle of these options is closed, or was saved in another R session");
  return R_ExternalPtrAddr(options);
}

int32_t wgfr_is_open(SEXP handle) { return kind_of(handle) && R_ExternalPtrAddr(handle); }
