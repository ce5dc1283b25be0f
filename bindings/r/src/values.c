/* Single values between R and C. */
#include <math.h>

#include "wgfr.h"

static int is_single(SEXP value) {
  return (TYPEOF(value) == REALSXP || TYPEOF(value) == INTSXP || TYPEOF(value) == LGLSXP) && Rf_xlength(value) == 1;
}

double wgfr_number(SEXP value, const char *name) {
  if (!is_single(value)) wgfr_fail(WGF_E_ARGUMENT, "%s must be one number", name);
  return Rf_asReal(value);
}

int64_t wgfr_count(SEXP value, const char *name) {
  const double number = wgfr_number(value, name), largest = 9007199254740992.0;
  if (!(fabs(number) <= largest) || number != trunc(number)) wgfr_fail(WGF_E_ARGUMENT, "%s is %.15g; it must be a whole number", name, number);
  return (int64_t)number;
}

const char *wgfr_text(SEXP value, const char *name) {
  if (value == R_NilValue) return NULL;
  if (TYPEOF(value) != STRSXP || Rf_xlength(value) != 1 || STRING_ELT(value, 0) == NA_STRING)
    wgfr_fail(WGF_E_ARGUMENT, "%s must be one text", name);
  return Rf_translateCharUTF8(STRING_ELT(value, 0));
}

SEXP wgfr_from_count(int64_t value) { return Rf_ScalarReal((double)value); }

SEXP wgfr_string(const char *text) {
  SEXP string = Rf_protect(Rf_mkCharCE(text ? text : "", CE_UTF8));
  SEXP result = Rf_ScalarString(string);
  Rf_unprotect(1);
  return result;
}

SEXP wgfr_outputs(SEXP outputs) {
  SEXP kept = VECTOR_ELT(outputs, 0);
  return Rf_xlength(kept) == 1 ? VECTOR_ELT(kept, 0) : kept;
}

/* Slot 0 is the result of the status, NULL; it holds the outputs so far. */
SEXP wgfr_output(SEXP outputs, const char *name, SEXP value) {
  Rf_protect(value);
  SEXP before = VECTOR_ELT(outputs, 0);
  const R_xlen_t count = Rf_xlength(before);
  SEXP kept = Rf_protect(Rf_allocVector(VECSXP, count + 1)), names = Rf_protect(Rf_allocVector(STRSXP, count + 1));
  for (R_xlen_t i = 0; i < count; ++i) {
    SET_VECTOR_ELT(kept, i, VECTOR_ELT(before, i));
    SET_STRING_ELT(names, i, STRING_ELT(Rf_getAttrib(before, R_NamesSymbol), i));
  }
  SET_VECTOR_ELT(kept, count, value);
  SET_STRING_ELT(names, count, Rf_mkChar(name));
  Rf_setAttrib(kept, R_NamesSymbol, names);
  SET_VECTOR_ELT(outputs, 0, kept);
  Rf_unprotect(3);
  return wgfr_outputs(outputs);
}
