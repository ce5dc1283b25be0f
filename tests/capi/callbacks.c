/* What callbacks may do, and what they may not: fail, reject, cancel, run, destroy. */
#define _POSIX_C_SOURCE 199309L
#include <stdlib.h>
#include <time.h>

#include "scene.h"
#include "../options_of.h"

static void positions(const wgf_ensemble *e, double *x) {
  OK(wgf_ensemble_export(e, particles, dimension, x, WGF_PARTICLE_MAJOR));
}

static int moved(const wgf_ensemble *e, const double *before) {
  double now[particles * dimension];
  positions(e, now);
  return memcmp(before, now, sizeof now) != 0;
}

static wgf_stats stats_of(const wgf_flow *f) {
  wgf_stats stats = {0};
  stats.struct_size = sizeof stats;
  OK(wgf_flow_get_stats(f, &stats));
  return stats;
}

static void a_fatal_value_comes_back(void) {
  struct scene s;
  double before[particles * dimension];
  make_scene(&s);
  OK(wgf_flow_step(s.flow));
  positions(s.ensemble, before);
  s.density.result = -77;
  s.density.message = "the database is gone";
  REFUSED(wgf_flow_run(s.flow, 5, 0, 0), WGF_E_CALLBACK, "returned -77: the database is gone");
  CHECK(wgf_callback_result() == -77);
  CHECK(!moved(s.ensemble, before) && stats_of(s.flow).step == 1);
  s.density.result = 3;
  s.density.message = NULL;
  REFUSED(wgf_target_evaluate(s.target, 1, dimension, before, NULL, before + 2), WGF_E_CALLBACK, "returned 3");
  CHECK(wgf_callback_result() == 3 && strstr(wgf_last_error(), "database") == NULL);
  s.density.result = 0;
  OK(wgf_flow_step(s.flow));
  CHECK(moved(s.ensemble, before));
  destroy_scene(&s);
}

static void rejecting_everything_is_an_error(const char *flow, double reject_with) {
  struct scene s;
  wgf_flow *f;
  double before[particles * dimension];
  const char *message = NULL;
  make_scene(&s);
  f = make_flow(&s, flow);
  OK(wgf_flow_step(f));
  positions(s.ensemble, before);
  s.density.reject_every = 1;
  s.density.reject_with = reject_with;
  s.density.message = "sigma is negative";
  REFUSED(wgf_flow_step(f), WGF_E_NUMERIC, "rejected every particle");
  OK(wgf_target_get_rejections(s.target, NULL, NULL, &message));
  CHECK(strcmp(message, "sigma is negative") == 0);
  CHECK(!moved(s.ensemble, before) && stats_of(f).step == 1);
  s.density.reject_every = 0;
  OK(wgf_flow_step(f));
  wgf_flow_destroy(f);
  destroy_scene(&s);
}

static void a_rejected_particle_rests(void) {
  struct scene s;
  double before[particles * dimension], after[particles * dimension];
  int64_t count = -1, index = -1;
  const char *message = NULL;
  make_scene(&s);
  OK(wgf_target_get_rejections(s.target, &count, &index, &message));
  CHECK(count == 0 && index == -1 && strcmp(message, "") == 0);
  positions(s.ensemble, before);
  s.density.reject_every = 4;
  s.density.reject_with = -INFINITY;
  s.density.message = "no solution";
  OK(wgf_flow_step(s.flow));
  positions(s.ensemble, after);
  for (int64_t i = 0; i < particles; ++i) {
    const int rests = memcmp(before + i * dimension, after + i * dimension, dimension * sizeof(double)) == 0;
    CHECK(rests == ((i + 1) % 4 == 0));
  }
  OK(wgf_target_get_rejections(s.target, &count, &index, &message));
  CHECK(count == 4 && index == 3 /* twice: here and where they would move to */ && strcmp(message, "no solution") == 0);
  CHECK(stats_of(s.flow).rejected == 4);
  OK(wgf_target_get_rejections(s.target, NULL, NULL, NULL));
  destroy_scene(&s);
}

static void fail_at_call(struct behaviour *self) { self->result = self->calls == *(const int64_t *)self->with ? 13 : 0; }

static void features_that_fail_half_way_leave_nothing_behind(void) {
  struct scene s;
  struct behaviour features = {0};
  double undisturbed[particles * dimension], after[particles * dimension];
  int64_t fail_at, last;
  wgf_flow *flow;
  make_scene(&s);
  flow = make_flow(&s, "svgd");
  OK(wgf_flow_set_features(flow, dimension, linear_features, &features, count_free));
  OK(wgf_flow_drift(flow, particles, dimension, undisturbed));
  last = features.calls;
  features.also = fail_at_call;
  features.with = &fail_at;
  for (int64_t call = 1; call <= last; ++call) {
    fail_at = features.calls + call;
    REFUSED(wgf_flow_drift(flow, particles, dimension, after), WGF_E_CALLBACK, "returned 13");
    fail_at = 0;
    OK(wgf_flow_drift(flow, particles, dimension, after));
    CHECK(memcmp(after, undisturbed, sizeof after) == 0);
  }
  wgf_flow_destroy(flow);
  destroy_scene(&s);
}

static void kernels_and_features_fail_politely(void) {
  struct scene s;
  struct behaviour kernel = {0}, features = {0};
  wgf_flow *other;
  make_scene(&s);
  OK(wgf_options_set_double(options_of_flow(s.flow), "bandwidth", 1));
  OK(wgf_flow_set_kernel(s.flow, 0, exponential_kernel, &kernel, count_free));
  OK(wgf_flow_step(s.flow));
  CHECK(kernel.calls > 0);
  kernel.result = 12;
  kernel.message = "underflow";
  REFUSED(wgf_flow_step(s.flow), WGF_E_CALLBACK, "12");
  CHECK(strstr(wgf_last_error(), "underflow") != NULL);
  CHECK(wgf_callback_result() == 12);
  kernel.result = 0;
  OK(wgf_flow_step(s.flow));
  CHECK(kernel.freed == 0);
  wgf_flow_destroy(s.flow);
  CHECK(kernel.freed == 1);
  s.flow = NULL;
  other = make_flow(&s, "svgd");
  OK(wgf_flow_set_features(other, dimension, linear_features, &features, count_free));
  OK(wgf_flow_step(other));
  CHECK(features.calls > 0);
  features.result = 13;
  features.message = "lost";
  REFUSED(wgf_flow_step(other), WGF_E_CALLBACK, "returned 13: lost");
  CHECK(wgf_callback_result() == 13);
  wgf_flow_destroy(other);
  CHECK(features.freed == 1);
  destroy_scene(&s);
}

static void discrepancy_kernel_fails_politely(void) {
  struct scene s;
  struct behaviour kernel = {0};
  wgf_discrepancy *mmd = NULL;
  double value = 0;
  make_scene(&s);
  OK(wgf_discrepancy_create(s.context, "mmd", &mmd));
  OK(wgf_options_set_double(options_of_discrepancy(mmd), "bandwidth", 1));
  OK(wgf_discrepancy_set_kernel(mmd, 0, exponential_kernel, &kernel, count_free));
  OK(wgf_discrepancy_evaluate(mmd, s.ensemble, s.samples, &value, 0, 0, NULL));
  kernel.result = 5;
  REFUSED(wgf_discrepancy_evaluate(mmd, s.ensemble, s.samples, &value, 0, 0, NULL), WGF_E_CALLBACK, "returned 5");
  CHECK(kernel.calls >= 2 && kernel.freed == 0);
  OK(wgf_discrepancy_set_kernel(mmd, WGF_THREAD_SAFE, exponential_kernel, &kernel, NULL));
  CHECK(kernel.freed == 1);
  wgf_discrepancy_destroy(mmd);
  destroy_scene(&s);
}

/* Called inside the density: everything that would change or run what is at work. */
static void intrude(struct behaviour *self) {
  struct scene *s = (struct scene *)self->with;
  struct behaviour loser = {0};
  double x[particles * dimension];
  wgf_request request = {sizeof request, 0, 0, 0, 0, 0, 0};
  scatter(particles * dimension, x);
  self->also = NULL;
  REFUSED(wgf_flow_step(s->flow), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_run(s->flow, 1, 0, 0), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_bind(s->flow), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_ask(s->flow, &request), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_tell(s->flow, particles, dimension, x, x, NULL), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_abandon(s->flow), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_drift(s->flow, particles, dimension, x), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_energy(s->flow, x), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_restore(s->flow, 1, (const uint8_t *)""), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_restore_file(s->flow, "none"), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_options_set_double(options_of_flow(s->flow), "step_size", 1), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_options_set_int(options_of_flow(s->flow), "warmup", 1), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_options_set_string(options_of_flow(s->flow), "kernel", "imq"), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_set_target(s->flow, s->target), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_set_ensemble(s->flow, s->ensemble), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_set_progress(s->flow, report_progress, &loser, count_free), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_set_kernel(s->flow, 0, exponential_kernel, &loser, count_free), WGF_E_BUSY, "flow is in use");
  REFUSED(wgf_flow_set_features(s->flow, 2, linear_features, &loser, count_free), WGF_E_BUSY, "flow is in use");
  CHECK(loser.freed == 3);
  REFUSED(wgf_ensemble_import(s->ensemble, particles, dimension, x, 0), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_ensemble_import_weights(s->ensemble, particles, (double[particles]){1}), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_ensemble_init_normal(s->ensemble, 0, 1), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_ensemble_init_uniform(s->ensemble, 0, 1), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_ensemble_init_target(s->ensemble, s->target), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_ensemble_set_name(s->ensemble, 0, "a"), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_target_evaluate(s->target, 1, dimension, x, NULL, x + 2), WGF_E_BUSY, "target");
}

/* Called inside the density and the progress callback: everything that only reads. */
static void look(struct behaviour *self) {
  struct scene *s = (struct scene *)self->with;
  double x[particles * dimension];
  const double *view = NULL;
  const char *text = NULL;
  wgf_draws *draws = NULL;
  self->also = NULL;
  CHECK(stats_of(s->flow).step >= 0);
  OK(wgf_options_get_double(options_of_flow(s->flow), "step_size", x));
  OK(wgf_options_get_string(options_of_flow(s->flow), "kernel", &text));
  OK(wgf_flow_get_draws(s->flow, &draws));
  wgf_draws_destroy(draws);
  positions(s->ensemble, x);
  OK(wgf_ensemble_borrow(s->ensemble, &view));
  OK(wgf_ensemble_mean(s->ensemble, dimension, x));
  OK(wgf_flow_cancel(s->flow));
}

static void what_is_at_work_is_busy(void) {
  struct scene s;
  double before[particles * dimension], after[particles * dimension];
  struct behaviour progress = {0};
  make_scene(&s);
  s.density.with = progress.with = &s;
  positions(s.ensemble, before);
  s.density.also = intrude;
  OK(wgf_flow_step(s.flow));
  positions(s.ensemble, after);
  CHECK(memcmp(before, after, sizeof before) != 0);
  s.density.also = look;
  GIVES(wgf_flow_run(s.flow, 10, 0, 0), WGF_CANCELLED);
  OK(wgf_flow_set_progress(s.flow, report_progress, &progress, count_free));
  progress.also = look;
  GIVES(wgf_flow_run(s.flow, 100, 0, 0), WGF_CANCELLED);
  CHECK(progress.calls == 1);
  OK(wgf_flow_step(s.flow));
  destroy_scene(&s);
  CHECK(progress.freed == 1);
}

static void run_on_it(struct behaviour *self) {
  struct scene *s = (struct scene *)self->with;
  self->also = NULL;
  REFUSED(wgf_flow_step(s->flow), WGF_E_BUSY, "ensemble is in use");
  REFUSED(wgf_target_evaluate(s->target, 1, dimension, (double[dimension]){0}, NULL, (double[dimension]){0}), WGF_E_BUSY,
          "target is in use");
}

static void an_ensemble_that_starts_is_busy(void) {
  struct scene s;
  make_scene(&s);
  OK(wgf_flow_bind(s.flow));
  s.density.with = &s;
  s.density.also = run_on_it;
  OK(wgf_ensemble_init_target(s.ensemble, s.target));
  CHECK(s.density.calls == 1);
  destroy_scene(&s);
}

static void destroy_all(struct behaviour *self) {
  struct scene *s = (struct scene *)self->with;
  self->also = NULL;
  wgf_flow_destroy(s->flow);
  wgf_ensemble_destroy(s->ensemble);
  wgf_target_destroy(s->target);
  wgf_context_destroy(s->context);
  s->flow = NULL;
  s->ensemble = NULL;
  s->target = NULL;
  s->context = NULL;
  CHECK(self->freed == 0);
}

static void a_running_flow_may_be_destroyed(void) {
  struct scene s;
  make_scene(&s);
  s.density.with = &s;
  s.density.also = destroy_all;
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_NOT_CONVERGED);
  CHECK(s.density.calls == 4);
  destroy_scene(&s);
}

static void run_another(struct behaviour *self) {
  struct scene inner;
  self->also = NULL;
  make_scene(&inner);
  inner.density.result = 9;
  REFUSED(wgf_flow_step(inner.flow), WGF_E_CALLBACK, "returned 9");
  inner.density.result = 0;
  GIVES(wgf_flow_run(inner.flow, 3, 0, 0), WGF_NOT_CONVERGED);
  wgf_flow_destroy(inner.flow);
  wgf_ensemble_destroy(inner.ensemble);
  wgf_target_destroy(inner.target);
  wgf_target_destroy(inner.samples);
  wgf_context_destroy(inner.context);
  CHECK(inner.density.freed == 1);
}

static void flows_nest(void) {
  struct scene plain, nesting;
  double a[particles * dimension], b[particles * dimension];
  make_scene(&plain);
  GIVES(wgf_flow_run(plain.flow, 4, 0, 0), WGF_NOT_CONVERGED);
  positions(plain.ensemble, a);
  destroy_scene(&plain);
  make_scene(&nesting);
  nesting.density.also = run_another;
  GIVES(wgf_flow_run(nesting.flow, 4, 0, 0), WGF_NOT_CONVERGED);
  positions(nesting.ensemble, b);
  CHECK(memcmp(a, b, sizeof a) == 0);
  destroy_scene(&nesting);
}

static void pause_20_ms(struct behaviour *self) {
  const struct timespec span = {0, 20000000};
  (void)self;
  nanosleep(&span, NULL);
}

/* A poll that says stop is obeyed between two evaluations, although the run itself has long to go. */
static void the_poll_cancels(void) {
  struct scene s;
  struct behaviour poll = {0};
  make_scene(&s);
  s.density.also = pause_20_ms;
  OK(wgf_context_set_poll(s.context, asked, &poll, count_free));
  GIVES(wgf_flow_run(s.flow, 15, 0, 0), WGF_NOT_CONVERGED);
  CHECK(poll.calls >= 2); /* 300 ms of work, asked at least every 100 ms */
  poll.result = 1;
  GIVES(wgf_flow_run(s.flow, 1000, 0, 0), WGF_CANCELLED);
  CHECK(s.density.calls < 15 + 10);
  poll.result = 0;
  OK(wgf_flow_step(s.flow));
  destroy_scene(&s);
  CHECK(poll.freed == 1);
}

static void cancelling_comes_first_and_once(void) {
  struct scene s;
  wgf_request request = {sizeof request, 0, 0, 0, 0, 0, 0};
  double before[particles * dimension];
  make_scene(&s);
  positions(s.ensemble, before);
  OK(wgf_context_cancel(s.context));
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_CANCELLED);
  OK(wgf_flow_cancel(s.flow));
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_CANCELLED);
  OK(wgf_context_cancel(s.context));
  GIVES(wgf_target_evaluate(s.target, 1, dimension, before, NULL, (double[dimension]){0}), WGF_CANCELLED);
  OK(wgf_flow_cancel(s.flow));
  GIVES(wgf_flow_ask(s.flow, &request), WGF_CANCELLED);
  CHECK(!moved(s.ensemble, before) && s.density.calls == 0);
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_NOT_CONVERGED);
  CHECK(stats_of(s.flow).step == 3);
  destroy_scene(&s);
}

static void progress_cancels(void) {
  struct scene s;
  struct behaviour progress = {0};
  make_scene(&s);
  OK(wgf_options_set_double(options_of_flow(s.flow), "progress_interval", 0));
  OK(wgf_flow_set_progress(s.flow, report_progress, &progress, count_free));
  GIVES(wgf_flow_run(s.flow, 5, 0, 0), WGF_NOT_CONVERGED);
  CHECK(progress.calls == 5 && progress.points == particles * dimension);
  progress.result = 1;
  GIVES(wgf_flow_run(s.flow, 5, 0, 0), WGF_CANCELLED);
  CHECK(progress.calls == 6 && stats_of(s.flow).step == 6);
  OK(wgf_flow_set_progress(s.flow, NULL, NULL, NULL));
  CHECK(progress.freed == 1);
  GIVES(wgf_flow_run(s.flow, 5, 0, 0), WGF_NOT_CONVERGED);
  destroy_scene(&s);
}

static void replace_the_log(void *user, int32_t level, const char *line) {
  struct behaviour *self = (struct behaviour *)user;
  (void)level;
  OK(wgf_context_set_log((wgf_context *)self->with, NULL, NULL, NULL));
  CHECK(strlen(line) > 0);
  ++self->calls;
}

static void the_log_tells_a_cost_once(void) {
  struct scene s;
  struct behaviour log = {0}, self = {0};
  wgf_target *plain = NULL;
  double x[dimension] = {1, 2}, score[dimension];
  make_scene(&s);
  OK(wgf_context_set_log(s.context, hear, &log, count_free));
  OK(wgf_target_create_callback(s.context, dimension, WGF_LOG_DENSITY, gaussian, &self, NULL, &plain));
  OK(wgf_target_evaluate(plain, 1, dimension, x, NULL, score));
  OK(wgf_target_evaluate(plain, 1, dimension, x, NULL, score));
  CHECK(log.calls == 1);
  CHECK(fabs(score[0] + 1) < 1e-6 && fabs(score[1] + 2) < 1e-6);
  wgf_target_destroy(plain);
  self.with = s.context;
  OK(wgf_context_set_log(s.context, replace_the_log, &self, count_free));
  CHECK(log.freed == 1);
  OK(wgf_target_create_callback(s.context, dimension, WGF_LOG_DENSITY, gaussian, &log, NULL, &plain));
  OK(wgf_target_evaluate(plain, 1, dimension, x, NULL, score));
  CHECK(self.freed == 1);
  wgf_target_destroy(plain);
  destroy_scene(&s);
}

static int32_t wrong_gradient(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density,
                              double *score) {
  const int32_t result = gaussian(user, batch, n, d, x, log_density, score);
  if (score) score[d + 1] += 0.5;
  return result;
}

static void a_wrong_gradient_is_found(void) {
  struct scene s;
  wgf_target *wrong = NULL;
  const double x[3 * dimension] = {1, 2, 3, 4, 5, 6};
  double worst = 0;
  int64_t coordinate = -1;
  make_scene(&s);
  OK(wgf_target_create_callback(s.context, dimension, WGF_LOG_DENSITY | WGF_SCORE, wrong_gradient, &s.density, NULL, &wrong));
  REFUSED(wgf_target_check_score(wrong, 3, dimension, x, &worst, &coordinate), WGF_E_NUMERIC, "point 1, coordinate 1");
  CHECK(coordinate == 1 && fabs(worst - 0.5 / 5) < 1e-6);
  CHECK(strstr(wgf_last_error(), "-3.5") != NULL);
  wgf_target_destroy(wrong);
  destroy_scene(&s);
}

int main(void) {
  a_fatal_value_comes_back();
  rejecting_everything_is_an_error("svgd", -INFINITY);
  rejecting_everything_is_an_error("svgd", NAN);
  rejecting_everything_is_an_error("langevin", NAN);
  a_rejected_particle_rests();
  kernels_and_features_fail_politely();
  features_that_fail_half_way_leave_nothing_behind();
  discrepancy_kernel_fails_politely();
  what_is_at_work_is_busy();
  an_ensemble_that_starts_is_busy();
  a_running_flow_may_be_destroyed();
  flows_nest();
  the_poll_cancels();
  cancelling_comes_first_and_once();
  progress_cancels();
  the_log_tells_a_cost_once();
  a_wrong_gradient_is_found();
  return failures != 0;
}
