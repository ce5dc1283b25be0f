/* Ask and tell: the program keeps the loop, and the library says where it wants the density. The same flow answered by a callback
   gives the same bits. The density is a banana: x ~ N(0, 1), y | x ~ N(x^2, 1/4). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wgf.h>

#define COUNT 50
#define FLAGS (WGF_LOG_DENSITY | WGF_SCORE)

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

static int32_t banana(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  int64_t i;
  (void)user, (void)batch;
  for (i = 0; i < n; ++i) {
    const double *p = x + i * d, rest = p[1] - p[0] * p[0];
    if (log_density) log_density[i] = -0.5 * p[0] * p[0] - 2 * rest * rest;
    if (score) {
      score[i * d] = -p[0] + 8 * rest * p[0];
      score[i * d + 1] = -4 * rest;
    }
  }
  return 0;
}

static void answer(wgf_flow *flow, const wgf_request *request) {
  double log_density[COUNT], score[2 * COUNT];
  double *l = request->wants & WGF_LOG_DENSITY ? log_density : NULL, *s = request->wants & WGF_SCORE ? score : NULL;
  banana(NULL, request->batch, request->n, request->d, request->x, l, s);
  must(wgf_flow_tell(flow, request->n, request->d, l, s, NULL));
}

/* Runs 200 steps of svgd with fn, or by ask and tell when fn is NULL. Each in a context of its own: what is made first in a context draws the same
   random numbers. */
static void run(wgf_density_fn fn, double *x) {
  wgf_context *context;
  wgf_request request = {.struct_size = sizeof request};
  wgf_target *target;
  wgf_ensemble *particles;
  wgf_flow *flow;
  int step;
  must(wgf_context_create(&context));
  must(wgf_target_create_callback(context, 2, FLAGS, fn, NULL, NULL, &target));
  must(wgf_ensemble_create_for_target(target, COUNT, &particles));
  must(wgf_ensemble_init_normal(particles, 0, 1));
  must(wgf_flow_create(context, "svgd", &flow));
  must(wgf_flow_set_target(flow, target));
  must(wgf_flow_set_ensemble(flow, particles));
  if (fn) must(wgf_flow_run(flow, 200, 0, 0));
  for (step = 0; !fn && step < 200; step += !request.wants) {
    must(wgf_flow_ask(flow, &request));
    if (request.wants) answer(flow, &request);
  }
  must(wgf_ensemble_export(particles, COUNT, 2, x, WGF_PARTICLE_MAJOR));
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(particles);
  wgf_target_destroy(target);
  wgf_context_destroy(context);
}

int main(void) {
  double asked[2 * COUNT], called[2 * COUNT];
  run(NULL, asked);
  run(banana, called);
  printf("first particle: (%.17g, %.17g) asked, (%.17g, %.17g) called\n", asked[0], asked[1], called[0], called[1]);
  return memcmp(asked, called, sizeof asked) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
