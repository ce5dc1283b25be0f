/* A step cancelled wherever it can be leaves the flow as it was: made again it gives the numbers of one that nobody cancelled. */
#include <stdlib.h>
#include <time.h>

#include "scene.h"
#include "../options_of.h"

enum { chains = 400,
       wide = 300 };

static int stop_at = 0;
static int32_t stop(void *user) {
  (void)user;
  return --stop_at == 0;
}

struct chain_scene {
  wgf_context *context;
  wgf_target *target;
  wgf_ensemble *ensemble;
  wgf_flow *flow;
};

/* Of many dimensions, so that a step of the warm-up, which learns a metric from all chains, takes several polls. */
static void make_chains(struct chain_scene *s) {
  OK(wgf_context_create(&s->context));
  OK(wgf_options_set_int(options_of_context(s->context), "threads", 1));
  OK(wgf_target_create(s->context, "gaussian", wide, &s->target));
  OK(wgf_ensemble_create(s->context, chains, wide, &s->ensemble));
  OK(wgf_ensemble_init_normal(s->ensemble, 0.5, 2));
  OK(wgf_flow_create(s->context, "mala", &s->flow));
  OK(wgf_options_set_int(options_of_flow(s->flow), "warmup", 20));
  OK(wgf_flow_set_target(s->flow, s->target));
  OK(wgf_flow_set_ensemble(s->flow, s->ensemble));
  OK(wgf_context_set_poll(s->context, stop, NULL, NULL));
}

static void destroy_chains(struct chain_scene *s) {
  wgf_flow_destroy(s->flow);
  wgf_ensemble_destroy(s->ensemble);
  wgf_target_destroy(s->target);
  wgf_context_destroy(s->context);
}

static double *positions_of(const struct chain_scene *s) {
  double *x = (double *)malloc(sizeof(double) * chains * wide);
  OK(wgf_ensemble_export(s->ensemble, chains, wide, x, WGF_PARTICLE_MAJOR));
  return x;
}

static int same(double *a, double *b) {
  const int equal = memcmp(a, b, sizeof(double) * chains * wide) == 0;
  free(a);
  free(b);
  return equal;
}

/* The first, the second, ... poll of each step says stop, until the step is through. Returns how often it did. */
static int step_in_spite_of(struct chain_scene *s) {
  int times = 0;
  for (;;) {
    double *before = positions_of(s);
    wgf_status status;
    stop_at = times + 1;
    status = wgf_flow_step(s->flow);
    if (status == WGF_OK) {
      free(before);
      stop_at = 0;
      return times;
    }
    GIVES(status, WGF_CANCELLED);
    CHECK(same(before, positions_of(s)));
    ++times;
  }
}

int main(void) {
  struct chain_scene plain, cancelled;
  int times = 0;
  make_chains(&plain);
  make_chains(&cancelled);
  for (int step = 0; step < 7; ++step) {
    OK(wgf_flow_step(plain.flow));
    times += step_in_spite_of(&cancelled);
    CHECK(same(positions_of(&plain), positions_of(&cancelled)));
  }
  CHECK(times > 0);
  destroy_chains(&plain);
  destroy_chains(&cancelled);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
