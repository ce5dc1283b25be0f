/* Stein variational gradient descent: a hundred particles spread themselves over a correlated Gaussian.
   cc 01_gaussian_svgd.c $(pkg-config --cflags --libs wgf) -lm */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <wgf.h>

static void must(wgf_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

int main(void) {
  const double mean[2] = {1, -2}, covariance[4] = {1.0, 0.6, 0.6, 0.5};
  wgf_context *context;
  wgf_target *target;
  wgf_ensemble *particles;
  wgf_flow *flow;
  wgf_options *options;
  double m[2], c[4], worst = 0;
  int k;

  must(wgf_context_create(&context));
  must(wgf_target_create(context, "gaussian", 2, &target));
  must(wgf_target_get_options(target, &options));
  must(wgf_options_set_vector(options, "mean", 2, mean));
  must(wgf_options_set_vector(options, "covariance", 4, covariance));

  must(wgf_ensemble_create_for_target(target, 100, &particles));
  must(wgf_ensemble_init_normal(particles, 0, 1));

  must(wgf_flow_create(context, "svgd", &flow));
  must(wgf_flow_set_target(flow, target));
  must(wgf_flow_set_ensemble(flow, particles));
  must(wgf_flow_run(flow, 2000, 0, 1e-5));

  must(wgf_ensemble_mean(particles, 2, m));
  must(wgf_ensemble_covariance(particles, 2, 2, c));
  printf("mean        %8.4f %8.4f   target %8.4f %8.4f\n", m[0], m[1], mean[0], mean[1]);
  for (k = 0; k < 2; ++k)
    printf("covariance  %8.4f %8.4f   target %8.4f %8.4f\n", c[2 * k], c[2 * k + 1], covariance[2 * k], covariance[2 * k + 1]);

  /* SVGD is exact in the limit of many particles; a hundred lose a few per cent of the variance. */
  for (k = 0; k < 2; ++k) worst = fmax(worst, fabs(m[k] - mean[k]));
  for (k = 0; k < 4; ++k) worst = fmax(worst, fabs(c[k] - covariance[k]));
  printf("worst error %.4f\n", worst);

  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(particles);
  wgf_target_destroy(target);
  wgf_context_destroy(context);
  return worst < 0.1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
