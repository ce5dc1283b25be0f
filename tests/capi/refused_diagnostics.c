/* Every bad argument of diagnostics.h, and what its functions say. */
#include "scene.h"

enum { iterations = 50,
       chains = 4,
       rows = iterations * chains };

/* Lehmer's generator: numbers between -0.5 and 0.5. */
static double uniform(int64_t *state) {
  *state = 16807 * *state % 2147483647;
  return (double)*state / 2147483647 - 0.5;
}

static void report(wgf_context *context, const wgf_draws *draws) {
  int64_t count = 7;
  const char *text = NULL, *again = NULL;
  wgf_draws *none = NULL;
  double still[rows] = {0};
  REFUSED(wgf_draws_report(NULL, &count, &text), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_report(draws, &count, NULL), WGF_E_ARGUMENT, "text is NULL");
  OK(wgf_draws_report(draws, NULL, &text));
  OK(wgf_draws_report(draws, &count, &again));
  CHECK(count == 1 && text == again && strncmp(text, "too short: \"x[", 14) == 0); /* 200 draws at most */
  OK(wgf_draws_create(context, iterations, chains, rows, 1, still, &none));
  OK(wgf_draws_report(none, &count, &text));
  CHECK(count == 1 && strncmp(text, "stuck: ", 7) == 0);
  wgf_draws_destroy(none);
}

static void of_coordinates(const wgf_draws *draws) {
  const int64_t superchains[chains] = {5, 5, 9, 9};
  double mcse = 0, ess = 0, value = 0;
  REFUSED(wgf_draws_quantile_error(NULL, 0, 0.5, &mcse, &ess), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_quantile_error(draws, 2, 0.5, &mcse, &ess), WGF_E_ARGUMENT, "index is 2");
  REFUSED(wgf_draws_quantile_error(draws, 0, 1.5, &mcse, &ess), WGF_E_ARGUMENT, "probability is 1.5");
  OK(wgf_draws_quantile_error(draws, 0, 0.5, NULL, NULL));
  OK(wgf_draws_quantile_error(draws, 0, 0.5, &mcse, &ess));
  CHECK(mcse > 0.01 && mcse < 0.1 && ess > 100 && ess < 500); /* sqrt(1/4 / 200) = 0.035 */
  REFUSED(wgf_draws_rhat_nested(NULL, 0, chains, superchains, &value), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_rhat_nested(draws, -1, chains, superchains, &value), WGF_E_ARGUMENT, "index is -1");
  REFUSED(wgf_draws_rhat_nested(draws, 0, 3, superchains, &value), WGF_E_ARGUMENT, "n is 3; allowed is 4");
  REFUSED(wgf_draws_rhat_nested(draws, 0, chains, NULL, &value), WGF_E_ARGUMENT, "superchains is NULL");
  REFUSED(wgf_draws_rhat_nested(draws, 0, chains, superchains, NULL), WGF_E_ARGUMENT, "value is NULL");
  OK(wgf_draws_rhat_nested(draws, 0, chains, superchains, &value));
  CHECK(value >= 1 && value < 1.1);
  REFUSED(wgf_draws_pareto_khat(NULL, 0, &value), WGF_E_ARGUMENT, "draws is NULL");
  REFUSED(wgf_draws_pareto_khat(draws, 2, &value), WGF_E_ARGUMENT, "index is 2");
  REFUSED(wgf_draws_pareto_khat(draws, 0, NULL), WGF_E_ARGUMENT, "value is NULL");
  OK(wgf_draws_pareto_khat(draws, 0, &value));
  CHECK(value < 0.3); /* bounded: k = -1, drawn towards 1/2 by 10 of some 40 draws */
}

static void weights(wgf_context *context, const double *x) {
  const double none[2] = {-INFINITY, -INFINITY}, odd[2] = {0, NAN};
  double smoothed[rows], khat = 0, threshold = 0;
  REFUSED(wgf_weights_smooth(NULL, rows, x, 1, smoothed, &khat, &threshold), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_weights_smooth(context, 0, x, 1, smoothed, &khat, &threshold), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_weights_smooth(context, rows, NULL, 1, smoothed, &khat, &threshold), WGF_E_ARGUMENT, "values is NULL");
  REFUSED(wgf_weights_smooth(context, rows, x, 0, smoothed, &khat, &threshold), WGF_E_ARGUMENT, "efficiency is 0");
  REFUSED(wgf_weights_smooth(context, rows, x, 1, smoothed, NULL, &threshold), WGF_E_ARGUMENT, "khat is NULL");
  REFUSED(wgf_weights_smooth(context, rows, x, 1, smoothed, &khat, NULL), WGF_E_ARGUMENT, "threshold is NULL");
  REFUSED(wgf_weights_smooth(context, 2, none, 1, smoothed, &khat, &threshold), WGF_E_ARGUMENT, "values is -infinity throughout");
  REFUSED(wgf_weights_smooth(context, 2, odd, 1, smoothed, &khat, &threshold), WGF_E_ARGUMENT, "values[1] is nan");
  OK(wgf_weights_smooth(context, rows, x, 1, NULL, &khat, &threshold));
  OK(wgf_weights_smooth(context, rows, x, 1, smoothed, &khat, &threshold));
  CHECK(khat < 0.5 && fabs(threshold - (1 - 1 / log10(rows))) < 1e-15);
}

static void thinning(wgf_context *context, const double *x) {
  double score[2 * rows], same[4] = {1, 2, 1, 2}, ksd = 0, odd[4] = {1, 2, INFINITY, 2};
  int64_t indices[5] = {-1, -1, -1, -1, -1};
  for (int i = 0; i < 2 * rows; ++i) score[i] = -12 * x[i];
  REFUSED(wgf_stein_thin(NULL, rows, 2, x, score, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_stein_thin(context, 0, 2, x, score, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "n is 0");
  REFUSED(wgf_stein_thin(context, rows, 0, x, score, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "d is 0");
  REFUSED(wgf_stein_thin(context, rows, 2, NULL, score, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_stein_thin(context, rows, 2, x, NULL, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "score is NULL");
  REFUSED(wgf_stein_thin(context, rows, 2, x, score, NULL, NULL, 0, indices, &ksd), WGF_E_ARGUMENT, "m is 0");
  REFUSED(wgf_stein_thin(context, rows, 2, x, score, NULL, NULL, 5, NULL, &ksd), WGF_E_ARGUMENT, "indices is NULL");
  REFUSED(wgf_stein_thin(context, 2, 2, odd, score, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "x[2] is inf");
  REFUSED(wgf_stein_thin(context, 2, 2, x, odd, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "score[2] is inf");
  REFUSED(wgf_stein_thin(context, 2, 2, x, score, NULL, odd, 5, indices, &ksd), WGF_E_ARGUMENT, "hessian_diagonal[2] is inf");
  REFUSED(wgf_stein_thin(context, 4, 1, x, score, odd, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "log_density[2] is inf");
  REFUSED(wgf_stein_thin(context, 2, 2, same, score, NULL, NULL, 5, indices, &ksd), WGF_E_ARGUMENT, "x is draws that are all the same");
  CHECK(indices[0] == -1);
  OK(wgf_stein_thin(context, rows, 2, x, score, NULL, NULL, 5, indices, NULL));
  OK(wgf_stein_thin(context, rows, 2, x, score, x, score, 5, indices, &ksd));
  CHECK(ksd > 0 && indices[0] >= 0 && indices[4] < rows);
}

static void weighting(wgf_context *context, const double *x) {
  double score[2 * rows], same[4] = {1, 2, 1, 2}, ksd = 0, w[rows], sum = 0, odd[4] = {1, 2, INFINITY, 2};
  for (int i = 0; i < 2 * rows; ++i) score[i] = -12 * x[i];
  REFUSED(wgf_stein_weights(NULL, rows, 2, x, score, w, &ksd), WGF_E_ARGUMENT, "context is NULL");
  REFUSED(wgf_stein_weights(context, -1, 2, x, score, w, &ksd), WGF_E_ARGUMENT, "n is -1");
  REFUSED(wgf_stein_weights(context, rows, 0, x, score, w, &ksd), WGF_E_ARGUMENT, "d is 0");
  REFUSED(wgf_stein_weights(context, rows, 2, NULL, score, w, &ksd), WGF_E_ARGUMENT, "x is NULL");
  REFUSED(wgf_stein_weights(context, rows, 2, x, NULL, w, &ksd), WGF_E_ARGUMENT, "score is NULL");
  REFUSED(wgf_stein_weights(context, rows, 2, x, score, NULL, &ksd), WGF_E_ARGUMENT, "weights is NULL");
  REFUSED(wgf_stein_weights(context, 2, 2, odd, score, w, &ksd), WGF_E_ARGUMENT, "x[2] is inf");
  REFUSED(wgf_stein_weights(context, 2, 2, x, odd, w, &ksd), WGF_E_ARGUMENT, "score[2] is inf");
  REFUSED(wgf_stein_weights(context, 2, 2, same, score, w, &ksd), WGF_E_ARGUMENT, "x is draws that are all the same");
  OK(wgf_stein_weights(context, rows, 2, x, score, w, NULL));
  OK(wgf_stein_weights(context, rows, 2, x, score, w, &ksd));
  for (int i = 0; i < rows; ++i) sum += w[i];
  CHECK(ksd > 0 && fabs(sum - 1) < 1e-12);
}

int main(void) {
  wgf_context *context = NULL;
  wgf_draws *draws = NULL;
  double x[2 * rows];
  int64_t state = 42;
  for (int i = 0; i < 2 * rows; ++i) x[i] = uniform(&state);
  OK(wgf_context_create(&context));
  OK(wgf_draws_create(context, iterations, chains, rows, 2, x, &draws));
  report(context, draws);
  of_coordinates(draws);
  weights(context, x);
  thinning(context, x);
  weighting(context, x);
  wgf_draws_destroy(draws);
  wgf_context_destroy(context);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
