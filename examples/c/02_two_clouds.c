/* Two samples and no density: a cloud in the middle is carried onto a ring, once by the sliced Wasserstein distance and
   once by the maximum mean discrepancy. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <wgf.h>

#define COUNT 300

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

static wgf_target *ring(wgf_context *context) {
  static double x[2 * COUNT];
  wgf_target *target;
  int i;
  for (i = 0; i < COUNT; ++i) {
    const double angle = 6.283185307179586 * i / COUNT, radius = 2 + 0.2 * (i % 3);
    x[2 * i] = 3 + radius * cos(angle);
    x[2 * i + 1] = radius * sin(angle);
  }
  must(wgf_target_create_samples(context, COUNT, 2, x, &target));
  return target;
}

static double distance(wgf_context *context, const char *name, wgf_ensemble *particles, wgf_target *target) {
  wgf_discrepancy *discrepancy;
  double value;
  must(wgf_discrepancy_create(context, name, &discrepancy));
  must(wgf_discrepancy_evaluate(discrepancy, particles, target, &value, 0, 0, NULL));
  wgf_discrepancy_destroy(discrepancy);
  return value;
}

/* Squared distance after the flow as a part of that before it. */
static double match(wgf_context *context, const char *name, double step_size, wgf_target *target) {
  wgf_ensemble *particles;
  wgf_flow *flow;
  wgf_options *options;
  double before, after;
  must(wgf_ensemble_create(context, COUNT, 2, &particles));
  must(wgf_ensemble_init_normal(particles, 0, 0.5));
  before = distance(context, name, particles, target);

  must(wgf_flow_create(context, name, &flow));
  must(wgf_flow_get_options(flow, &options));
  must(wgf_options_set_double(options, "step_size", step_size));
  must(wgf_flow_set_target(flow, target));
  must(wgf_flow_set_ensemble(flow, particles));
  must(wgf_flow_run(flow, 500, 0, 0));

  after = distance(context, name, particles, target);
  printf("%-20s squared distance %.6f before, %.6f after 500 steps\n", name, before, after);
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(particles);
  return after / before;
}

int main(void) {
  wgf_context *context;
  wgf_target *target;
  double sliced, mmd;
  must(wgf_context_create(&context));
  target = ring(context);
  sliced = match(context, "sliced_wasserstein", 1.0, target);
  mmd = match(context, "mmd", 1.0, target);
  wgf_target_destroy(target);
  wgf_context_destroy(context);
  return sliced < 0.01 && mmd < 0.01 ? EXIT_SUCCESS : EXIT_FAILURE;
}
