/* A parameter with a bound: the rate of ten waiting times. With the prior Gamma(2, rate 1) the posterior is Gamma(12, rate 1 + sum),
   so its mean and standard deviation are known. The callback speaks of the rate itself; the library moves its logarithm. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <wgf.h>

#define CHAINS 50

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

typedef struct gamma_law {
  double shape, rate;
} gamma_law;

static int32_t log_gamma_density(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density,
                                 double *score) {
  const gamma_law *law = user;
  int64_t i;
  (void)batch, (void)d;
  for (i = 0; i < n; ++i) {
    if (log_density) log_density[i] = (law->shape - 1) * log(x[i]) - law->rate * x[i];
    if (score) score[i] = (law->shape - 1) / x[i] - law->rate;
  }
  return 0;
}

int main(void) {
  const double waits[10] = {0.31, 1.92, 0.08, 0.77, 0.45, 2.40, 0.62, 0.19, 1.13, 0.53}, zero = 0;
  gamma_law law = {2 + 10, 1};
  wgf_context *context;
  wgf_target *target;
  wgf_ensemble *chains;
  wgf_flow *flow;
  wgf_options *options;
  wgf_draws *draws;
  wgf_summary summary = {.struct_size = sizeof summary};
  double mean, sd, error;
  int i;
  for (i = 0; i < 10; ++i) law.rate += waits[i];

  must(wgf_context_create(&context));
  must(wgf_target_create_callback(context, 1, WGF_LOG_DENSITY | WGF_SCORE, log_gamma_density, &law, NULL, &target));
  must(wgf_target_set_bounds(target, 1, &zero, NULL));
  must(wgf_target_set_name(target, 0, "rate"));
  must(wgf_ensemble_create_for_target(target, CHAINS, &chains));
  must(wgf_ensemble_init_target(chains, target));

  must(wgf_flow_create(context, "mala", &flow));
  must(wgf_flow_get_options(flow, &options));
  must(wgf_options_set_int(options, "warmup", 200));
  must(wgf_options_set_int(options, "record_every", 1));
  must(wgf_flow_set_target(flow, target));
  must(wgf_flow_set_ensemble(flow, chains));
  must(wgf_flow_run(flow, 700, 0, 0));

  must(wgf_flow_get_draws(flow, &draws));
  must(wgf_draws_summary(draws, 0, &summary));
  mean = law.shape / law.rate;
  sd = sqrt(law.shape) / law.rate;
  error = fabs(summary.mean - mean) / summary.mcse_mean;
  printf("rate: mean %.4f (exact %.4f), sd %.4f (exact %.4f), ESS %.0f, R-hat %.3f\n", summary.mean, mean, summary.sd, sd,
         summary.ess_bulk, summary.rhat);
  printf("the mean is %.1f Monte Carlo errors off\n", error);

  wgf_draws_destroy(draws);
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(chains);
  wgf_target_destroy(target);
  wgf_context_destroy(context);
  return error < 4 && fabs(summary.sd / sd - 1) < 0.05 ? EXIT_SUCCESS : EXIT_FAILURE;
}
