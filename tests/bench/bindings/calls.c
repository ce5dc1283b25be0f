/* Calls of the C API, for comparison with the same calls from R, Julia and C#: a shared library that each of them loads, so that both sides
   are timed in one process, turn by turn. Everything runs on one thread. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <wgf.h>
#include "../../options_of.h"

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

typedef struct scene {
  wgf_context *context;
  wgf_target *target;
  wgf_ensemble *cloud;
  wgf_flow *flow;
  double *x, *score, *log_density;
} scene;

static int32_t bell(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  int64_t i;
  (void)user, (void)batch, (void)log_density;
  for (i = 0; i < n * d; ++i) score[i] = -x[i];
  return 0;
}

static double *numbers(int64_t count) {
  double *x = calloc((size_t)count, sizeof(double));
  if (!x) exit(EXIT_FAILURE);
  return x;
}

/* The start of every side: svgd with its default options, from a standard normal law. */
static scene make(int64_t n, int64_t d, int by_callback) {
  scene s;
  must(wgf_context_create(&s.context));
  must(wgf_options_set_int(options_of_context(s.context), "threads", 1));
  if (by_callback)
    must(wgf_target_create_callback(s.context, d, WGF_SCORE, bell, NULL, NULL, &s.target));
  else
    must(wgf_target_create(s.context, "gaussian", d, &s.target));
  must(wgf_ensemble_create_for_target(s.target, n, &s.cloud));
  must(wgf_ensemble_init_normal(s.cloud, 0, 1));
  must(wgf_flow_create(s.context, "svgd", &s.flow));
  must(wgf_flow_set_target(s.flow, s.target));
  must(wgf_flow_set_ensemble(s.flow, s.cloud));
  must(wgf_flow_bind(s.flow));
  s.x = numbers(n * d), s.score = numbers(n * d), s.log_density = numbers(n);
  must(wgf_ensemble_export(s.cloud, n, d, s.x, WGF_PARTICLE_MAJOR));
  return s;
}

static scene *small(void) {
  static scene s;
  if (!s.flow) s = make(1, 2, 0);
  return &s;
}

static scene *large(void) {
  static scene s;
  if (!s.flow) s = make(1000, 10, 0);
  return &s;
}

static scene *large_by_callback(void) {
  static scene s;
  if (!s.flow) s = make(1000, 10, 1);
  return &s;
}

static void read_size(void) {
  int64_t n;
  must(wgf_ensemble_get_size(small()->cloud, &n));
}

static void read_stats(void) {
  wgf_stats stats;
  stats.struct_size = sizeof stats;
  must(wgf_flow_get_stats(small()->flow, &stats));
}

static void small_step(void) { must(wgf_flow_step(small()->flow)); }

static void evaluate(void) { must(wgf_target_evaluate(large()->target, 1000, 10, large()->x, large()->log_density, large()->score)); }

static void step(void) { must(wgf_flow_step(large()->flow)); }

static void step_by_callback(void) { must(wgf_flow_step(large_by_callback()->flow)); }

/* In this order the other languages have them, too. */
static void (*const calls[])(void) = {read_size, read_stats, small_step, evaluate, step, step_by_callback};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* How long `times` calls take, in seconds. Pointers alone: R calls it by .C(). */
void wgf_bench_call(const int32_t *which, const int32_t *times, double *seconds);

void wgf_bench_call(const int32_t *which, const int32_t *times, double *seconds) {
  double begin;
  int32_t i;
  calls[*which]();
  begin = now();
  for (i = 0; i < *times; ++i) calls[*which]();
  *seconds = now() - begin;
}
