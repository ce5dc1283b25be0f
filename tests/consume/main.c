/* What every consumer compiles: headers and library are of one version, a flow runs, and nothing is left behind. */
#include <stdio.h>
#include <string.h>

#include <wgf.h>

static int run(wgf_context *context) {
  wgf_target *target = NULL;
  wgf_ensemble *particles = NULL;
  wgf_flow *flow = NULL;
  const int ok = wgf_target_create(context, "gaussian", 3, &target) == WGF_OK &&
                 wgf_ensemble_create_for_target(target, 20, &particles) == WGF_OK &&
                 wgf_ensemble_init_normal(particles, 0, 1) == WGF_OK && wgf_flow_create(context, "svgd", &flow) == WGF_OK &&
                 wgf_flow_set_target(flow, target) == WGF_OK && wgf_flow_set_ensemble(flow, particles) == WGF_OK &&
                 wgf_flow_run(flow, 10, 0, 0) == WGF_NOT_CONVERGED; /* ten steps are too few to come to rest, and it says so */
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(particles);
  wgf_target_destroy(target);
  return ok;
}

int main(void) {
  wgf_context *context = NULL;
  int ok = strcmp(wgf_version(), WGF_VERSION) == 0 && wgf_context_create(&context) == WGF_OK && run(context);
  wgf_context_destroy(context);
  ok = ok && wgf_live_handles() == 0;
  printf("libwgf %s: %s\n", wgf_version(), ok ? "ok" : wgf_last_error());
  return ok ? 0 : 1;
}
