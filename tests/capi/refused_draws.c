/* Every bad argument of draws.h and discrepancy.h. */
#include "scene.h"
#include "../options_of.h"

static const double rows[6 * dimension] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static void creation(wgf_context *context) {
  wgf_draws *made = NULL;
  REFUSED(wgf_draws_create(NULL, 3, 2, 6, dimension, rows, &made), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_draws_create(context, 0, 2, 0, dimension, rows, &made), WGF_E_ARGUMENT, "iterations is 0");
  REFUSED(wgf_draws_create(context, 3, -2, 6, dimension, rows, &made), WGF_E_ARGUMENT, "chains is -2");
  REFUSED(wgf_draws_create(context, 3, 2, 5, dimension, rows, &made), WGF_E_ARGUMENT, "n is 5; allowed is 3 times 2");
  REFUSED(wgf_draws_create(context, INT64_MAX, INT64_MAX, 1, dimension, rows, &made), WGF_E_ARGUMENT, "n is 1");
  REFUSED(wgf_draws_create(context, 3, 2, 6, 0, rows, &made), WGF_E_ARGUMENT, "d is 0");
  REFUSED(wgf_draws_create(context, 3, 2, 6, dimension, NULL, &made), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_draws_create(context, 3, 2, 6, dimension, rows, NULL), WGF_E_ARGUMENT, "result is NULL");
  CHECK(made == NULL);
  wgf_draws_destroy(NULL);
}

static void reading(const wgf_draws *draws) {
  wgf_draws_info info = {0};
  double out[6 * dimension];
  const char *name = NULL;
  REFUSED(wgf_draws_get_shape(NULL, NULL, NULL, NULL), WGF_E_ARGUMENT, "draws is NULL");
  OK(wgf_draws_get_shape(draws, NULL, NULL, NULL));
  REFUSED(wgf_draws_get_info(NULL, &info), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_get_info(draws, NULL), WGF_E_ARGUMENT, "info is NULL");
  REFUSED(wgf_draws_get_info(draws, &info), WGF_E_ARGUMENT, "info->struct_size is 0");
  info.struct_size = sizeof info;
  OK(wgf_draws_get_info(draws, &info));
  CHECK(info.kind == WGF_CHAINS && info.every == 1 && info.lost == 0);
  REFUSED(wgf_draws_get_name(NULL, 0, &name), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_get_name(draws, 2, &name), WGF_E_ARGUMENT, "index is 2");
  REFUSED(wgf_draws_get_name(draws, 0, NULL), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_draws_export(NULL, 6, dimension, out, 0), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_export(draws, 7, dimension, out, 0), WGF_E_ARGUMENT, "n is 7; allowed is 6");
  REFUSED(wgf_draws_export(draws, 6, 1, out, 0), WGF_E_ARGUMENT, "d is 1");
  REFUSED(wgf_draws_export(draws, 6, dimension, NULL, 0), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_draws_export(draws, 6, dimension, out, 5), WGF_E_ARGUMENT, "layout is 5");
  REFUSED(wgf_draws_export_log_weights(NULL, 6, out), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_export_log_weights(draws, 3, out), WGF_E_ARGUMENT, "n is 3");
  REFUSED(wgf_draws_export_log_weights(draws, 6, NULL), WGF_E_ARGUMENT, "values is NULL");
  REFUSED(wgf_draws_export_times(NULL, 3, out), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_export_times(draws, 6, out), WGF_E_ARGUMENT, "n is 6; allowed is 3");
  REFUSED(wgf_draws_export_times(draws, 3, NULL), WGF_E_ARGUMENT, "values is NULL");
}

static void summaries(const wgf_draws *draws) {
  wgf_summary summary = {0};
  double value = 0;
  REFUSED(wgf_draws_summary(draws, 0, &summary), WGF_E_ARGUMENT, "summary->struct_size is 0");
  summary.struct_size = sizeof summary;
  REFUSED(wgf_draws_summary(NULL, 0, &summary), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_summary(draws, -1, &summary), WGF_E_ARGUMENT, "index is -1");
  REFUSED(wgf_draws_summary(draws, 0, NULL), WGF_E_ARGUMENT, "summary is NULL");
  REFUSED(wgf_draws_quantile(NULL, 0, 0.5, &value), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_quantile(draws, 9, 0.5, &value), WGF_E_ARGUMENT, "index is 9");
  REFUSED(wgf_draws_quantile(draws, 0, -0.1, &value), WGF_E_ARGUMENT, "probability is -0.1");
  REFUSED(wgf_draws_quantile(draws, 0, NAN, &value), WGF_E_ARGUMENT, "probability is nan");
  REFUSED(wgf_draws_quantile(draws, 0, 0.5, NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_draws_write_csv(NULL, "x.csv"), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_write_csv(draws, NULL), WGF_E_ARGUMENT, "path is NULL");
  REFUSED(wgf_draws_write_csv(draws, ""), WGF_E_ARGUMENT, "path is \"\"");
}

static void discrepancy_options(struct scene *s, wgf_discrepancy *mmd) {
  struct behaviour self = {0};
  wgf_discrepancy *made = NULL;
  wgf_options *options = NULL;
  REFUSED(wgf_discrepancy_create(NULL, "mmd", &made), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_discrepancy_create(s->context, NULL, &made), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_discrepancy_create(s->context, "mdd", &made), WGF_E_ARGUMENT, "the nearest is \"mmd\"");
  REFUSED(wgf_discrepancy_create(s->context, "mmd", NULL), WGF_E_ARGUMENT, "result is NULL");
  CHECK(made == NULL);
  wgf_discrepancy_destroy(NULL);
  REFUSED(wgf_discrepancy_get_options(NULL, &options), WGF_E_ARGUMENT, "discrepancy is NULL");
  REFUSED(wgf_discrepancy_get_options(mmd, NULL), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_double(options_of_discrepancy(NULL), "bandwidth", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_double(options_of_discrepancy(mmd), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_double(options_of_discrepancy(mmd), "bandwith", 1), WGF_E_OPTION, "the nearest is \"bandwidth\"");
  REFUSED(wgf_options_set_double(options_of_discrepancy(mmd), "bandwidth", NAN), WGF_E_OPTION, "\"bandwidth\" is nan");
  REFUSED(wgf_options_set_int(options_of_discrepancy(NULL), "k", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_int(options_of_discrepancy(mmd), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_int(options_of_discrepancy(mmd), "bandwidth", 1), WGF_E_OPTION, "a number (double)");
  REFUSED(wgf_options_set_string(options_of_discrepancy(NULL), "kernel", "imq"), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_string(options_of_discrepancy(mmd), NULL, "imq"), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_string(options_of_discrepancy(mmd), "kernel", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_set_string(options_of_discrepancy(mmd), "kernel", "qmi"), WGF_E_OPTION, "imq");
  REFUSED(wgf_discrepancy_set_kernel(NULL, 0, exponential_kernel, &self, count_free), WGF_E_ARGUMENT,
          "discrepancy is NULL");
  REFUSED(wgf_discrepancy_set_kernel(mmd, 1, exponential_kernel, &self, count_free), WGF_E_ARGUMENT, "flags is 1");
  REFUSED(wgf_discrepancy_set_kernel(mmd, 0, NULL, &self, count_free), WGF_E_ARGUMENT, "fn is NULL");
  OK(wgf_discrepancy_create(s->context, "sliced_wasserstein", &made));
  REFUSED(wgf_discrepancy_set_kernel(made, 0, exponential_kernel, &self, count_free), WGF_E_UNSUPPORTED, "kernel");
  CHECK(self.freed == 4);
  wgf_discrepancy_destroy(made);
}

static void evaluation(struct scene *s, wgf_discrepancy *mmd) {
  double value = 0, x[particles * dimension];
  wgf_target *wide = NULL, *outside = NULL;
  wgf_discrepancy *ksd = NULL, *sinkhorn = NULL;
  OK(wgf_target_create_samples(s->context, 2, 6, rows, &wide));
  OK(wgf_target_create_callback(s->context, dimension, WGF_SCORE, NULL, NULL, NULL, &outside));
  OK(wgf_discrepancy_create(s->context, "ksd", &ksd));
  REFUSED(wgf_discrepancy_evaluate(NULL, s->ensemble, s->samples, &value, 0, 0, NULL), WGF_E_ARGUMENT,
          "discrepancy is NULL");
  REFUSED(wgf_discrepancy_evaluate(mmd, NULL, s->samples, &value, 0, 0, NULL), WGF_E_ARGUMENT, "ensemble is NULL");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, NULL, &value, 0, 0, NULL), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, s->samples, NULL, 0, 0, NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, s->samples, &value, particles, dimension, NULL), WGF_E_ARGUMENT,
          "n is 10; allowed is 0");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, s->samples, &value, 9, dimension, x), WGF_E_ARGUMENT, "n is 9");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, s->samples, &value, particles, 1, x), WGF_E_ARGUMENT, "d is 1");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, s->target, &value, 0, 0, NULL), WGF_E_UNSUPPORTED, "samples");
  REFUSED(wgf_discrepancy_evaluate(mmd, s->ensemble, wide, &value, 0, 0, NULL), WGF_E_ARGUMENT, "target is of dimension 6");
  REFUSED(wgf_discrepancy_evaluate(ksd, s->ensemble, s->samples, &value, 0, 0, NULL), WGF_E_UNSUPPORTED, "score");
  REFUSED(wgf_discrepancy_evaluate(ksd, s->ensemble, outside, &value, 0, 0, NULL), WGF_E_UNSUPPORTED, "score");
  OK(wgf_discrepancy_create(s->context, "sinkhorn", &sinkhorn));
  OK(wgf_options_set_int(options_of_discrepancy(sinkhorn), "max_iterations", 1));
  OK(wgf_options_set_double(options_of_discrepancy(sinkhorn), "tolerance", 1e-12));
  REFUSED(wgf_discrepancy_evaluate(sinkhorn, s->ensemble, s->samples, &value, 0, 0, NULL), WGF_E_NUMERIC, "after 1 iterations");
  REFUSED(wgf_discrepancy_evaluate(sinkhorn, s->ensemble, s->samples, &value, 0, 0, NULL), WGF_E_NUMERIC, "Raise \"max_iterations\"");
  wgf_discrepancy_destroy(sinkhorn);
  OK(wgf_discrepancy_evaluate(mmd, s->ensemble, s->samples, &value, particles, dimension, x));
  OK(wgf_discrepancy_evaluate(ksd, s->ensemble, s->target, &value, 0, 0, NULL));
  wgf_discrepancy_destroy(ksd);
  wgf_target_destroy(outside);
  wgf_target_destroy(wide);
}

int main(void) {
  struct scene s;
  wgf_draws *draws = NULL;
  wgf_discrepancy *mmd = NULL;
  make_scene(&s);
  creation(s.context);
  OK(wgf_draws_create(s.context, 3, 2, 6, dimension, rows, &draws));
  reading(draws);
  summaries(draws);
  OK(wgf_discrepancy_create(s.context, "mmd", &mmd));
  discrepancy_options(&s, mmd);
  evaluation(&s, mmd);
  wgf_discrepancy_destroy(mmd);
  wgf_draws_destroy(draws);
  destroy_scene(&s);
  return failures != 0;
}
