/* Checks for programs in C99: a failure is told on stderr and counted; main returns failures != 0. */
#ifndef WGF_TEST_CHECK_H
#define WGF_TEST_CHECK_H

#include <stdio.h>
#include <string.h>

#include "wgf.h"

static int failures = 0;

static inline void tell(int line, const char *what, const char *why) {
  fprintf(stderr, "line %d: %s\n  %s\n", line, what, why);
  ++failures;
}

static inline void expect(int line, const char *what, wgf_status got, wgf_status wanted) {
  char why[1200];
  if (got == wanted) return;
  snprintf(why, sizeof why, "gave %s, not %s: %s", wgf_status_name(got), wgf_status_name(wanted), wgf_last_error());
  tell(line, what, why);
}

/* The text must begin with the name of the function that was called, and mention the word. */
static inline void expect_refusal(int line, const char *what, wgf_status got, wgf_status wanted, const char *word) {
  const char *text = wgf_last_error();
  const size_t name = strcspn(what, "(");
  expect(line, what, got, wanted);
  if (strncmp(text, what, name) != 0 || strncmp(text + name, ": ", 2) != 0)
    tell(line, what, text);
  else if (!strstr(text + name + 2, word))
    tell(line, what, text);
}

/* The allocators of the sanitizers end the process instead of failing. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TOO_LARGE(call) ((void)0)
#else
#define TOO_LARGE(call) REFUSED(call, WGF_E_MEMORY, "memory")
#endif

#define CHECK(condition) ((condition) ? (void)0 : tell(__LINE__, #condition, "does not hold"))
#define GIVES(call, status) expect(__LINE__, #call, call, status)
#define OK(call) expect(__LINE__, #call, call, WGF_OK)
#define REFUSED(call, status, word) expect_refusal(__LINE__, #call, call, status, word)

#endif
