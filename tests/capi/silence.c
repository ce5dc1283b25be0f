/* The longest silence of every public function at a large size: the time of this thread between two polls, and from the poll that says stop to the
   return. The public headers are read: a function that is in neither table below fails the test. Prints the table. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "../options_of.h"

enum { n = 1000000,
       d = 10,
       pairs = 20000,
       chains = 500,
       chain_dim = 1000,
       dense_dim = 2000,
       many_names = 1000000 };

/* ---- what is looked at ---- */

static struct {
  wgf_context *context;
  wgf_target *gaussian, *bounded, *samples, *few_samples, *line, *told, *wide;
  wgf_ensemble *large, *bounded_cloud, *few, *on_line, *chain_cloud;
  wgf_flow *langevin, *svgd, *mmd, *mala, *adam, *asked, *fresh;
  wgf_draws *draws, *small_draws;
  wgf_discrepancy *discrepancy;
  double *x, *y, *values, *out, *covariance;
  uint8_t *bytes, *before_learning;
  int64_t size, mala_size;
} all;

/* The processor's time: others that use the machine are not the library's silence. */
static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static struct {
  double last, longest, stopped;
  int asked, stop_at;
} seen;

static int32_t look(void *user) {
  const double now = now_ms();
  (void)user;
  if (now - seen.last > seen.longest) seen.longest = now - seen.last;
  seen.last = now;
  if (++seen.asked != seen.stop_at) return 0;
  seen.stopped = now;
  return 1;
}

/* ---- calls at a large size ---- */

static wgf_status again_ensemble(wgf_ensemble **made, wgf_status status) {
  wgf_ensemble_destroy(*made);
  *made = NULL;
  return status;
}
static wgf_status again_target(wgf_target **made, wgf_status status) {
  wgf_target_destroy(*made);
  *made = NULL;
  return status;
}
static wgf_status again_draws(wgf_draws **made, wgf_status status) {
  wgf_draws_destroy(*made);
  *made = NULL;
  return status;
}

static wgf_status ensemble_create(void) {
  wgf_ensemble *made = NULL;
  return again_ensemble(&made, wgf_ensemble_create(all.context, n, d, &made));
}
static wgf_status ensemble_create_for_target(void) {
  wgf_ensemble *made = NULL;
  return again_ensemble(&made, wgf_ensemble_create_for_target(all.bounded, n, &made));
}
static wgf_status ensemble_import(void) { return wgf_ensemble_import(all.bounded_cloud, n, d, all.y, WGF_COORDINATE_MAJOR); }
static wgf_status ensemble_export(void) { return wgf_ensemble_export(all.bounded_cloud, n, d, all.out, WGF_COORDINATE_MAJOR); }
static wgf_status ensemble_import_weights(void) { return wgf_ensemble_import_weights(all.large, n, all.values); }
static wgf_status ensemble_export_weights(void) { return wgf_ensemble_export_weights(all.large, n, all.out); }
static wgf_status ensemble_init_normal(void) { return wgf_ensemble_init_normal(all.large, 0, 1); }
static wgf_status ensemble_init_uniform(void) { return wgf_ensemble_init_uniform(all.large, 0, 1); }
static wgf_status ensemble_init_target(void) { return wgf_ensemble_init_target(all.large, all.samples); }
static wgf_status ensemble_mean(void) { return wgf_ensemble_mean(all.bounded_cloud, d, all.values + n); }
static wgf_status ensemble_covariance(void) { return wgf_ensemble_covariance(all.large, d, d, all.values + n); }
static wgf_status ensemble_quantile(void) { return wgf_ensemble_quantile(all.large, 0.3, d, all.values + n); }

static wgf_status draws_create(void) {
  wgf_draws *made = NULL;
  return again_draws(&made, wgf_draws_create(all.context, n, 1, n, d, all.x, &made));
}
static wgf_status draws_export(void) { return wgf_draws_export(all.draws, n, d, all.out, WGF_COORDINATE_MAJOR); }
static wgf_status draws_export_log_weights(void) { return wgf_draws_export_log_weights(all.draws, n, all.out); }
static wgf_status draws_export_times(void) { return wgf_draws_export_times(all.draws, n, all.out); }
static wgf_status draws_summary(void) {
  wgf_summary summary = {0};
  summary.struct_size = sizeof summary;
  return wgf_draws_summary(all.draws, 3, &summary);
}
static wgf_status draws_quantile(void) { return wgf_draws_quantile(all.draws, 3, 0.4, all.values + n); }
static wgf_status draws_quantile_error(void) { return wgf_draws_quantile_error(all.draws, 3, 0.4, all.values + n, all.values + n + 1); }
static wgf_status draws_rhat_nested(void) {
  int64_t superchain = 0;
  return wgf_draws_rhat_nested(all.draws, 3, 1, &superchain, all.values + n);
}
static wgf_status draws_pareto_khat(void) { return wgf_draws_pareto_khat(all.draws, 3, all.values + n); }
static wgf_status draws_report(void) {
  const char *text = NULL;
  wgf_draws *fresh = NULL; /* a report is made once */
  wgf_status status = wgf_draws_create(all.context, n / 4, 4, n, d, all.x, &fresh);
  if (status == WGF_OK) status = wgf_draws_report(fresh, NULL, &text);
  return again_draws(&fresh, status);
}
static wgf_status weights_smooth(void) { return wgf_weights_smooth(all.context, n, all.x, 1, all.out, all.values + n, all.values + n + 1); }
/* 128 chains of a narrow law in 200 dimensions. */
static wgf_status sample(void) {
  wgf_target *law = NULL;
  wgf_draws *made = NULL;
  wgf_status status = wgf_target_create(all.context, "gaussian", 200, &law);
  if (status == WGF_OK) status = wgf_sample(law, &made);
  wgf_draws_destroy(made);
  wgf_target_destroy(law);
  return status == WGF_CONVERGED ? WGF_OK : status;
}
static wgf_status stein_thin(void) {
  int64_t indices[3];
  return wgf_stein_thin(all.context, n, d, all.x, all.y, all.x, NULL, 3, indices, all.values + n);
}
static wgf_status stein_weights(void) { return wgf_stein_weights(all.context, 3000, d, all.x, all.y, all.out, all.values + n); }
static wgf_status draws_write_csv(void) { return wgf_draws_write_csv(all.small_draws, "capi_silence.csv"); }

static wgf_status target_create(void) {
  wgf_target *made = NULL;
  return again_target(&made, wgf_target_create(all.context, "gaussian", many_names, &made));
}
static wgf_status target_create_samples(void) {
  wgf_target *made = NULL;
  return again_target(&made, wgf_target_create_samples(all.context, n, d, all.x, &made));
}
static int32_t nothing(void *user, int64_t batch, int64_t count, int64_t dim, const double *x, double *log_density, double *score) {
  (void)user, (void)batch, (void)dim, (void)x, (void)score;
  for (int64_t i = 0; log_density && i < count; ++i) log_density[i] = 0;
  return 0;
}
static wgf_status target_create_callback(void) {
  wgf_target *made = NULL;
  return again_target(&made, wgf_target_create_callback(all.context, many_names, WGF_LOG_DENSITY, nothing, NULL, NULL, &made));
}
static wgf_status target_import_weights(void) {
  wgf_target *made = NULL;
  wgf_status status = wgf_target_create_samples(all.context, n, 1, all.x, &made);
  if (status == WGF_OK) status = wgf_target_import_weights(made, n, all.values);
  return again_target(&made, status);
}
static wgf_status target_set_bounds(void) { return wgf_target_set_bounds(all.wide, many_names, all.values + n, NULL); }
static wgf_status target_evaluate(void) { return wgf_target_evaluate(all.gaussian, n, d, all.x, all.values + n, all.out); }
/* Of a target that is made ready by it. */
static wgf_status target_evaluate_dense(void) {
  wgf_target *made = NULL;
  wgf_status status = wgf_target_create(all.context, "gaussian", dense_dim, &made);
  if (status != WGF_OK) return status;
  OK(wgf_options_set_vector(options_of_target(made), "covariance", (int64_t)dense_dim * dense_dim, all.covariance));
  seen.last = now_ms();
  status = wgf_target_evaluate(made, 10, dense_dim, all.x, all.values + n, all.out);
  return again_target(&made, status);
}
static wgf_status target_hessian_vector(void) { return wgf_target_hessian_vector(all.gaussian, n, d, all.x, all.x, all.out); }
static wgf_status target_constrain(void) { return wgf_target_constrain(all.bounded, n, d, all.x, d, all.out); }
static wgf_status target_unconstrain(void) { return wgf_target_unconstrain(all.bounded, n, d, all.y, d, all.out); }
static wgf_status target_check_score(void) { return wgf_target_check_score(all.gaussian, n / 10, d, all.x, NULL, NULL); }

static wgf_status flow_bind(void) {
  wgf_status status = WGF_OK;
  wgf_flow_destroy(all.fresh);
  all.fresh = NULL;
  OK(wgf_flow_create(all.context, "mala", &all.fresh));
  OK(wgf_options_set_int(options_of_flow(all.fresh), "record_every", 1));
  OK(wgf_options_set_int(options_of_flow(all.fresh), "record_limit", 4));
  OK(wgf_flow_set_target(all.fresh, all.gaussian));
  OK(wgf_flow_set_ensemble(all.fresh, all.large));
  status = wgf_flow_bind(all.fresh);
  wgf_flow_destroy(all.fresh);
  all.fresh = NULL;
  return status;
}
/* The step in which mala learns its metric. */
static wgf_status flow_step(void) {
  const wgf_status status = wgf_flow_restore(all.mala, all.mala_size, all.before_learning);
  return status == WGF_OK ? wgf_flow_step(all.mala) : status;
}
static wgf_status flow_step_adam(void) { return wgf_flow_step(all.adam); }
static wgf_status flow_run(void) { return wgf_flow_run(all.svgd, 1, 0, 0); }
static wgf_status flow_ask(void) {
  wgf_request request = {sizeof request, 0, 0, 0, 0, 0, 0};
  wgf_status status = wgf_flow_ask(all.asked, &request);
  OK(wgf_flow_abandon(all.asked));
  return status;
}
static wgf_status flow_tell(void) {
  wgf_request request = {sizeof request, 0, 0, 0, 0, 0, 0};
  wgf_status status = wgf_flow_ask(all.asked, &request);
  if (status == WGF_OK) status = wgf_flow_tell(all.asked, n, d, NULL, all.x, NULL);
  OK(wgf_flow_abandon(all.asked));
  return status;
}
static wgf_status flow_drift(void) { return wgf_flow_drift(all.svgd, pairs, d, all.out); }
static wgf_status flow_energy(void) { return wgf_flow_energy(all.mmd, all.values + n); }
static wgf_status flow_get_draws(void) {
  wgf_draws *made = NULL;
  return again_draws(&made, wgf_flow_get_draws(all.langevin, &made));
}
static wgf_status flow_save(void) { return wgf_flow_save(all.langevin, all.size, all.bytes); }
static wgf_status flow_restore(void) { return wgf_flow_restore(all.langevin, all.size, all.bytes); }
static wgf_status flow_save_file(void) { return wgf_flow_save_file(all.langevin, "capi_silence.state"); }
static wgf_status flow_restore_file(void) { return wgf_flow_restore_file(all.langevin, "capi_silence.state"); }

static const char *measure;
static wgf_status discrepancy_evaluate(void) {
  wgf_status status;
  wgf_ensemble *cloud = strcmp(measure, "wasserstein") == 0 ? all.on_line : strcmp(measure, "sliced_wasserstein") == 0 ? all.large
                                                                                                                       : all.few;
  wgf_target *other = cloud == all.on_line ? all.line : cloud == all.large        ? all.samples
                                                    : strcmp(measure, "ksd") == 0 ? all.gaussian
                                                                                  : all.few_samples;
  OK(wgf_discrepancy_create(all.context, measure, &all.discrepancy));
  if (strcmp(measure, "sinkhorn") == 0) OK(wgf_options_set_double(options_of_discrepancy(all.discrepancy), "tolerance", 0.1));
  if (cloud == all.large) OK(wgf_options_set_int(options_of_discrepancy(all.discrepancy), "slices", 2));
  status = wgf_discrepancy_evaluate(all.discrepancy, cloud, other, all.values + n, 0, 0, NULL);
  wgf_discrepancy_destroy(all.discrepancy);
  return status;
}

static const struct {
  const char *name;
  wgf_status (*call)(void);
  const char *of; /* the discrepancy */
} large[] = {
#define ROW(name) \
  { "wgf_" #name, name, "" }
#define ROW_OF(name, call, of) \
  { "wgf_" #name, call, of }
    ROW(ensemble_create), ROW(ensemble_create_for_target), ROW(ensemble_import), ROW(ensemble_export), ROW(ensemble_import_weights),
    ROW(ensemble_export_weights), ROW(ensemble_init_normal), ROW(ensemble_init_uniform), ROW(ensemble_init_target), ROW(ensemble_mean),
    ROW(ensemble_covariance), ROW(ensemble_quantile), ROW(draws_create), ROW(draws_export), ROW(draws_export_log_weights), ROW(draws_export_times),
    ROW(draws_summary), ROW(draws_quantile), ROW(draws_write_csv), ROW(draws_quantile_error), ROW(draws_rhat_nested), ROW(draws_pareto_khat), ROW(draws_report), ROW(weights_smooth), ROW(stein_thin), ROW(sample), ROW(stein_weights), ROW(target_create), ROW(target_create_samples), ROW(target_create_callback),
    ROW(target_import_weights), ROW(target_set_bounds), ROW(target_evaluate), ROW_OF(target_evaluate, target_evaluate_dense, "of a dense covariance"), ROW(target_hessian_vector), ROW(target_constrain),
    ROW(target_unconstrain), ROW(target_check_score), ROW(flow_bind), ROW_OF(flow_step, flow_step, "that learns a metric"), ROW_OF(flow_step, flow_step_adam, "by adam"), ROW(flow_run), ROW(flow_ask), ROW(flow_tell), ROW(flow_drift),
    ROW(flow_energy), ROW(flow_get_draws), ROW(flow_save), ROW(flow_restore), ROW(flow_save_file), ROW(flow_restore_file),
#define DISCREPANCY(name) \
  { "wgf_discrepancy_evaluate", discrepancy_evaluate, name }
    DISCREPANCY("energy"), DISCREPANCY("ksd"), DISCREPANCY("mmd"), DISCREPANCY("sinkhorn"), DISCREPANCY("sliced_wasserstein"), DISCREPANCY("wasserstein")};

/* ---- calls whose time does not grow with any cloud ---- */

#define ONE_NUMBER "one number or one name"
#define ONE_OPTION "one option: a search in a table of some twenty"
#define A_FLAG "stores a flag"
#define A_POINTER "keeps or hands out an address"
#define MEMORY "gives memory back, which the system does without asking"
static const struct {
  const char *name, *why;
} constant[] = {
    {"wgf_version", ONE_NUMBER}, {"wgf_version_number", ONE_NUMBER}, {"wgf_status_name", ONE_NUMBER}, {"wgf_last_error", A_POINTER}, {"wgf_callback_result", ONE_NUMBER}, {"wgf_set_callback_message", ONE_NUMBER}, {"wgf_live_handles", ONE_NUMBER}, {"wgf_catalogue_count", ONE_NUMBER}, {"wgf_catalogue_entry", ONE_OPTION}, {"wgf_catalogue_option", ONE_OPTION}, {"wgf_context_create", ONE_NUMBER}, {"wgf_context_destroy", MEMORY}, {"wgf_context_get_options", A_POINTER}, {"wgf_target_get_options", A_POINTER}, {"wgf_flow_get_options", A_POINTER}, {"wgf_discrepancy_get_options", A_POINTER}, {"wgf_options_set_double", ONE_OPTION}, {"wgf_options_set_int", ONE_OPTION}, {"wgf_options_set_string", ONE_OPTION}, {"wgf_options_get_double", ONE_OPTION}, {"wgf_options_get_int", ONE_OPTION}, {"wgf_options_get_string", ONE_OPTION}, {"wgf_options_get_length", ONE_OPTION}, {"wgf_options_set_vector", "copies options, of some d*d numbers"}, {"wgf_options_get_vector", "copies one option, of d or d*d numbers"}, {"wgf_context_set_log", A_POINTER}, {"wgf_context_set_poll", A_POINTER}, {"wgf_context_cancel", A_FLAG}, {"wgf_ensemble_destroy", MEMORY}, {"wgf_ensemble_get_size", ONE_NUMBER}, {"wgf_ensemble_get_dim", ONE_NUMBER}, {"wgf_ensemble_borrow", A_POINTER}, {"wgf_ensemble_set_name", ONE_NUMBER}, {"wgf_ensemble_get_name", ONE_NUMBER}, {"wgf_draws_destroy", MEMORY}, {"wgf_draws_get_shape", ONE_NUMBER}, {"wgf_draws_get_name", ONE_NUMBER}, {"wgf_draws_get_info", ONE_NUMBER}, {"wgf_target_destroy", MEMORY}, {"wgf_target_set_hessian_vector", A_POINTER}, {"wgf_target_set_simplex", "one block of coordinates; the others are counted anew"}, {"wgf_target_set_ordered", "one block of coordinates; the others are counted anew"}, {"wgf_target_set_name", ONE_NUMBER}, {"wgf_target_get_dim", ONE_NUMBER}, {"wgf_target_get_user_dim", ONE_NUMBER}, {"wgf_target_get_rejections", A_POINTER}, {"wgf_flow_create", ONE_NUMBER}, {"wgf_flow_destroy", MEMORY}, {"wgf_flow_set_target", A_POINTER}, {"wgf_flow_set_ensemble", A_POINTER}, {"wgf_flow_set_kernel", A_POINTER}, {"wgf_flow_set_features", A_POINTER}, {"wgf_flow_set_progress", A_POINTER}, {"wgf_flow_abandon", A_FLAG}, {"wgf_flow_cancel", A_FLAG}, {"wgf_flow_get_stats", "a dozen numbers"}, {"wgf_flow_get_checkpoint_size", "adds up sizes"}, {"wgf_discrepancy_create", ONE_NUMBER}, {"wgf_discrepancy_destroy", MEMORY}, {"wgf_discrepancy_set_kernel", A_POINTER}};

/* ---- the scene ---- */

static wgf_flow *flow_of(const char *name, wgf_target *target, wgf_ensemble *ensemble) {
  wgf_flow *flow = NULL;
  OK(wgf_flow_create(all.context, name, &flow));
  OK(wgf_flow_set_target(flow, target));
  OK(wgf_flow_set_ensemble(flow, ensemble));
  return flow;
}

static void make_targets(void) {
  double lower[d] = {0}, covariance[d * d] = {0};
  for (int k = 0; k < d; ++k) covariance[k * d + k] = 1;
  OK(wgf_target_create(all.context, "gaussian", d, &all.gaussian));
  OK(wgf_options_set_vector(options_of_target(all.gaussian), "covariance", d * d, covariance));
  OK(wgf_target_create_callback(all.context, d, WGF_SCORE, NULL, NULL, NULL, &all.bounded));
  OK(wgf_target_set_bounds(all.bounded, d, lower, NULL));
  OK(wgf_target_create_callback(all.context, many_names, WGF_SCORE, NULL, NULL, NULL, &all.wide));
  OK(wgf_target_create_samples(all.context, n, d, all.x, &all.samples));
  OK(wgf_target_create_samples(all.context, pairs, d, all.x, &all.few_samples));
  OK(wgf_target_create_samples(all.context, 3 * n, 1, all.x, &all.line));
}

static void make_clouds(void) {
  OK(wgf_ensemble_create(all.context, n, d, &all.large));
  OK(wgf_ensemble_create_for_target(all.bounded, n, &all.bounded_cloud));
  OK(wgf_ensemble_create(all.context, pairs, d, &all.few));
  OK(wgf_ensemble_create(all.context, 3 * n, 1, &all.on_line));
  OK(wgf_ensemble_init_normal(all.large, 0, 1));
  OK(wgf_ensemble_import(all.bounded_cloud, n, d, all.y, WGF_PARTICLE_MAJOR));
  OK(wgf_ensemble_init_normal(all.few, 0, 1));
  OK(wgf_ensemble_init_normal(all.on_line, 0, 1));
}

static void make_flows(void) {
  wgf_target *round = NULL;
  wgf_ensemble *held = NULL;
  OK(wgf_target_create(all.context, "gaussian", chain_dim, &round));
  OK(wgf_ensemble_create(all.context, chains, chain_dim, &all.chain_cloud));
  OK(wgf_ensemble_init_normal(all.chain_cloud, 0, 1));
  all.mala = flow_of("mala", round, all.chain_cloud);
  OK(wgf_options_set_int(options_of_flow(all.mala), "warmup", 20));
  OK(wgf_flow_run(all.mala, 4, 0, 0)); /* the next step learns the metric */
  OK(wgf_flow_get_checkpoint_size(all.mala, &all.mala_size));
  all.before_learning = (uint8_t *)malloc((size_t)all.mala_size);
  OK(wgf_flow_save(all.mala, all.mala_size, all.before_learning));
  OK(wgf_ensemble_create(all.context, n, d, &held));
  OK(wgf_ensemble_init_normal(held, 0, 1));
  all.adam = flow_of("svgd", all.gaussian, held);
  OK(wgf_options_set_string(options_of_flow(all.adam), "kernel", "linear")); /* its sums are over particles, not over pairs */
  OK(wgf_options_set_string(options_of_flow(all.adam), "stepper", "adam"));
  wgf_ensemble_destroy(held);
  all.svgd = flow_of("svgd", all.gaussian, all.few);
  OK(wgf_options_set_double(options_of_flow(all.svgd), "bandwidth", 4));
  OK(wgf_ensemble_create(all.context, pairs, d, &held));
  OK(wgf_ensemble_init_normal(held, 0, 1));
  all.mmd = flow_of("mmd", all.few_samples, held);
  wgf_ensemble_destroy(held);
  OK(wgf_ensemble_create(all.context, n, d, &held));
  all.langevin = flow_of("langevin", all.gaussian, held);
  OK(wgf_options_set_int(options_of_flow(all.langevin), "record_every", 1));
  OK(wgf_options_set_int(options_of_flow(all.langevin), "record_limit", 1));
  OK(wgf_flow_step(all.langevin));
  OK(wgf_flow_get_checkpoint_size(all.langevin, &all.size));
  wgf_ensemble_destroy(held);
  all.asked = flow_of("langevin", all.bounded, all.bounded_cloud);
  OK(wgf_flow_bind(all.asked));
  wgf_target_destroy(round);
}

static void make_all(void) {
  OK(wgf_context_create(&all.context));
  OK(wgf_options_set_int(options_of_context(all.context), "threads", 1));
  all.x = (double *)malloc(sizeof(double) * n * d);
  all.y = (double *)malloc(sizeof(double) * n * d);
  all.out = (double *)malloc(sizeof(double) * n * d);
  all.values = (double *)malloc(sizeof(double) * (2 * n + d * d));
  for (int64_t i = 0; i < (int64_t)n * d; ++i) all.y[i] = 1 + (all.x[i] = (double)(i * 7919 % 10007) / 10007);
  all.covariance = (double *)malloc(sizeof(double) * dense_dim * dense_dim);
  for (int64_t i = 0; i < (int64_t)dense_dim * dense_dim; ++i) all.covariance[i] = i % (dense_dim + 1) == 0 ? 2 : 1e-3;
  for (int64_t i = 0; i < 2 * n; ++i) all.values[i] = 1 + (double)(i % 7);
  make_targets();
  make_clouds();
  make_flows();
  OK(wgf_draws_create(all.context, n, 1, n, d, all.x, &all.draws));
  OK(wgf_draws_create(all.context, n / 10, 1, n / 10, d, all.x, &all.small_draws));
  all.bytes = (uint8_t *)malloc((size_t)all.size);
  OK(wgf_flow_save(all.langevin, all.size, all.bytes));
}

static void destroy_all(void) {
  wgf_flow *flows[] = {all.langevin, all.svgd, all.mmd, all.mala, all.adam, all.asked};
  wgf_ensemble *clouds[] = {all.large, all.bounded_cloud, all.few, all.on_line, all.chain_cloud};
  wgf_target *targets[] = {all.gaussian, all.bounded, all.samples, all.few_samples, all.line, all.wide};
  for (int i = 0; i < 6; ++i) wgf_flow_destroy(flows[i]);
  for (int i = 0; i < 5; ++i) wgf_ensemble_destroy(clouds[i]);
  for (int i = 0; i < 6; ++i) wgf_target_destroy(targets[i]);
  wgf_draws_destroy(all.draws);
  wgf_draws_destroy(all.small_draws);
  wgf_context_destroy(all.context);
  free(all.x);
  free(all.y);
  free(all.out);
  free(all.values);
  free(all.covariance);
  free(all.bytes);
  free(all.before_learning);
  remove("capi_silence.csv");
  remove("capi_silence.state");
  CHECK(wgf_live_handles() == 0);
}

/* ---- the measurement ---- */

static double call_once(wgf_status (*call)(void), int stop_at, wgf_status *status) {
  const double start = now_ms();
  double end;
  memset(&seen, 0, sizeof seen);
  seen.last = start;
  seen.stop_at = stop_at;
  *status = call();
  end = now_ms();
  if (stop_at == 0 && end - seen.last > seen.longest) seen.longest = end - seen.last;
  return stop_at == 0 ? end - start : end - seen.stopped;
}

/* Scheduling and a cold cache may lengthen any one call; the promise is about the library. */
static void look_at(const char *name, const char *of, wgf_status (*call)(void)) {
  double longest = 1e9, took = 0, stopped = 0;
  int asked = 0;
  wgf_status status = WGF_OK;
  measure = of;
  for (int attempt = 0; attempt < 3 && longest >= 100; ++attempt) {
    took = call_once(call, 0, &status);
    expect(__LINE__, name, status, WGF_OK);
    if (seen.longest < longest) longest = seen.longest;
    asked = seen.asked;
  }
  if (asked >= 2) {
    stopped = call_once(call, 1, &status);
    if (seen.asked == 0) stopped = 0; /* it was quicker this time, and was not asked */
    expect(__LINE__, name, status, seen.asked > 0 ? WGF_CANCELLED : WGF_OK);
    call_once(call, 0, &status);
    expect(__LINE__, name, status, WGF_OK); /* nothing was lost */
  }
  OK(wgf_context_cancel(all.context));
  expect(__LINE__, name, call(), WGF_CANCELLED);
  printf("| `%s`%s%s | %.0f | %.0f | %.0f |\n", name, *of ? " " : "", of, took, longest, stopped);
  if (longest >= 100 || stopped >= 100) tell(__LINE__, name, "is silent for 100 ms or more");
}

/* ---- the headers ---- */

static int known(const char *name) {
  int found = 0;
  for (size_t i = 0; i < sizeof large / sizeof *large; ++i) found |= strcmp(name, large[i].name) == 0;
  for (size_t i = 0; i < sizeof constant / sizeof *constant; ++i) found |= strcmp(name, constant[i].name) == 0;
  return found;
}

/* The names that follow WGF_API and stand before an opening bracket. */
static int read_header(const char *text) {
  int functions = 0;
  for (const char *at = text; (at = strstr(at, "\nWGF_API ")) != NULL; ++at) {
    const char *end = strchr(at, '('), *name = end;
    char copy[100] = "";
    while (name > at && (isalnum((unsigned char)name[-1]) || name[-1] == '_')) --name;
    memcpy(copy, name, (size_t)(end - name));
    ++functions;
    if (!known(copy)) tell(__LINE__, copy, "is in no table of this test: a large size, or why there is none");
  }
  return functions;
}

static int read_headers(const char *folder) {
  int functions = 0;
  static char text[200000];
  DIR *files = opendir(folder);
  for (struct dirent *entry; files && (entry = readdir(files)) != NULL;) {
    char path[1000];
    FILE *file;
    size_t length;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (!strstr(entry->d_name, ".h") || (file = fopen(path, "rb")) == NULL) continue;
    length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    functions += read_header(text);
  }
  if (files) closedir(files);
  return functions;
}

int main(void) {
  CHECK(read_headers(WGF_PUBLIC_HEADERS) > 90);
  make_all();
  OK(wgf_context_set_poll(all.context, look, NULL, NULL));
  printf("| function | ms | longest silence, ms | from stop to return, ms |\n|---|---|---|---|\n");
  for (size_t i = 0; i < sizeof large / sizeof *large; ++i) {
    look_at(large[i].name, large[i].of, large[i].call);
    fflush(stdout);
  }
  for (size_t i = 0; i < sizeof constant / sizeof *constant; ++i) printf("| `%s` | 0 | 0: %s | |\n", constant[i].name, constant[i].why);
  destroy_all();
  return failures != 0;
}
