/* One SVGD step of 50,000 particles in 10 dimensions: the whole process stays below 200 MB. */
#include <string.h>

#include "check.h"

static long peak_kilobytes(void) {
  char line[256];
  long peak = -1;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status))
    if (strncmp(line, "VmHWM:", 6) == 0) sscanf(line + 6, "%ld", &peak);
  if (status) fclose(status);
  return peak;
}

int main(void) {
  wgf_context *context;
  wgf_target *target;
  wgf_ensemble *ensemble;
  wgf_flow *flow;
  OK(wgf_context_create(&context));
  OK(wgf_target_create(context, "gaussian", 10, &target));
  OK(wgf_ensemble_create(context, 50000, 10, &ensemble));
  OK(wgf_ensemble_init_normal(ensemble, 1.0, 2.0));
  OK(wgf_flow_create(context, "svgd", &flow));
  OK(wgf_flow_set_target(flow, target));
  OK(wgf_flow_set_ensemble(flow, ensemble));
  OK(wgf_flow_step(flow));
  CHECK(peak_kilobytes() > 0);
  CHECK(peak_kilobytes() < 200L * 1024);
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(ensemble);
  wgf_target_destroy(target);
  wgf_context_destroy(context);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
