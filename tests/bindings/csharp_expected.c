/* The numbers that bindings/csharp/tests/BitsTests.cs must meet bit for bit: a line for each test, its name and the doubles as 16
   hexadecimal digits. Scores are made of products and sums alone, which C and .NET round alike; contraction into fma is off. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wgf.h>

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

static void show(const char *name, int64_t count, const double *x) {
  int64_t i;
  printf("%s", name);
  for (i = 0; i < count; ++i) {
    uint64_t bits;
    memcpy(&bits, x + i, sizeof bits);
    printf(" %016" PRIx64, bits);
  }
  putchar('\n');
}

static int32_t quartic(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  int64_t i, k;
  (void)user, (void)batch;
  for (i = 0; i < n; ++i) {
    double sum = 0;
    for (k = 0; k < d; ++k) {
      const double at = x[i * d + k], square = at * at;
      sum -= 0.25 * square * square + 0.5 * square;
      if (score) score[i * d + k] = -(square * at) - at;
    }
    if (log_density) log_density[i] = sum;
  }
  return 0;
}

typedef struct scene {
  wgf_context *context;
  wgf_target *target;
  wgf_ensemble *cloud;
  wgf_flow *flow;
} scene;

static scene begin(int64_t threads, int64_t seed) {
  scene s = {NULL, NULL, NULL, NULL};
  must(wgf_context_create(&s.context));
  must(wgf_context_set_int(s.context, "threads", threads));
  must(wgf_context_set_int(s.context, "seed", seed));
  return s;
}

static void connect(scene *s, const char *name) {
  must(wgf_flow_create(s->context, name, &s->flow));
  must(wgf_flow_set_ensemble(s->flow, s->cloud));
  must(wgf_flow_set_target(s->flow, s->target));
}

static void end(scene *s) {
  wgf_flow_destroy(s->flow);
  wgf_ensemble_destroy(s->cloud);
  wgf_target_destroy(s->target);
  wgf_context_destroy(s->context);
}

static void svgd(void) {
  scene s = begin(1, 1);
  double x[120];
  must(wgf_target_create_callback(s.context, 3, WGF_LOG_DENSITY | WGF_SCORE, quartic, NULL, NULL, &s.target));
  must(wgf_ensemble_create_for_target(s.target, 40, &s.cloud));
  must(wgf_ensemble_init_normal(s.cloud, 1, 2));
  connect(&s, "svgd");
  must(wgf_flow_run(s.flow, 100, 0, 0));
  must(wgf_ensemble_export(s.cloud, 40, 3, x, WGF_PARTICLE_MAJOR));
  show("svgd", 120, x);
  end(&s);
}

static void mala(void) {
  scene s = begin(2, 11);
  wgf_draws *draws;
  double x[10 * 120];
  must(wgf_target_create_callback(s.context, 3, WGF_LOG_DENSITY | WGF_SCORE, quartic, NULL, NULL, &s.target));
  must(wgf_ensemble_create_for_target(s.target, 40, &s.cloud));
  must(wgf_ensemble_init_target(s.cloud, s.target));
  connect(&s, "mala");
  must(wgf_flow_set_int(s.flow, "warmup", 20));
  must(wgf_flow_set_int(s.flow, "record_every", 4));
  must(wgf_flow_run(s.flow, 60, 0, 0));
  must(wgf_flow_get_draws(s.flow, &draws));
  must(wgf_draws_export(draws, 400, 3, x, WGF_PARTICLE_MAJOR));
  show("mala", 1200, x);
  wgf_draws_destroy(draws);
  end(&s);
}

static void mmd(void) {
  static const double samples[] = {0, 1, 2, -1, 0.5, 0.25, -3, 4};
  scene s = begin(1, 1);
  double x[60];
  must(wgf_target_create_samples(s.context, 4, 2, samples, &s.target));
  must(wgf_ensemble_create(s.context, 30, 2, &s.cloud));
  must(wgf_ensemble_init_uniform(s.cloud, -1, 1));
  connect(&s, "mmd");
  must(wgf_flow_set_double(s.flow, "step_size", 0.05));
  must(wgf_flow_run(s.flow, 50, 0, 0));
  must(wgf_ensemble_export(s.cloud, 30, 2, x, WGF_PARTICLE_MAJOR));
  show("mmd", 60, x);
  end(&s);
}

int main(void) {
  svgd();
  mala();
  mmd();
  return EXIT_SUCCESS;
}
