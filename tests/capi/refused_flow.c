/* Every bad argument of flow.h, and calls that do not fit the state. */
#include "scene.h"
#include "../options_of.h"

static void creation(struct scene *s) {
  wgf_flow *made = NULL;
  REFUSED(wgf_flow_create(NULL, "svgd", &made), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_flow_create(s->context, NULL, &made), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_flow_create(s->context, "svdg", &made), WGF_E_ARGUMENT, "the nearest is \"svgd\"");
  REFUSED(wgf_flow_create(s->context, "SVGD", &made), WGF_E_ARGUMENT, "the nearest is \"svgd\"");
  REFUSED(wgf_flow_create(s->context, "svgd", NULL), WGF_E_ARGUMENT, "result is NULL");
  CHECK(made == NULL);
  wgf_flow_destroy(NULL);
}

static void set_options(wgf_flow *f) {
  wgf_options *options = NULL;
  REFUSED(wgf_flow_get_options(NULL, &options), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_get_options(f, NULL), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_double(options_of_flow(NULL), "step_size", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_double(options_of_flow(f), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_double(options_of_flow(f), "stepsize", 1), WGF_E_OPTION, "the nearest is \"step_size\"");
  REFUSED(wgf_options_set_double(options_of_flow(f), "kernel", 1), WGF_E_OPTION, "\"kernel\" is a text (string)");
  REFUSED(wgf_options_set_double(options_of_flow(f), "step_size", -1), WGF_E_OPTION, "\"step_size\" is -1; allowed is 0 or more, finite");
  REFUSED(wgf_options_set_double(options_of_flow(f), "step_size", NAN), WGF_E_OPTION, "\"step_size\" is nan");
  REFUSED(wgf_options_set_double(options_of_flow(f), "bandwidth", INFINITY), WGF_E_OPTION, "\"bandwidth\" is inf");
  REFUSED(wgf_options_set_int(options_of_flow(NULL), "warmup", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_int(options_of_flow(f), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_int(options_of_flow(f), "warm_up", 1), WGF_E_OPTION, "warmup");
  REFUSED(wgf_options_set_int(options_of_flow(f), "step_size", 1), WGF_E_OPTION, "a number (double)");
  REFUSED(wgf_options_set_int(options_of_flow(f), "warmup", -1), WGF_E_OPTION, "\"warmup\" is -1");
  REFUSED(wgf_options_set_int(options_of_flow(f), "warmup", INT64_MAX), WGF_E_OPTION, "\"warmup\" is 9223372036854775807");
  REFUSED(wgf_options_set_string(options_of_flow(NULL), "kernel", "imq"), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_string(options_of_flow(f), NULL, "imq"), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_string(options_of_flow(f), "kernel", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_set_string(options_of_flow(f), "kernel", "gausian"), WGF_E_OPTION, "the nearest is \"gaussian\"");
  REFUSED(wgf_options_set_string(options_of_flow(f), "warmup", "1"), WGF_E_OPTION, "a whole number (int)");
}

static void get_options(wgf_flow *f) {
  double number = 0;
  int64_t whole = 0;
  const char *text = NULL;
  REFUSED(wgf_options_get_double(options_of_flow(NULL), "step_size", &number), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_double(options_of_flow(f), NULL, &number), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_double(options_of_flow(f), "step_size", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_get_double(options_of_flow(f), "warmup", &number), WGF_E_OPTION, "warmup");
  REFUSED(wgf_options_get_int(options_of_flow(NULL), "warmup", &whole), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_int(options_of_flow(f), NULL, &whole), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_int(options_of_flow(f), "warmup", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_get_int(options_of_flow(f), "nothing", &whole), WGF_E_OPTION, "nothing");
  REFUSED(wgf_options_get_string(options_of_flow(NULL), "kernel", &text), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_string(options_of_flow(f), NULL, &text), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_string(options_of_flow(f), "kernel", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_get_string(options_of_flow(f), "step_size", &text), WGF_E_OPTION, "step_size");
}

static void parts(struct scene *s) {
  struct behaviour self = {0};
  wgf_flow *no_kernel = NULL;
  wgf_target *other = NULL;
  OK(wgf_flow_create(s->context, "langevin", &no_kernel));
  REFUSED(wgf_flow_set_target(NULL, s->target), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_set_target(s->flow, NULL), WGF_E_ARGUMENT, "target is NULL");
  OK(wgf_target_create(s->context, "gaussian", 2, &other));
  OK(wgf_flow_set_target(no_kernel, s->target));
  OK(wgf_flow_set_target(no_kernel, s->target));
  REFUSED(wgf_flow_set_target(no_kernel, other), WGF_E_STATE, "has a target with a density already");
  wgf_target_destroy(other);
  REFUSED(wgf_flow_set_ensemble(NULL, s->ensemble), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_set_ensemble(s->flow, NULL), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_flow_set_kernel(NULL, 0, exponential_kernel, &self, count_free), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_set_kernel(s->flow, 3, exponential_kernel, &self, count_free), WGF_E_ARGUMENT, "flags is 3");
  REFUSED(wgf_flow_set_kernel(s->flow, 0, NULL, &self, count_free), WGF_E_ARGUMENT, "fn is NULL");
  REFUSED(wgf_flow_set_kernel(no_kernel, 0, exponential_kernel, &self, count_free), WGF_E_UNSUPPORTED, "langevin");
  CHECK(self.freed == 4);
  REFUSED(wgf_flow_set_features(NULL, 2, linear_features, &self, count_free), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_set_features(s->flow, 0, linear_features, &self, count_free), WGF_E_ARGUMENT, "m is 0");
  REFUSED(wgf_flow_set_features(s->flow, 2, NULL, &self, count_free), WGF_E_ARGUMENT, "fn is NULL");
  REFUSED(wgf_flow_set_features(no_kernel, 2, linear_features, &self, count_free), WGF_E_UNSUPPORTED, "langevin");
  REFUSED(wgf_flow_set_progress(NULL, report_progress, &self, count_free), WGF_E_ARGUMENT, "flow is NULL");
  CHECK(self.freed == 9 && self.calls == 0);
  wgf_flow_destroy(no_kernel);
}

static void incomplete(struct scene *s) {
  wgf_flow *f = NULL;
  wgf_request request = {sizeof request, 0, 0, 0, 0, 0, 0};
  int64_t n = 0;
  double value = 0;
  OK(wgf_flow_create(s->context, "svgd", &f));
  REFUSED(wgf_flow_bind(NULL), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_bind(f), WGF_E_STATE, "wgf_flow_set_ensemble");
  REFUSED(wgf_flow_step(f), WGF_E_STATE, "wgf_flow_set_ensemble");
  REFUSED(wgf_flow_ask(f, &request), WGF_E_STATE, "wgf_flow_set_ensemble");
  REFUSED(wgf_flow_energy(f, &value), WGF_E_STATE, "wgf_flow_set_ensemble");
  REFUSED(wgf_flow_drift(f, particles, dimension, &value), WGF_E_STATE, "wgf_flow_set_ensemble");
  REFUSED(wgf_flow_get_checkpoint_size(f, &n), WGF_E_STATE, "not bound");
  REFUSED(wgf_flow_save_file(f, "never_written"), WGF_E_STATE, "not bound");
  OK(wgf_flow_set_ensemble(f, s->ensemble));
  REFUSED(wgf_flow_run(f, 1, 0, 0), WGF_E_STATE, "wgf_flow_set_target");
  OK(wgf_flow_set_target(f, s->samples));
  REFUSED(wgf_flow_run(f, 1, 0, 0), WGF_E_STATE, "wgf_flow_set_target");
  OK(wgf_flow_abandon(f));
  wgf_flow_destroy(f);
}

static void misfits(struct scene *s) {
  wgf_target *wide = NULL;
  wgf_flow *f = NULL;
  OK(wgf_target_create(s->context, "gaussian", 5, &wide));
  OK(wgf_flow_create(s->context, "svgd", &f));
  OK(wgf_flow_set_target(f, wide));
  OK(wgf_flow_set_ensemble(f, s->ensemble));
  REFUSED(wgf_flow_bind(f), WGF_E_ARGUMENT, "5 unconstrained dimensions");
  wgf_flow_destroy(f);
  wgf_target_destroy(wide);
}

static void running(wgf_flow *f) {
  double x[particles * dimension], value = 0;
  wgf_stats stats = {0};
  REFUSED(wgf_flow_step(NULL), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_run(NULL, 1, 0, 0), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_run(f, -1, 0, 0), WGF_E_ARGUMENT, "steps is -1");
  REFUSED(wgf_flow_run(f, INT64_MAX, 0, 0), WGF_E_ARGUMENT, "steps is 9223");
  REFUSED(wgf_flow_run(f, 1, -0.5, 0), WGF_E_ARGUMENT, "seconds is -0.5");
  REFUSED(wgf_flow_run(f, 1, NAN, 0), WGF_E_ARGUMENT, "seconds is nan");
  REFUSED(wgf_flow_run(f, 1, 0, -1), WGF_E_ARGUMENT, "tolerance is -1");
  REFUSED(wgf_flow_run(f, 1, 0, INFINITY), WGF_E_ARGUMENT, "tolerance is inf");
  REFUSED(wgf_flow_cancel(NULL), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_abandon(NULL), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_drift(NULL, particles, dimension, x), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_drift(f, 9, dimension, x), WGF_E_ARGUMENT, "n is 9");
  REFUSED(wgf_flow_drift(f, particles, 3, x), WGF_E_ARGUMENT, "d is 3");
  REFUSED(wgf_flow_drift(f, particles, dimension, NULL), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_flow_energy(NULL, &value), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_energy(f, NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_flow_energy(f, &value), WGF_E_UNSUPPORTED, "has no value");
  REFUSED(wgf_flow_get_stats(NULL, &stats), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_get_stats(f, NULL), WGF_E_ARGUMENT, "stats is NULL");
  REFUSED(wgf_flow_get_stats(f, &stats), WGF_E_ARGUMENT, "stats->struct_size is 0");
  REFUSED(wgf_flow_get_draws(NULL, NULL), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_get_draws(f, NULL), WGF_E_ARGUMENT, "result is NULL");
}

static void noisy_tolerance(struct scene *s) {
  wgf_ensemble *e = NULL;
  wgf_flow *f = NULL;
  OK(wgf_ensemble_create(s->context, particles, dimension, &e));
  OK(wgf_flow_create(s->context, "langevin", &f));
  OK(wgf_flow_set_target(f, s->target));
  OK(wgf_flow_set_ensemble(f, e));
  REFUSED(wgf_flow_run(f, 10, 0, 1e-3), WGF_E_UNSUPPORTED, "tolerance");
  wgf_flow_destroy(f);
  wgf_ensemble_destroy(e);
}

static void asking(wgf_flow *f, wgf_ensemble *e) {
  double log_density[particles], score[particles * dimension];
  wgf_request request = {0};
  REFUSED(wgf_flow_ask(NULL, &request), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_ask(f, NULL), WGF_E_ARGUMENT, "request is NULL");
  REFUSED(wgf_flow_ask(f, &request), WGF_E_ARGUMENT, "request->struct_size is 0");
  REFUSED(wgf_flow_tell(NULL, particles, dimension, log_density, score, NULL), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_tell(f, particles, dimension, log_density, score, NULL), WGF_E_STATE, "wgf_flow_ask");
  request.struct_size = sizeof request;
  OK(wgf_flow_ask(f, &request));
  CHECK(request.wants == (WGF_LOG_DENSITY | WGF_SCORE) && request.n == particles && request.d == dimension && request.x != NULL);
  REFUSED(wgf_flow_tell(f, 9, dimension, log_density, score, NULL), WGF_E_ARGUMENT, "n is 9");
  REFUSED(wgf_flow_tell(f, particles, 4, log_density, score, NULL), WGF_E_ARGUMENT, "d is 4");
  REFUSED(wgf_flow_tell(f, particles, dimension, log_density, NULL, NULL), WGF_E_ARGUMENT, "score is NULL");
  scatter(particles * dimension, score);
  REFUSED(wgf_ensemble_import(e, particles, dimension, score, 0), WGF_E_STATE, "wgf_flow_abandon");
  REFUSED(wgf_ensemble_init_normal(e, 0, 1), WGF_E_STATE, "wgf_flow_abandon");
  REFUSED(wgf_flow_step(f), WGF_E_STATE, "wgf_flow_abandon");
  REFUSED(wgf_flow_run(f, 1, 0, 0), WGF_E_STATE, "wgf_flow_abandon");
  REFUSED(wgf_flow_get_checkpoint_size(f, &(int64_t){0}), WGF_E_STATE, "between steps");
  OK(wgf_flow_abandon(f));
  REFUSED(wgf_flow_tell(f, particles, dimension, log_density, score, NULL), WGF_E_STATE, "wgf_flow_ask");
  OK(wgf_flow_step(f));
  OK(wgf_ensemble_init_normal(e, 0, 1));
}

static void checkpoints(wgf_flow *f) {
  uint8_t bytes[4096];
  int64_t n = 0;
  REFUSED(wgf_flow_get_checkpoint_size(NULL, &n), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_get_checkpoint_size(f, NULL), WGF_E_ARGUMENT, "n is NULL");
  OK(wgf_flow_get_checkpoint_size(f, &n));
  CHECK(n > 0 && n <= (int64_t)sizeof bytes);
  REFUSED(wgf_flow_save(NULL, n, bytes), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_save(f, n - 1, bytes), WGF_E_ARGUMENT, "wgf_flow_get_checkpoint_size");
  REFUSED(wgf_flow_save(f, n, NULL), WGF_E_ARGUMENT, "bytes is NULL");
  OK(wgf_flow_save(f, n, bytes));
  REFUSED(wgf_flow_restore(NULL, n, bytes), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_restore(f, -1, bytes), WGF_E_ARGUMENT, "n is -1");
  REFUSED(wgf_flow_restore(f, n, NULL), WGF_E_ARGUMENT, "bytes is NULL");
  OK(wgf_flow_restore(f, n, bytes));
  REFUSED(wgf_flow_save_file(NULL, "x"), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_save_file(f, NULL), WGF_E_ARGUMENT, "path is NULL");
  REFUSED(wgf_flow_save_file(f, ""), WGF_E_ARGUMENT, "path is \"\"");
  REFUSED(wgf_flow_restore_file(NULL, "x"), WGF_E_ARGUMENT, "flow is NULL");
  REFUSED(wgf_flow_restore_file(f, NULL), WGF_E_ARGUMENT, "path is NULL");
  REFUSED(wgf_flow_restore_file(f, ""), WGF_E_ARGUMENT, "path is \"\"");
}

static void after_bind(struct scene *s) {
  struct behaviour self = {0};
  wgf_flow *second = make_flow(s, "svgd");
  REFUSED(wgf_options_set_int(options_of_flow(s->flow), "warmup", 3), WGF_E_STATE, "bound");
  REFUSED(wgf_options_set_int(options_of_flow(s->flow), "step_size", 3), WGF_E_OPTION, "is a number (double), not a whole number (int)");
  REFUSED(wgf_options_set_int(options_of_flow(s->flow), "warmap", 3), WGF_E_OPTION, "the nearest is \"warmup\"");
  REFUSED(wgf_options_set_double(options_of_flow(s->flow), "bandwidth", 3), WGF_E_STATE, "bound");
  REFUSED(wgf_options_set_string(options_of_flow(s->flow), "kernel", "imq"), WGF_E_STATE, "bound");
  REFUSED(wgf_flow_set_target(s->flow, s->target), WGF_E_STATE, "bound");
  REFUSED(wgf_flow_set_ensemble(s->flow, s->ensemble), WGF_E_STATE, "bound");
  REFUSED(wgf_flow_set_kernel(s->flow, 0, exponential_kernel, &self, count_free), WGF_E_STATE, "bound");
  REFUSED(wgf_flow_set_features(s->flow, 2, linear_features, &self, count_free), WGF_E_STATE, "bound");
  CHECK(self.freed == 2);
  REFUSED(wgf_options_set_double(options_of_flow(s->flow), "step_size", -1), WGF_E_OPTION, "step_size");
  OK(wgf_options_set_double(options_of_flow(s->flow), "step_size", 0.05));
  REFUSED(wgf_flow_bind(second), WGF_E_BUSY, "bound to another flow");
  wgf_flow_destroy(second);
}

int main(void) {
  struct scene s;
  make_scene(&s);
  creation(&s);
  set_options(s.flow);
  get_options(s.flow);
  parts(&s);
  incomplete(&s);
  misfits(&s);
  running(s.flow);
  noisy_tolerance(&s);
  asking(s.flow, s.ensemble);
  checkpoints(s.flow);
  after_bind(&s);
  destroy_scene(&s);
  return failures != 0;
}
