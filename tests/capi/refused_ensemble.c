/* Every bad argument of ensemble.h. */
#include "scene.h"

static void creation(struct scene *s) {
  wgf_ensemble *made = NULL;
  REFUSED(wgf_ensemble_create(NULL, 2, 2, &made), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_ensemble_create(s->context, 0, 2, &made), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_ensemble_create(s->context, 2, -1, &made), WGF_E_ARGUMENT, "d is -1");
  REFUSED(wgf_ensemble_create(s->context, INT64_MAX / 2, 4, &made), WGF_E_ARGUMENT, "n is 4611");
  TOO_LARGE(wgf_ensemble_create(s->context, INT64_MAX / 64, 4, &made));
  REFUSED(wgf_ensemble_create(s->context, 2, 2, NULL), WGF_E_ARGUMENT, "result is NULL");
  REFUSED(wgf_ensemble_create_for_target(NULL, 2, &made), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_ensemble_create_for_target(s->target, -2, &made), WGF_E_ARGUMENT, "n is -2");
  REFUSED(wgf_ensemble_create_for_target(s->target, 2, NULL), WGF_E_ARGUMENT, "result is NULL");
  CHECK(made == NULL);
  wgf_ensemble_destroy(NULL);
}

static void shape(wgf_ensemble *e) {
  int64_t number = 0;
  const double *view = NULL;
  REFUSED(wgf_ensemble_get_size(NULL, &number), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_get_size(e, NULL), WGF_E_ARGUMENT, "n is NULL");
  REFUSED(wgf_ensemble_get_dim(NULL, &number), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_get_dim(e, NULL), WGF_E_ARGUMENT, "d is NULL");
  REFUSED(wgf_ensemble_borrow(NULL, &view), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_borrow(e, NULL), WGF_E_ARGUMENT, "values is NULL");
}

static void positions(wgf_ensemble *e, double *x) {
  REFUSED(wgf_ensemble_import(NULL, particles, dimension, x, 0), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_import(e, 9, dimension, x, 0), WGF_E_ARGUMENT, "n is 9; allowed is 10, the number of particles");
  REFUSED(wgf_ensemble_import(e, particles, 1, x, 0), WGF_E_ARGUMENT, "d is 1; allowed is 2");
  REFUSED(wgf_ensemble_import(e, particles, dimension, NULL, 0), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_ensemble_import(e, particles, dimension, x, 2), WGF_E_ARGUMENT, "layout is 2");
  x[5] = NAN;
  REFUSED(wgf_ensemble_import(e, particles, dimension, x, 0), WGF_E_ARGUMENT, "x[5] is nan");
  x[5] = -INFINITY;
  REFUSED(wgf_ensemble_import(e, particles, dimension, x, 1), WGF_E_ARGUMENT, "x[5] is -inf");
  x[5] = 0;
  REFUSED(wgf_ensemble_export(NULL, particles, dimension, x, 0), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_export(e, 0, dimension, x, 0), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_ensemble_export(e, particles, 3, x, 0), WGF_E_ARGUMENT, "d is 3");
  REFUSED(wgf_ensemble_export(e, particles, dimension, NULL, 0), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_ensemble_export(e, particles, dimension, x, -1), WGF_E_ARGUMENT, "layout is -1");
}

static void bounded_positions(struct scene *s, double *x) {
  const double lower[dimension] = {-5, -5};
  wgf_target *t = NULL;
  wgf_ensemble *e = NULL;
  OK(wgf_target_create_callback(s->context, dimension, WGF_SCORE, gaussian, &s->density, NULL, &t));
  OK(wgf_target_set_bounds(t, dimension, lower, NULL));
  OK(wgf_ensemble_create_for_target(t, particles, &e));
  OK(wgf_ensemble_import(e, particles, dimension, x, 0));
  x[7] = -6;
  REFUSED(wgf_ensemble_import(e, particles, dimension, x, 0), WGF_E_ARGUMENT, "-6");
  REFUSED(wgf_target_set_bounds(t, dimension, lower, NULL), WGF_E_STATE, "in use");
  wgf_ensemble_destroy(e);
  wgf_target_destroy(t);
}

static void weights(wgf_ensemble *e) {
  double w[particles];
  for (int i = 0; i < particles; ++i) w[i] = 1 + i;
  REFUSED(wgf_ensemble_import_weights(NULL, particles, w), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_import_weights(e, 11, w), WGF_E_ARGUMENT, "n is 11");
  REFUSED(wgf_ensemble_import_weights(e, particles, NULL), WGF_E_ARGUMENT, "values is NULL");
  w[3] = -1e-300;
  REFUSED(wgf_ensemble_import_weights(e, particles, w), WGF_E_ARGUMENT, "values[3] is -1e-300");
  w[3] = INFINITY;
  REFUSED(wgf_ensemble_import_weights(e, particles, w), WGF_E_ARGUMENT, "values[3] is inf");
  for (int i = 0; i < particles; ++i) w[i] = 1e308;
  REFUSED(wgf_ensemble_import_weights(e, particles, w), WGF_E_ARGUMENT, "sum of values is inf");
  for (int i = 0; i < particles; ++i) w[i] = 0;
  REFUSED(wgf_ensemble_import_weights(e, particles, w), WGF_E_ARGUMENT, "sum of values is 0");
  REFUSED(wgf_ensemble_export_weights(NULL, particles, w), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_export_weights(e, 1, w), WGF_E_ARGUMENT, "n is 1");
  REFUSED(wgf_ensemble_export_weights(e, particles, NULL), WGF_E_ARGUMENT, "values is NULL");
  OK(wgf_ensemble_export_weights(e, particles, w));
  CHECK(w[0] == 0.1 && w[9] == 0.1);
}

static void names(wgf_ensemble *e) {
  const char *name = NULL;
  REFUSED(wgf_ensemble_set_name(NULL, 0, "a"), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_set_name(e, 2, "a"), WGF_E_ARGUMENT, "index is 2");
  REFUSED(wgf_ensemble_set_name(e, 0, NULL), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_ensemble_set_name(e, 0, ""), WGF_E_ARGUMENT, "name is \"\"");
  REFUSED(wgf_ensemble_get_name(NULL, 0, &name), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_get_name(e, -1, &name), WGF_E_ARGUMENT, "index is -1");
  REFUSED(wgf_ensemble_get_name(e, 0, NULL), WGF_E_ARGUMENT, "name is NULL");
  OK(wgf_ensemble_get_name(e, 1, &name));
  CHECK(strcmp(name, "x[2]") == 0);
}

static void starts(struct scene *s) {
  wgf_target *wide = NULL, *outside = NULL;
  OK(wgf_target_create(s->context, "gaussian", 5, &wide));
  OK(wgf_target_create_callback(s->context, dimension, WGF_SCORE, NULL, NULL, NULL, &outside));
  REFUSED(wgf_ensemble_init_normal(NULL, 0, 1), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_init_normal(s->ensemble, NAN, 1), WGF_E_ARGUMENT, "mean is nan");
  REFUSED(wgf_ensemble_init_normal(s->ensemble, 0, -1), WGF_E_ARGUMENT, "sd is -1");
  REFUSED(wgf_ensemble_init_normal(s->ensemble, 0, INFINITY), WGF_E_ARGUMENT, "sd is inf");
  REFUSED(wgf_ensemble_init_uniform(NULL, 0, 1), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_init_uniform(s->ensemble, NAN, 1), WGF_E_ARGUMENT, "lower is nan");
  REFUSED(wgf_ensemble_init_uniform(s->ensemble, 0, INFINITY), WGF_E_ARGUMENT, "upper is inf");
  REFUSED(wgf_ensemble_init_uniform(s->ensemble, 1, 1), WGF_E_ARGUMENT, "upper is 1");
  REFUSED(wgf_ensemble_init_uniform(s->ensemble, -1e308, 1e308), WGF_E_ARGUMENT, "upper - lower is inf");
  REFUSED(wgf_ensemble_init_target(NULL, s->target), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_init_target(s->ensemble, NULL), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_ensemble_init_target(s->ensemble, wide), WGF_E_ARGUMENT, "5 unconstrained dimensions");
  REFUSED(wgf_ensemble_init_target(s->ensemble, outside), WGF_E_STATE, "callback");
  wgf_target_destroy(wide);
  wgf_target_destroy(outside);
}

static void statistics(wgf_ensemble *e) {
  double out[dimension * dimension];
  REFUSED(wgf_ensemble_mean(NULL, dimension, out), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_mean(e, 3, out), WGF_E_ARGUMENT, "n is 3");
  REFUSED(wgf_ensemble_mean(e, dimension, NULL), WGF_E_ARGUMENT, "values is NULL");
  REFUSED(wgf_ensemble_covariance(NULL, dimension, dimension, out), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_covariance(e, 1, dimension, out), WGF_E_ARGUMENT, "n is 1");
  REFUSED(wgf_ensemble_covariance(e, dimension, 1, out), WGF_E_ARGUMENT, "d is 1");
  REFUSED(wgf_ensemble_covariance(e, dimension, dimension, NULL), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_ensemble_quantile(NULL, 0.5, dimension, out), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_ensemble_quantile(e, 1.5, dimension, out), WGF_E_ARGUMENT, "probability is 1.5");
  REFUSED(wgf_ensemble_quantile(e, NAN, dimension, out), WGF_E_ARGUMENT, "probability is nan");
  REFUSED(wgf_ensemble_quantile(e, 0.5, 0, out), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_ensemble_quantile(e, 0.5, dimension, NULL), WGF_E_ARGUMENT, "values is NULL");
}

int main(void) {
  struct scene s;
  double before[particles * dimension], after[particles * dimension], x[particles * dimension];
  make_scene(&s);
  scatter(particles * dimension, x);
  OK(wgf_ensemble_export(s.ensemble, particles, dimension, before, WGF_PARTICLE_MAJOR));
  creation(&s);
  shape(s.ensemble);
  positions(s.ensemble, x);
  weights(s.ensemble);
  names(s.ensemble);
  starts(&s);
  statistics(s.ensemble);
  OK(wgf_ensemble_export(s.ensemble, particles, dimension, after, WGF_PARTICLE_MAJOR));
  CHECK(memcmp(before, after, sizeof before) == 0);
  scatter(particles * dimension, x);
  bounded_positions(&s, x);
  destroy_scene(&s);
  return failures != 0;
}
