/* Every bad argument of sampler.h, and what wgf_sample says; and that it samples. */
#include <math.h>

#include "scene.h"

static int calls;

/* A banana: x[0] ~ N(0, 1), x[1] - x[0]^2 ~ N(0, 0.1^2). */
static int32_t banana(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  (void)user, (void)batch;
  ++calls;
  for (int64_t i = 0; i < n; ++i) {
    const double a = x[i * d], off = (x[i * d + 1] - a * a) / 0.01;
    if (log_density) log_density[i] = -0.5 * (a * a + off * off * 0.01);
    if (!score) continue;
    score[i * d] = -a + 2 * a * off;
    score[i * d + 1] = -off;
  }
  return 0;
}

static int32_t broken(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  (void)user, (void)batch, (void)n, (void)d, (void)x, (void)log_density, (void)score;
  return 42;
}

static int32_t nowhere(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  (void)user, (void)batch, (void)x;
  for (int64_t i = 0; log_density && i < n; ++i) log_density[i] = -HUGE_VAL;
  for (int64_t i = 0; score && i < n * d; ++i) score[i] = 0;
  return 0;
}

static wgf_target *target_of(wgf_context *context, wgf_density_fn fn) {
  wgf_target *made = NULL;
  OK(wgf_target_create_callback(context, 2, WGF_LOG_DENSITY | WGF_SCORE, fn, NULL, NULL, &made));
  return made;
}

static void refuses(wgf_context *context, wgf_density_fn fn, wgf_status status, const char *text) {
  wgf_draws *draws = NULL;
  wgf_target *target = target_of(context, fn);
  REFUSED(wgf_sample(target, &draws), status, text);
  CHECK(draws == NULL);
  wgf_target_destroy(target);
}

static void samples(wgf_context *context) {
  wgf_draws *draws = NULL;
  wgf_summary summary = {0};
  wgf_target *target = target_of(context, banana);
  int64_t iterations = 0, chains = 0, d = 0;
  summary.struct_size = sizeof summary;
  CHECK(wgf_sample(target, &draws) == WGF_CONVERGED);
  OK(wgf_draws_get_shape(draws, &iterations, &chains, &d));
  CHECK(iterations > 10 && chains == 64 && d == 2 && calls > 100);
  OK(wgf_draws_summary(draws, 1, &summary));
  CHECK(fabs(summary.mean - 1) < 4 * summary.mcse_mean);
  CHECK(fabs(summary.sd - sqrt(2.01)) < 4 * summary.mcse_sd);
  wgf_draws_destroy(draws);
  OK(wgf_context_cancel(context));
  CHECK(wgf_sample(target, &draws) == WGF_CANCELLED && draws == NULL);
  wgf_target_destroy(target);
}

int main(void) {
  const double points[4] = {0, 1, 2, 3};
  wgf_context *context = NULL;
  wgf_target *cloud = NULL;
  wgf_draws *draws = NULL;
  OK(wgf_context_create(&context));
  OK(wgf_target_create_samples(context, 2, 2, points, &cloud));
  REFUSED(wgf_sample(NULL, &draws), WGF_E_ARGUMENT, "target is NULL");
  REFUSED(wgf_sample(cloud, NULL), WGF_E_ARGUMENT, "result is NULL");
  REFUSED(wgf_sample(cloud, &draws), WGF_E_UNSUPPORTED, "target holds samples");
  refuses(context, broken, WGF_E_CALLBACK, "42");
  refuses(context, nowhere, WGF_E_NUMERIC, "rejected every particle");
  refuses(context, NULL, WGF_E_STATE, "no callback");
  samples(context);
  wgf_target_destroy(cloud);
  wgf_context_destroy(context);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
