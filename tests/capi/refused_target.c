/* Every bad argument of target.h. */
#include "scene.h"
#include "../options_of.h"

static const double points[2 * dimension] = {0.5, -0.5, 1, 2};
static const double with_nan[2 * dimension] = {0.5, -0.5, NAN, 2};

static void creation(struct scene *s) {
  struct behaviour self = {0};
  wgf_target *made = NULL;
  REFUSED(wgf_target_create(NULL, "gaussian", 2, &made), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_target_create(s->context, NULL, 2, &made), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_target_create(s->context, "gausian", 2, &made), WGF_E_ARGUMENT, "the nearest is \"gaussian\"");
  REFUSED(wgf_target_create(s->context, "gaussian", 0, &made), WGF_E_ARGUMENT, "dim is 0");
  REFUSED(wgf_target_create(s->context, "gaussian", -5, &made), WGF_E_ARGUMENT, "dim is -5");
  REFUSED(wgf_target_create(s->context, "banana", 1, &made), WGF_E_ARGUMENT, "allowed is 2 or more");
  TOO_LARGE(wgf_target_create(s->context, "gaussian", INT64_MAX, &made));
  REFUSED(wgf_target_create(s->context, "gaussian", 2, NULL), WGF_E_ARGUMENT, "result is NULL");
  REFUSED(wgf_target_create_callback(NULL, 2, WGF_SCORE, gaussian, &self, count_free, &made), WGF_E_ARGUMENT,
          "context is NULL");
  REFUSED(wgf_target_create_callback(s->context, 0, WGF_SCORE, gaussian, &self, count_free, &made), WGF_E_ARGUMENT,
          "dim is 0");
  REFUSED(wgf_target_create_callback(s->context, 2, 0, gaussian, &self, count_free, &made), WGF_E_ARGUMENT, "flags is 0");
  REFUSED(wgf_target_create_callback(s->context, 2, WGF_THREAD_SAFE, gaussian, &self, count_free, &made), WGF_E_ARGUMENT,
          "flags is 16");
  REFUSED(wgf_target_create_callback(s->context, 2, 64 + 1, gaussian, &self, count_free, &made), WGF_E_ARGUMENT,
          "flags is 65");
  REFUSED(wgf_target_create_callback(s->context, 2, WGF_SCORE, gaussian, &self, count_free, NULL), WGF_E_ARGUMENT,
          "result is NULL");
  CHECK(self.freed == 6 && self.calls == 0);
  REFUSED(wgf_target_create_samples(NULL, 2, 2, points, &made), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_target_create_samples(s->context, 0, 2, points, &made), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_target_create_samples(s->context, 2, -2, points, &made), WGF_E_ARGUMENT, "d is -2");
  REFUSED(wgf_target_create_samples(s->context, INT64_MAX, INT64_MAX, points, &made), WGF_E_ARGUMENT, "n is 9223");
  REFUSED(wgf_target_create_samples(s->context, 2, 2, NULL, &made), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_target_create_samples(s->context, 2, 2, with_nan, &made), WGF_E_ARGUMENT, "x[2] is nan");
  REFUSED(wgf_target_create_samples(s->context, 2, 2, points, NULL), WGF_E_ARGUMENT, "result is NULL");
  CHECK(made == NULL);
  wgf_target_destroy(NULL);
}

static void ready_made_options(struct scene *s) {
  wgf_target *ready = NULL;
  wgf_options *options = NULL;
  double mean[2] = {1, 2}, kept[2] = {0, 0};
  int64_t length = -1;
  const double bad_mean[2] = {1, INFINITY};
  OK(wgf_target_create(s->context, "gaussian", 2, &ready));
  REFUSED(wgf_options_set_double(options_of_target(NULL), "sd", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_double(options_of_target(ready), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_double(options_of_target(ready), "mean", 1), WGF_E_OPTION, "mean");
  REFUSED(wgf_options_set_double(options_of_target(ready), "nothing_like_it", 1), WGF_E_OPTION, "nothing_like_it");
  REFUSED(wgf_target_get_options(s->target, &options), WGF_E_UNSUPPORTED, "ready-made");
  REFUSED(wgf_target_get_options(NULL, &options), WGF_E_ARGUMENT, "target is NULL; a handle from wgf_target_create");
  REFUSED(wgf_target_get_options(ready, NULL), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_int(options_of_target(NULL), "k", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_int(options_of_target(ready), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_int(options_of_target(ready), "mean", 1), WGF_E_OPTION, "mean");
  REFUSED(wgf_options_set_vector(options_of_target(NULL), "mean", 2, mean), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_vector(options_of_target(ready), NULL, 2, mean), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_vector(options_of_target(ready), "mean", 0, mean), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_options_set_vector(options_of_target(ready), "mean", INT64_MAX, mean), WGF_E_ARGUMENT, "n is 9223372036854775807");
  REFUSED(wgf_options_set_vector(options_of_target(ready), "mean", 2, NULL), WGF_E_ARGUMENT, "values is NULL");
  REFUSED(wgf_options_set_vector(options_of_target(ready), "mean", 2, bad_mean), WGF_E_OPTION, "value 1 is inf");
  REFUSED(wgf_options_set_vector(options_of_target(ready), "meen", 2, mean), WGF_E_OPTION, "the nearest is \"mean\"");
  OK(wgf_target_get_options(ready, &options));
  OK(wgf_options_get_length(options, "mean", &length));
  CHECK(length == 0);
  OK(wgf_options_get_vector(options, "mean", 0, NULL));
  OK(wgf_options_set_vector(options, "mean", 2, mean));
  OK(wgf_options_get_length(options, "mean", &length));
  OK(wgf_options_get_vector(options, "mean", 2, kept));
  CHECK(length == 2 && kept[0] == 1 && kept[1] == 2);
  REFUSED(wgf_options_get_length(NULL, "mean", &length), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_length(options, NULL, &length), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_length(options, "mean", NULL), WGF_E_ARGUMENT, "n is NULL");
  REFUSED(wgf_options_get_length(options, "meen", &length), WGF_E_OPTION, "the nearest is \"mean\"");
  REFUSED(wgf_options_get_vector(NULL, "mean", 2, kept), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_vector(options, NULL, 2, kept), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_vector(options, "mean", 3, kept), WGF_E_ARGUMENT, "n is 3; allowed is 2");
  REFUSED(wgf_options_get_vector(options, "mean", 2, NULL), WGF_E_ARGUMENT, "values is NULL");
  OK(wgf_target_evaluate(ready, 2, 2, points, NULL, mean));
  REFUSED(wgf_options_set_vector(options_of_target(ready), "mean", 2, mean), WGF_E_STATE, "in use");
  wgf_target_destroy(ready);
}

static void hessian_callback(struct scene *s) {
  struct behaviour self = {0};
  wgf_target *outside = NULL;
  OK(wgf_target_create_callback(s->context, 2, WGF_SCORE, NULL, NULL, NULL, &outside));
  REFUSED(wgf_target_set_hessian_vector(NULL, gaussian_hessian, &self, count_free), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_set_hessian_vector(s->target, NULL, &self, count_free), WGF_E_ARGUMENT, "fn is NULL");
  REFUSED(wgf_target_set_hessian_vector(s->samples, gaussian_hessian, &self, count_free), WGF_E_UNSUPPORTED,
          "density callback");
  REFUSED(wgf_target_set_hessian_vector(outside, gaussian_hessian, &self, count_free), WGF_E_UNSUPPORTED,
          "density callback");
  CHECK(self.freed == 4);
  OK(wgf_target_set_hessian_vector(s->target, gaussian_hessian, &self, count_free));
  CHECK(self.freed == 4);
  OK(wgf_target_set_hessian_vector(s->target, gaussian_hessian, NULL, NULL));
  CHECK(self.freed == 5);
  wgf_target_destroy(outside);
}

static void weights(struct scene *s) {
  double w[sample_count];
  for (int i = 0; i < sample_count; ++i) w[i] = i;
  REFUSED(wgf_target_import_weights(NULL, sample_count, w), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_import_weights(s->target, sample_count, w), WGF_E_UNSUPPORTED, "samples");
  REFUSED(wgf_target_import_weights(s->samples, 3, w), WGF_E_ARGUMENT, "n is 3; allowed is 12");
  REFUSED(wgf_target_import_weights(s->samples, sample_count, NULL), WGF_E_ARGUMENT, "values is NULL");
  OK(wgf_target_import_weights(s->samples, sample_count, w));
  w[4] = -1;
  REFUSED(wgf_target_import_weights(s->samples, sample_count, w), WGF_E_ARGUMENT, "values[4] is -1");
  w[4] = NAN;
  REFUSED(wgf_target_import_weights(s->samples, sample_count, w), WGF_E_ARGUMENT, "values[4] is nan");
  for (int i = 0; i < sample_count; ++i) w[i] = 0;
  REFUSED(wgf_target_import_weights(s->samples, sample_count, w), WGF_E_ARGUMENT, "sum of values is 0");
}

static void coordinates(struct scene *s) {
  const double lower[2] = {0, -INFINITY}, upper[2] = {1, INFINITY}, nans[2] = {NAN, 0};
  wgf_target *t = NULL;
  OK(wgf_target_create_callback(s->context, 2, WGF_SCORE, gaussian, &s->density, NULL, &t));
  REFUSED(wgf_target_set_bounds(NULL, 2, lower, upper), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_set_bounds(t, 3, lower, upper), WGF_E_ARGUMENT, "n is 3; allowed is 2");
  REFUSED(wgf_target_set_bounds(t, 2, upper, lower), WGF_E_ARGUMENT, "coordinate 0 are 1 and 0");
  REFUSED(wgf_target_set_bounds(t, 2, nans, upper), WGF_E_ARGUMENT, "coordinate 0 are nan and 1");
  REFUSED(wgf_target_set_bounds(t, 2, NULL, nans), WGF_E_ARGUMENT, "coordinate 0 are -inf and nan");
  REFUSED(wgf_target_set_bounds(s->samples, 2, lower, upper), WGF_E_UNSUPPORTED, "samples");
  REFUSED(wgf_target_set_simplex(NULL, 0, 2), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_set_simplex(t, -1, 2), WGF_E_ARGUMENT, "first is -1");
  REFUSED(wgf_target_set_simplex(t, 0, 1), WGF_E_ARGUMENT, "count is 1");
  REFUSED(wgf_target_set_simplex(t, 1, 2), WGF_E_ARGUMENT, "first is 1 and count is 2");
  REFUSED(wgf_target_set_simplex(t, INT64_MAX, INT64_MAX), WGF_E_ARGUMENT, "count is 9223");
  REFUSED(wgf_target_set_simplex(s->samples, 0, 2), WGF_E_UNSUPPORTED, "samples");
  REFUSED(wgf_target_set_ordered(NULL, 0, 2), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_set_ordered(t, 2, 2), WGF_E_ARGUMENT, "first is 2");
  REFUSED(wgf_target_set_ordered(t, 0, -2), WGF_E_ARGUMENT, "count is -2");
  REFUSED(wgf_target_set_ordered(s->samples, 0, 2), WGF_E_UNSUPPORTED, "samples");
  OK(wgf_target_set_bounds(t, 2, NULL, NULL));
  OK(wgf_target_set_bounds(t, 2, lower, upper));
  REFUSED(wgf_target_set_ordered(t, 0, 2), WGF_E_ARGUMENT, "second constraint");
  OK(wgf_target_evaluate(t, 1, 2, points, NULL, (double[2]){0}));
  REFUSED(wgf_target_set_bounds(t, 2, lower, upper), WGF_E_STATE, "in use");
  wgf_target_destroy(t);
}

static void names_and_dims(struct scene *s) {
  int64_t d = 0;
  REFUSED(wgf_target_set_name(NULL, 0, "a"), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_set_name(s->target, -1, "a"), WGF_E_ARGUMENT, "index is -1");
  REFUSED(wgf_target_set_name(s->target, 2, "a"), WGF_E_ARGUMENT, "index is 2");
  REFUSED(wgf_target_set_name(s->target, 0, NULL), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_target_set_name(s->target, 0, ""), WGF_E_ARGUMENT, "name is \"\"");
  REFUSED(wgf_target_get_dim(NULL, &d), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_get_dim(s->target, NULL), WGF_E_ARGUMENT, "d is NULL");
  REFUSED(wgf_target_get_user_dim(NULL, &d), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_get_user_dim(s->target, NULL), WGF_E_ARGUMENT, "d is NULL");
}

static void evaluation(struct scene *s) {
  double log_density[2], score[4];
  wgf_target *t = s->target, *outside = NULL, *scores = NULL;
  OK(wgf_target_create_callback(s->context, 2, WGF_SCORE, NULL, NULL, NULL, &outside));
  OK(wgf_target_create_callback(s->context, 2, WGF_SCORE, gaussian, &s->density, NULL, &scores));
  REFUSED(wgf_target_evaluate(NULL, 2, 2, points, log_density, score), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_evaluate(t, 0, 2, points, log_density, score), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_target_evaluate(t, 2, 3, points, log_density, score), WGF_E_ARGUMENT, "d is 3; allowed is 2");
  REFUSED(wgf_target_evaluate(t, 2, 2, NULL, log_density, score), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_target_evaluate(t, 2, 2, with_nan, log_density, score), WGF_E_ARGUMENT, "x[2] is nan");
  REFUSED(wgf_target_evaluate(t, 2, 2, points, NULL, NULL), WGF_E_ARGUMENT, "log_density and score");
  REFUSED(wgf_target_evaluate(s->samples, 2, 2, points, log_density, score), WGF_E_UNSUPPORTED, "samples");
  REFUSED(wgf_target_evaluate(outside, 2, 2, points, NULL, score), WGF_E_STATE, "wgf_flow_tell");
  REFUSED(wgf_target_evaluate(scores, 2, 2, points, log_density, score), WGF_E_UNSUPPORTED, "log_density");
  OK(wgf_target_evaluate(t, 2, 2, points, log_density, NULL));
  CHECK(log_density[0] == -0.25 && log_density[1] == -2.5);
  wgf_target_destroy(outside);
  wgf_target_destroy(scores);
}

static void hessian_products(struct scene *s) {
  double hv[4];
  wgf_target *t = s->target;
  REFUSED(wgf_target_hessian_vector(NULL, 2, 2, points, points, hv), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_hessian_vector(t, -1, 2, points, points, hv), WGF_E_ARGUMENT, "n is -1");
  REFUSED(wgf_target_hessian_vector(t, 2, 1, points, points, hv), WGF_E_ARGUMENT, "d is 1");
  REFUSED(wgf_target_hessian_vector(t, 2, 2, NULL, points, hv), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_target_hessian_vector(t, 2, 2, points, NULL, hv), WGF_E_ARGUMENT, "v is NULL");
  REFUSED(wgf_target_hessian_vector(t, 2, 2, points, with_nan, hv), WGF_E_ARGUMENT, "v[2] is nan");
  REFUSED(wgf_target_hessian_vector(t, 2, 2, points, points, NULL), WGF_E_ARGUMENT, "hv is NULL");
  REFUSED(wgf_target_hessian_vector(s->samples, 2, 2, points, points, hv), WGF_E_UNSUPPORTED, "samples");
}

static void maps(struct scene *s) {
  const double lower[2] = {0, 0}, outside[4] = {1, 1, 1, -1};
  double out[4];
  wgf_target *t = NULL;
  OK(wgf_target_create_callback(s->context, 2, WGF_SCORE, gaussian, &s->density, NULL, &t));
  OK(wgf_target_set_bounds(t, 2, lower, NULL));
  REFUSED(wgf_target_constrain(NULL, 2, 2, points, 2, out), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_constrain(t, 0, 2, points, 2, out), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_target_constrain(t, 2, 1, points, 2, out), WGF_E_ARGUMENT, "d is 1");
  REFUSED(wgf_target_constrain(t, 2, 2, NULL, 2, out), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_target_constrain(t, 2, 2, with_nan, 2, out), WGF_E_ARGUMENT, "x[2] is nan");
  REFUSED(wgf_target_constrain(t, 2, 2, points, 3, out), WGF_E_ARGUMENT, "user_d is 3");
  REFUSED(wgf_target_constrain(t, 2, 2, points, 2, NULL), WGF_E_ARGUMENT, "user_x is NULL");
  REFUSED(wgf_target_unconstrain(NULL, 2, 2, points, 2, out), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_unconstrain(t, 0, 2, points, 2, out), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_target_unconstrain(t, 2, 4, points, 2, out), WGF_E_ARGUMENT, "user_d is 4");
  REFUSED(wgf_target_unconstrain(t, 2, 2, NULL, 2, out), WGF_E_ARGUMENT, "user_x is NULL");
  REFUSED(wgf_target_unconstrain(t, 2, 2, with_nan, 2, out), WGF_E_ARGUMENT, "user_x[2] is nan");
  REFUSED(wgf_target_unconstrain(t, 2, 2, points, 7, out), WGF_E_ARGUMENT, "d is 7");
  REFUSED(wgf_target_unconstrain(t, 2, 2, points, 2, NULL), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_target_unconstrain(t, 2, 2, outside, 2, out), WGF_E_ARGUMENT, "point 1, coordinate 1, is -1");
  wgf_target_destroy(t);
}

static void score_check(struct scene *s) {
  double worst = 0;
  int64_t coordinate = -1;
  wgf_target *t = s->target, *scores = NULL;
  OK(wgf_target_create_callback(s->context, 2, WGF_SCORE, gaussian, &s->density, NULL, &scores));
  REFUSED(wgf_target_check_score(NULL, 2, 2, points, &worst, &coordinate), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_target_check_score(t, 0, 2, points, &worst, &coordinate), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_target_check_score(t, 2, 3, points, &worst, &coordinate), WGF_E_ARGUMENT, "d is 3");
  REFUSED(wgf_target_check_score(t, 2, 2, NULL, &worst, &coordinate), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_target_check_score(t, 2, 2, with_nan, &worst, &coordinate), WGF_E_ARGUMENT, "x[2] is nan");
  REFUSED(wgf_target_check_score(s->samples, 2, 2, points, &worst, &coordinate), WGF_E_UNSUPPORTED, "samples");
  REFUSED(wgf_target_check_score(scores, 2, 2, points, &worst, &coordinate), WGF_E_UNSUPPORTED, "log density");
  OK(wgf_target_check_score(t, 2, 2, points, &worst, &coordinate));
  OK(wgf_target_check_score(t, 2, 2, points, NULL, NULL));
  CHECK(worst < 1e-4);
  REFUSED(wgf_target_get_rejections(NULL, NULL, NULL, NULL), WGF_E_ARGUMENT, "target is NULL");
  wgf_target_destroy(scores);
}

int main(void) {
  struct scene s;
  make_scene(&s);
  creation(&s);
  ready_made_options(&s);
  hessian_callback(&s);
  weights(&s);
  coordinates(&s);
  names_and_dims(&s);
  evaluation(&s);
  hessian_products(&s);
  maps(&s);
  score_check(&s);
  destroy_scene(&s);
  return failures != 0;
}
