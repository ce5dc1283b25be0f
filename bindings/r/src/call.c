/* Calls into the library that R may unwind, and failures as R conditions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include "wgfr.h"

static wgfr_call *current = NULL;

void wgfr_enter(wgfr_call *call) {
  call->token = Rf_protect(R_MakeUnwindCont());
  call->jumped = 0;
  call->outer = current;
  current = call;
}

void wgfr_leave(wgfr_call *call) {
  current = call->outer;
  if (call->jumped) R_ContinueUnwind(call->token);
  Rf_unprotect(1);
}

static void jump_out(void *frame, Rboolean jump) {
  if (jump) longjmp(*(jmp_buf *)frame, 1);
}

int wgfr_protected(SEXP (*fn)(void *), void *data) {
  wgfr_call *call = current;
  jmp_buf frame;
  if (call->jumped) return 1;
  if (setjmp(frame)) {
    current = call;
    call->jumped = 1;
    return 1;
  }
  R_UnwindProtect(fn, data, jump_out, frame, call->token);
  return 0;
}

static void raise(const char *status, const char *text) {
  SEXP find = Rf_protect(Rf_lang2(Rf_install("getNamespace"), Rf_protect(Rf_mkString("wgf"))));
  SEXP space = Rf_protect(Rf_eval(find, R_BaseEnv));
  SEXP call = Rf_protect(Rf_lang3(Rf_install("raise"), Rf_protect(Rf_mkString(status)), Rf_protect(Rf_mkString(text))));
  Rf_eval(call, space);
  Rf_unprotect(6);
}

void wgfr_check(wgf_status status) {
  if (status == WGF_CANCELLED) raise(wgf_status_name(status), "cancelled before it had a result");
  wgfr_check_run(status);
}

void wgfr_check_run(wgf_status status) {
  if (status < 0) raise(wgf_status_name(status), wgf_last_error());
}

void wgfr_fail(wgf_status status, const char *format, ...) {
  char text[512];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  raise(wgf_status_name(status), text);
}
