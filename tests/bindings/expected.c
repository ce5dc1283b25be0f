/* The numbers that the tests of R, Julia and C# must meet bit for bit, a line for each: its name and the doubles as 16 hexadecimal digits.
     FLOW/native  each flow of the catalogue towards a normal law and samples, after `steps` steps
     FLOW/ask     the same by ask and tell, with answers of the normal law's own evaluate()
     callback     svgd with a density of the caller's
     recorded     the draws of mala on two threads, from a start drawn by the target
     terms        composed, with a text for an option
   Products and sums alone are rounded alike by every language; contraction into fma is off. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wgf.h>
#include "../options_of.h"

enum {
  n = 20, /* particles */
  d = 3,
  m = 15, /* samples */
  steps = 8,
};

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

static void show(const char *name, const char *how, int64_t count, const double *x) {
  int64_t i;
  printf("%s%s", name, how);
  for (i = 0; i < count; ++i) {
    uint64_t bits;
    memcpy(&bits, x + i, sizeof bits);
    printf(" %016" PRIx64, bits);
  }
  putchar('\n');
}

static void show_particles(const char *name, const char *how, const wgf_ensemble *cloud) {
  double x[n * d];
  must(wgf_ensemble_export(cloud, n, d, x, WGF_PARTICLE_MAJOR));
  show(name, how, n * d, x);
}

/* ---- what every test begins with ---- */

typedef struct scene {
  wgf_context *context;
  wgf_target *normal, *told, *samples;
  wgf_ensemble *cloud;
  wgf_flow *flow;
} scene;

static wgf_target *normal_law(wgf_context *context) {
  static const double mean[d] = {0.5, -1, 2}, covariance[d * d] = {2, 0.5, 0, 0.5, 1, 0.25, 0, 0.25, 1.5};
  wgf_target *target;
  must(wgf_target_create(context, "gaussian", d, &target));
  must(wgf_options_set_vector(options_of_target(target), "mean", d, mean));
  must(wgf_options_set_vector(options_of_target(target), "covariance", d * d, covariance));
  return target;
}

static wgf_target *quarters(wgf_context *context) {
  wgf_target *target;
  double y[m * d];
  int j;
  for (j = 0; j < m * d; ++j) y[j] = 7 * j % 11 / 4.0 - 1;
  must(wgf_target_create_samples(context, m, d, y, &target));
  return target;
}

static scene begin(int64_t threads) {
  scene s = {NULL, NULL, NULL, NULL, NULL, NULL};
  must(wgf_context_create(&s.context));
  must(wgf_options_set_int(options_of_context(s.context), "threads", threads));
  must(wgf_options_set_int(options_of_context(s.context), "seed", 7));
  must(wgf_ensemble_create(s.context, n, d, &s.cloud));
  s.samples = quarters(s.context);
  s.normal = normal_law(s.context);
  must(wgf_target_create_callback(s.context, d, WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR, NULL, NULL, NULL, &s.told));
  return s;
}

static scene begin_normal(void) {
  scene s = begin(1);
  must(wgf_ensemble_init_normal(s.cloud, 0, 1));
  return s;
}

static void connect(scene *s, const char *name, wgf_target *target) {
  must(wgf_flow_create(s->context, name, &s->flow));
  must(wgf_flow_set_target(s->flow, target));
  must(wgf_flow_set_target(s->flow, s->samples));
  must(wgf_flow_set_ensemble(s->flow, s->cloud));
}

static void end(scene *s) {
  wgf_flow_destroy(s->flow);
  wgf_ensemble_destroy(s->cloud);
  wgf_target_destroy(s->normal);
  wgf_target_destroy(s->told);
  wgf_target_destroy(s->samples);
  wgf_context_destroy(s->context);
}

/* ---- each flow of the catalogue ---- */

/* So that one that tunes itself does, and ends. */
static void shorten_warmup(wgf_flow *flow, const wgf_entry *entry) {
  wgf_option option = {0};
  int64_t i;
  option.struct_size = sizeof option;
  for (i = 0; i < entry->options; ++i) {
    must(wgf_catalogue_option(WGF_FLOW, entry->name, i, &option));
    if (strcmp(option.name, "warmup") == 0) must(wgf_options_set_int(options_of_flow(flow), "warmup", 3));
  }
}

static void answer(wgf_target *target, const wgf_request *ask, double *log_density, double *score, double *hv) {
  if (ask->wants & (WGF_LOG_DENSITY | WGF_SCORE)) must(wgf_target_evaluate(target, ask->n, ask->d, ask->x, log_density, score));
  if (ask->wants & WGF_HESSIAN_VECTOR) must(wgf_target_hessian_vector(target, ask->n, ask->d, ask->x, ask->v, hv));
}

static void step_by_asking(wgf_flow *flow, wgf_target *target) {
  wgf_request ask = {0};
  ask.struct_size = sizeof ask;
  for (must(wgf_flow_ask(flow, &ask)); ask.wants; must(wgf_flow_ask(flow, &ask))) {
    const size_t count = (size_t)(ask.n * ask.d);
    double *log_density = malloc(count * sizeof(double)), *score = malloc(count * sizeof(double)), *hv = malloc(count * sizeof(double));
    answer(target, &ask, log_density, score, hv);
    must(wgf_flow_tell(flow, ask.n, ask.d, log_density, score, hv));
    free(log_density), free(score), free(hv);
  }
}

static void native(const wgf_entry *entry) {
  scene s = begin_normal();
  int i;
  connect(&s, entry->name, s.normal);
  shorten_warmup(s.flow, entry);
  for (i = 0; i < steps; ++i) must(wgf_flow_step(s.flow));
  show_particles(entry->name, "/native", s.cloud);
  end(&s);
}

static void asking(const wgf_entry *entry) {
  scene s = begin_normal();
  int i;
  connect(&s, entry->name, s.told);
  shorten_warmup(s.flow, entry);
  for (i = 0; i < steps; ++i) step_by_asking(s.flow, s.normal);
  show_particles(entry->name, "/ask", s.cloud);
  end(&s);
}

/* ---- more ---- */

static int32_t quartic(void *user, int64_t batch, int64_t points, int64_t dim, const double *x, double *log_density, double *score) {
  int64_t i, k;
  (void)user, (void)batch;
  for (i = 0; i < points; ++i) {
    double sum = 0;
    for (k = 0; k < dim; ++k) {
      const double at = x[i * dim + k], square = at * at;
      sum -= 0.25 * square * square + 0.5 * square;
      if (score) score[i * dim + k] = -(square * at) - at;
    }
    if (log_density) log_density[i] = sum;
  }
  return 0;
}

static wgf_target *quartic_target(wgf_context *context) {
  wgf_target *target;
  must(wgf_target_create_callback(context, d, WGF_LOG_DENSITY | WGF_SCORE, quartic, NULL, NULL, &target));
  return target;
}

static void callback(void) {
  scene s = begin_normal();
  wgf_target *own = quartic_target(s.context);
  connect(&s, "svgd", own);
  must(wgf_flow_run(s.flow, 100, 0, 0));
  show_particles("callback", "", s.cloud);
  wgf_target_destroy(own);
  end(&s);
}

static void recorded(void) {
  scene s = begin(2);
  wgf_target *own = quartic_target(s.context);
  wgf_draws *draws;
  double x[10 * n * d];
  must(wgf_ensemble_init_target(s.cloud, own));
  connect(&s, "mala", own);
  must(wgf_options_set_int(options_of_flow(s.flow), "warmup", 20));
  must(wgf_options_set_int(options_of_flow(s.flow), "record_every", 4));
  must(wgf_flow_run(s.flow, 60, 0, 0));
  must(wgf_flow_get_draws(s.flow, &draws));
  must(wgf_draws_export(draws, 10 * n, d, x, WGF_PARTICLE_MAJOR));
  show("recorded", "", 10 * n * d, x);
  wgf_draws_destroy(draws);
  wgf_target_destroy(own);
  end(&s);
}

static void terms(void) {
  scene s = begin_normal();
  connect(&s, "composed", s.normal);
  must(wgf_options_set_string(options_of_flow(s.flow), "terms", "1 interaction gaussian; -1 target gaussian; 0.5 potential"));
  must(wgf_options_set_double(options_of_flow(s.flow), "step_size", 0.05));
  must(wgf_flow_run(s.flow, 50, 0, 0));
  show_particles("terms", "", s.cloud);
  end(&s);
}

int main(void) {
  wgf_entry entry = {0};
  int64_t count, i;
  entry.struct_size = sizeof entry;
  must(wgf_catalogue_count(WGF_FLOW, &count));
  for (i = 0; i < count; ++i) {
    must(wgf_catalogue_entry(WGF_FLOW, i, &entry));
    native(&entry);
    asking(&entry);
  }
  callback();
  recorded();
  terms();
  return EXIT_SUCCESS;
}
