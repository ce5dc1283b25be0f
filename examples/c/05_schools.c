/* Eight schools: y_j ~ N(mu, sqrt(sigma_j^2 + tau^2)), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5). By quadrature mu has mean 4.397, tau 3.598. */
#include <math.h>
#include <stdio.h>
#include <wgf.h>

/* Log density of n points (mu, tau). The library takes differences where no score is offered; with WGF_SCORE it would ask for it here. */
static int32_t schools(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  static const double y[] = {28, 8, -3, 7, -1, 1, 18, 12}, sigma[] = {15, 10, 16, 11, 9, 11, 10, 18};
  (void)user, (void)batch, (void)score;
  for (int64_t i = 0; i < n; ++i, x += d) {
    log_density[i] = -x[0] * x[0] / 50 - log1p(x[1] * x[1] / 25);
    for (int j = 0; j < 8; ++j) {
      const double v = sigma[j] * sigma[j] + x[1] * x[1];
      log_density[i] -= (log(v) + (y[j] - x[0]) * (y[j] - x[0]) / v) / 2;
    }
  }
  return 0;
}

int main(void) {
  wgf_context *context = NULL;
  wgf_target *target = NULL;
  wgf_draws *draws = NULL;
  wgf_summary mu = {.struct_size = sizeof mu}, tau = {.struct_size = sizeof tau};
  const int ran = !wgf_context_create(&context) && !wgf_target_create_callback(context, 2, WGF_LOG_DENSITY, schools, NULL, NULL, &target) &&
                  !wgf_target_set_bounds(target, 2, (double[]){-INFINITY, 0}, NULL) && wgf_sample(target, &draws) == WGF_CONVERGED &&
                  !wgf_draws_summary(draws, 0, &mu) && !wgf_draws_summary(draws, 1, &tau);
  if (ran)
    printf("mu  %.2f +- %.2f\ntau %.2f +- %.2f\n", mu.mean, mu.sd, tau.mean, tau.sd);
  else
    fprintf(stderr, "%s\n", wgf_last_error());
  wgf_draws_destroy(draws), wgf_target_destroy(target), wgf_context_destroy(context);
  return ran && fabs(mu.mean - 4.397) < 4 * mu.mcse_mean && fabs(tau.mean - 3.598) < 4 * tau.mcse_mean ? 0 : 1;
}
