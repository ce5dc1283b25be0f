/* Objects from creation to destruction: what is put in comes out, in any order of destruction. */
#include <stdlib.h>

#include "scene.h"
#include "../options_of.h"

static void layouts_agree(void) {
  struct scene s;
  double x[particles * dimension], rows[particles * dimension], columns[particles * dimension];
  make_scene(&s);
  scatter(particles * dimension, x);
  OK(wgf_ensemble_import(s.ensemble, particles, dimension, x, WGF_PARTICLE_MAJOR));
  OK(wgf_ensemble_export(s.ensemble, particles, dimension, rows, WGF_PARTICLE_MAJOR));
  OK(wgf_ensemble_export(s.ensemble, particles, dimension, columns, WGF_COORDINATE_MAJOR));
  CHECK(memcmp(x, rows, sizeof x) == 0);
  for (int i = 0; i < particles; ++i)
    for (int k = 0; k < dimension; ++k) CHECK(columns[k * particles + i] == x[i * dimension + k]);
  OK(wgf_ensemble_init_normal(s.ensemble, 0, 1));
  OK(wgf_ensemble_import(s.ensemble, particles, dimension, columns, WGF_COORDINATE_MAJOR));
  OK(wgf_ensemble_export(s.ensemble, particles, dimension, rows, WGF_PARTICLE_MAJOR));
  CHECK(memcmp(x, rows, sizeof x) == 0);
  destroy_scene(&s);
}

/* Four corners with weights 1/10 .. 4/10: mean (0.6, 0.7), covariance by hand. */
static void statistics_are_weighted(void) {
  const double corners[8] = {0, 0, 1, 0, 0, 1, 1, 1}, w[4] = {1, 2, 3, 4};
  double mean[2], covariance[4], quantile[2];
  const double correction = 1 - (0.01 + 0.04 + 0.09 + 0.16);
  wgf_context *context = NULL;
  wgf_ensemble *e = NULL;
  OK(wgf_context_create(&context));
  OK(wgf_ensemble_create(context, 4, 2, &e));
  OK(wgf_ensemble_import(e, 4, 2, corners, 0));
  OK(wgf_ensemble_quantile(e, 0.5, 2, quantile));
  CHECK(quantile[0] == 0.5 && quantile[1] == 0.5);
  OK(wgf_ensemble_import_weights(e, 4, w));
  OK(wgf_ensemble_mean(e, 2, mean));
  CHECK(fabs(mean[0] - 0.6) < 1e-15 && fabs(mean[1] - 0.7) < 1e-15);
  OK(wgf_ensemble_covariance(e, 2, 2, covariance));
  CHECK(fabs(covariance[0] - 0.24 / correction) < 1e-15 && fabs(covariance[3] - 0.21 / correction) < 1e-15);
  CHECK(fabs(covariance[1] - (0.4 - 0.42) / correction) < 1e-15 && fabs(covariance[1] - covariance[2]) < 1e-15);
  OK(wgf_ensemble_import_weights(e, 4, (const double[4]){0, 0, 5, 0}));
  OK(wgf_ensemble_covariance(e, 2, 2, covariance));
  CHECK(covariance[0] == 0 && covariance[1] == 0 && covariance[3] == 0);
  wgf_ensemble_destroy(e);
  wgf_context_destroy(context);
}

static void bounds_show_the_users_scale(void) {
  const double lower[2] = {0, -INFINITY}, upper[2] = {1, INFINITY}, x[4] = {0.5, 3, 0.25, -3};
  double u[4], back[4], seen[4];
  const double *view = NULL;
  int64_t d = 0;
  struct scene s;
  wgf_target *t = NULL;
  wgf_ensemble *e = NULL;
  make_scene(&s);
  OK(wgf_target_create_callback(s.context, 2, WGF_SCORE, gaussian, &s.density, NULL, &t));
  OK(wgf_target_set_bounds(t, 2, lower, upper));
  OK(wgf_target_set_name(t, 1, "beta"));
  OK(wgf_target_unconstrain(t, 2, 2, x, 2, u));
  CHECK(u[0] == 0 && u[1] == 3 && fabs(u[2] + log(3)) < 1e-15);
  OK(wgf_target_constrain(t, 2, 2, u, 2, back));
  for (int i = 0; i < 4; ++i) CHECK(fabs(back[i] - x[i]) < 1e-15);
  OK(wgf_ensemble_create_for_target(t, 2, &e));
  OK(wgf_ensemble_import(e, 2, 2, x, 0));
  OK(wgf_ensemble_borrow(e, &view));
  CHECK(memcmp(view, u, sizeof u) == 0);
  OK(wgf_ensemble_export(e, 2, 2, seen, 0));
  CHECK(memcmp(seen, back, sizeof seen) == 0);
  OK(wgf_ensemble_get_dim(e, &d));
  CHECK(d == 2);
  wgf_target_destroy(t);
  wgf_ensemble_destroy(e);
  destroy_scene(&s);
}

static void a_simplex_has_one_coordinate_less(void) {
  struct scene s;
  wgf_target *t = NULL;
  wgf_ensemble *e = NULL;
  int64_t d = 0;
  double x[3];
  const char *name = NULL;
  make_scene(&s);
  OK(wgf_target_create_callback(s.context, 3, WGF_LOG_DENSITY | WGF_SCORE, gaussian, &s.density, NULL, &t));
  OK(wgf_target_set_simplex(t, 0, 3));
  OK(wgf_target_get_dim(t, &d));
  CHECK(d == 2);
  OK(wgf_target_get_user_dim(t, &d));
  CHECK(d == 3);
  OK(wgf_target_set_name(t, 2, "theta[3]"));
  OK(wgf_ensemble_create_for_target(t, 1, &e));
  OK(wgf_ensemble_get_name(e, 2, &name));
  CHECK(strcmp(name, "theta[3]") == 0);
  OK(wgf_ensemble_export(e, 1, 3, x, 0)); /* 0 is at equal parts */
  for (int k = 0; k < 3; ++k) CHECK(fabs(x[k] - 1. / 3) < 1e-15);
  wgf_ensemble_destroy(e);
  wgf_target_destroy(t);
  destroy_scene(&s);
}

static void ask_and_tell_is_step(const char *name) {
  const wgf_status wanted = strcmp(name, "svgd") == 0 ? WGF_NOT_CONVERGED : WGF_OK; /* svgd is not at rest so soon */
  struct scene a, b;
  wgf_flow *first, *second;
  double x[particles * dimension], y[particles * dimension], log_density[particles], score[particles * dimension];
  wgf_request request = {sizeof request, 0, 0, 0, 0, 0, 0}, again = request;
  make_scene(&a);
  make_scene(&b);
  first = make_flow(&a, name);
  second = make_flow(&b, name);
  GIVES(wgf_flow_run(first, 3, 0, 0), wanted);
  for (int step = 0; step < 3; ++step)
    while (wgf_flow_ask(second, &request) == WGF_OK && request.wants) {
      OK(wgf_flow_ask(second, &again));
      CHECK(again.x == request.x && again.wants == request.wants);
      gaussian(&b.density, request.batch, request.n, request.d, request.x, log_density, score);
      OK(wgf_flow_tell(second, request.n, request.d, log_density, score, NULL));
    }
  OK(wgf_ensemble_export(a.ensemble, particles, dimension, x, 0));
  OK(wgf_ensemble_export(b.ensemble, particles, dimension, y, 0));
  CHECK(memcmp(x, y, sizeof x) == 0);
  CHECK(a.density.calls == b.density.calls);
  wgf_flow_destroy(first);
  wgf_flow_destroy(second);
  wgf_flow_destroy(b.flow);
  wgf_ensemble_destroy(b.ensemble);
  wgf_target_destroy(b.samples);
  wgf_target_destroy(b.target);
  wgf_context_destroy(b.context);
  destroy_scene(&a);
}

static void draws_are_what_was_recorded(void) {
  struct scene s;
  wgf_draws *none = NULL, *draws = NULL;
  double last[particles * dimension], x[3 * particles * dimension], columns[3 * particles * dimension], times[3];
  double log_weights[3 * particles];
  int64_t iterations = -1, chains = -1, d = -1;
  make_scene(&s);
  OK(wgf_options_set_int(options_of_flow(s.flow), "warmup", 4));
  OK(wgf_options_set_int(options_of_flow(s.flow), "record_every", 2));
  OK(wgf_flow_bind(s.flow));
  OK(wgf_flow_get_draws(s.flow, &none));
  OK(wgf_draws_get_shape(none, &iterations, &chains, &d));
  CHECK(iterations == 0 && chains == particles && d == dimension);
  OK(wgf_draws_export(none, 0, dimension, NULL, 0));
  OK(wgf_draws_export_times(none, 0, NULL));
  GIVES(wgf_flow_run(s.flow, 10, 0, 0), WGF_NOT_CONVERGED);
  OK(wgf_flow_get_draws(s.flow, &draws));
  OK(wgf_draws_get_shape(draws, &iterations, &chains, &d));
  CHECK(iterations == 3 && chains == particles && d == dimension);
  OK(wgf_ensemble_export(s.ensemble, particles, dimension, last, 0));
  OK(wgf_draws_export(draws, 3 * particles, dimension, x, WGF_PARTICLE_MAJOR));
  CHECK(memcmp(x + 2 * particles * dimension, last, sizeof last) == 0);
  OK(wgf_draws_export(draws, 3 * particles, dimension, columns, WGF_COORDINATE_MAJOR));
  CHECK(columns[3 * particles + 7] == x[7 * dimension + 1]);
  OK(wgf_draws_export_times(draws, 3, times));
  CHECK(times[0] < times[1] && times[1] < times[2]);
  OK(wgf_draws_export_log_weights(draws, 3 * particles, log_weights));
  CHECK(log_weights[0] == 0 && log_weights[3 * particles - 1] == 0);
  wgf_draws_destroy(none);
  wgf_draws_destroy(draws);
  destroy_scene(&s);
}

static void own_draws_have_summaries(void) {
  double x[200], value = 0;
  const char *name = NULL;
  wgf_summary summary = {0};
  wgf_draws *draws = NULL;
  wgf_context *context = NULL;
  OK(wgf_context_create(&context));
  for (int i = 0; i < 200; ++i) x[i] = i;
  OK(wgf_draws_create(context, 50, 4, 200, 1, x, &draws));
  x[0] = 1e300; /* copied */
  summary.struct_size = sizeof summary;
  OK(wgf_draws_summary(draws, 0, &summary));
  CHECK(summary.mean == 99.5 && summary.median == 99.5);
  CHECK(fabs(summary.q5 - 9.95) < 1e-12 && fabs(summary.q95 - 189.05) < 1e-12);
  OK(wgf_draws_quantile(draws, 0, 1, &value));
  CHECK(value == 199);
  OK(wgf_draws_get_name(draws, 0, &name));
  CHECK(strcmp(name, "x[1]") == 0);
  wgf_draws_destroy(draws);
  wgf_context_destroy(context);
}

static void small_records_are_filled_in_part(void) {
  wgf_entry entry = {0};
  entry.struct_size = 2 * sizeof(uint32_t) + 2 * sizeof(char *);
  OK(wgf_catalogue_entry(WGF_FLOW, 0, &entry));
  CHECK(entry.name != NULL && entry.summary != NULL && entry.reference == NULL && entry.options == 0);
  entry.struct_size = 1000;
  OK(wgf_catalogue_entry(WGF_FLOW, 0, &entry));
  CHECK(entry.reference != NULL && entry.options > 0 && entry.struct_size == 1000);
}

/* Every order of destruction; the flow runs as long as it is there. */
static void destroy_in_order(const int order[5]) {
  struct scene s;
  make_scene(&s);
  for (int i = 0; i < 5; ++i) {
    if (order[i] == 0) wgf_context_destroy(s.context);
    if (order[i] == 1) wgf_target_destroy(s.target);
    if (order[i] == 2) wgf_target_destroy(s.samples);
    if (order[i] == 3) wgf_ensemble_destroy(s.ensemble);
    if (order[i] == 4) wgf_flow_destroy(s.flow), s.flow = NULL;
    if (s.flow) OK(wgf_flow_step(s.flow));
  }
  CHECK(s.density.freed == 1);
  CHECK(wgf_live_handles() == 0);
}

static void permute(int order[5], int first) {
  if (first == 5) {
    destroy_in_order(order);
    return;
  }
  for (int i = first; i < 5; ++i) {
    const int kept = order[first];
    order[first] = order[i], order[i] = kept;
    permute(order, first + 1);
    order[i] = order[first], order[first] = kept;
  }
}

int main(void) {
  int order[5] = {0, 1, 2, 3, 4};
  layouts_agree();
  statistics_are_weighted();
  bounds_show_the_users_scale();
  a_simplex_has_one_coordinate_less();
  ask_and_tell_is_step("svgd");
  ask_and_tell_is_step("langevin");
  ask_and_tell_is_step("mala");
  draws_are_what_was_recorded();
  own_draws_have_summaries();
  small_records_are_filled_in_part();
  permute(order, 0);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
