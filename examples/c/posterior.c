/* Two Bayesian posteriors sampled with the Metropolis-adjusted Langevin flow, beside reference values:
 *   German credit, logistic regression: y_i ~ Bernoulli(1 / (1 + exp(-x_i . w))), w_j ~ N(0, 1), 24 standardised columns and ones;
 *   eight schools, non-centred: y_j ~ N(mu + tau t_j, sigma_j), t_j ~ N(0, 1), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5).
 * Usage: posterior DATA OUT. Reads DATA/german_numeric.csv and the reference values, writes CSV files for plot.gp to OUT.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wgf.h>

#define CHAINS 100
#define WARMUP 400        /* steps */
#define ROUND 100         /* steps between two looks at the effective sample size */
#define RECORD_EVERY 2    /* steps */
#define MOST_STEPS 20000  /* after the warm-up */
#define WANTED_ESS 4000.0 /* bulk, of every reported quantity */

#define ROWS 1000 /* of German credit */
#define WEIGHTS 25
#define SCHOOLS 8
#define MOST_REPORTED 25

static void fail(const char *what, const char *why) {
  fprintf(stderr, "\n%s: %s\n", what, why);
  exit(EXIT_FAILURE);
}

static void must(wgf_status status) {
  if (status < 0) fail(wgf_status_name(status), wgf_last_error());
}

static void *allocate(int64_t count) {
  void *memory = malloc((size_t)count * sizeof(double));
  if (!memory) fail("posterior", "out of memory");
  return memory;
}

static FILE *open_file(const char *folder, const char *prefix, const char *name, const char *mode) {
  char path[4096];
  FILE *file;
  snprintf(path, sizeof path, "%s/%s%s", folder, prefix, name);
  file = fopen(path, mode);
  if (!file) fail(path, "cannot be opened");
  return file;
}

/* ---- the models ---- */

typedef struct model {
  const char *title, *prefix; /* prefix: of the files that are read and written */
  int64_t dim, reported;
  int64_t positive; /* coordinate that must be positive, or -1 */
  wgf_density_fn density;
  void (*report)(const double *theta, double *reported);
  int64_t watched; /* coordinate whose path is drawn */
  char names[MOST_REPORTED][16];
  double mean[MOST_REPORTED], sd[MOST_REPORTED];
} model;

static double credit_x[ROWS][WEIGHTS], credit_y[ROWS];

static double credit_row(int64_t i, const double *w, double *gradient) {
  double z = 0, e, residual;
  int64_t k;
  for (k = 0; k < WEIGHTS; ++k) z += credit_x[i][k] * w[k];
  e = exp(-fabs(z));
  residual = credit_y[i] - (z > 0 ? 1 : e) / (1 + e);
  for (k = 0; k < WEIGHTS; ++k) gradient[k] += residual * credit_x[i][k];
  return credit_y[i] * z - (z > 0 ? z : 0) - log1p(e);
}

static int32_t credit_density(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density,
                              double *score) {
  int64_t i, k;
  (void)user, (void)batch;
  for (i = 0; i < n; ++i) {
    const double *w = x + i * d;
    double gradient[WEIGHTS], sum = 0;
    for (k = 0; k < WEIGHTS; ++k) gradient[k] = -w[k];
    for (k = 0; k < WEIGHTS; ++k) sum -= 0.5 * w[k] * w[k];
    for (k = 0; k < ROWS; ++k) sum += credit_row(k, w, gradient);
    if (log_density) log_density[i] = sum;
    if (score) memcpy(score + i * d, gradient, sizeof gradient);
  }
  return 0;
}

static void credit_report(const double *theta, double *reported) { memcpy(reported, theta, WEIGHTS * sizeof *theta); }

static const double effect[SCHOOLS] = {28, 8, -3, 7, -1, 1, 18, 12}, error[SCHOOLS] = {15, 10, 16, 11, 9, 11, 10, 18};

/* Coordinates: t_1 .. t_8, mu, tau. */
static double schools_log_density(const double *x, double *gradient) {
  const double *t = x, mu = x[SCHOOLS], tau = x[SCHOOLS + 1];
  double sum = -mu * mu / 50 - log1p(tau * tau / 25);
  int j;
  gradient[SCHOOLS] = -mu / 25;
  gradient[SCHOOLS + 1] = -2 * tau / (25 + tau * tau);
  for (j = 0; j < SCHOOLS; ++j) {
    const double z = (effect[j] - mu - tau * t[j]) / error[j], slope = z / error[j];
    sum -= 0.5 * (t[j] * t[j] + z * z);
    gradient[j] = -t[j] + slope * tau;
    gradient[SCHOOLS] += slope;
    gradient[SCHOOLS + 1] += slope * t[j];
  }
  return sum;
}

static int32_t schools_density(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density,
                               double *score) {
  int64_t i;
  (void)user, (void)batch;
  for (i = 0; i < n; ++i) {
    double gradient[SCHOOLS + 2];
    const double value = schools_log_density(x + i * d, gradient);
    if (log_density) log_density[i] = value;
    if (score) memcpy(score + i * d, gradient, sizeof gradient);
  }
  return 0;
}

/* theta_1 .. theta_8, mu, tau */
static void schools_report(const double *x, double *reported) {
  int j;
  for (j = 0; j < SCHOOLS; ++j) reported[j] = x[SCHOOLS] + x[SCHOOLS + 1] * x[j];
  memcpy(reported + SCHOOLS, x + SCHOOLS, 2 * sizeof *x);
}

/* ---- files ---- */

static void read_line(FILE *file, char *line, int size) {
  if (!fgets(line, size, file)) fail("data file", "too few lines");
}

static void standardise(int64_t column) {
  double mean = 0, variance = 0;
  int64_t i;
  for (i = 0; i < ROWS; ++i) mean += credit_x[i][column] / ROWS;
  for (i = 0; i < ROWS; ++i) variance += (credit_x[i][column] - mean) * (credit_x[i][column] - mean) / ROWS;
  for (i = 0; i < ROWS; ++i) credit_x[i][column] = (credit_x[i][column] - mean) / sqrt(variance);
}

static void read_credit(const char *folder) {
  FILE *file = open_file(folder, "german_", "numeric.csv", "r");
  char line[1024], *at;
  int64_t i, k;
  read_line(file, line, sizeof line); /* names of the columns */
  for (i = 0; i < ROWS; ++i) {
    read_line(file, line, sizeof line);
    for (k = 0, at = line; k < WEIGHTS - 1; ++k) credit_x[i][k] = strtod(at, &at), at += *at == ',';
    credit_y[i] = strtod(at, NULL);
    credit_x[i][WEIGHTS - 1] = 1;
  }
  fclose(file);
  for (k = 0; k < WEIGHTS - 1; ++k) standardise(k);
}

static void read_reference(const char *folder, model *m) {
  FILE *file = open_file(folder, m->prefix, "reference.csv", "r");
  char line[256];
  int64_t k;
  read_line(file, line, sizeof line);
  for (k = 0; k < m->reported; ++k) {
    read_line(file, line, sizeof line);
    if (sscanf(line, "%15[^,],%lf,%lf", m->names[k], &m->mean[k], &m->sd[k]) != 3) fail(m->prefix, "damaged reference");
  }
  fclose(file);
}

/* One row for each recorded draw, not more than 4000 of them. */
static void write_draws(const char *folder, const model *m, wgf_draws *draws) {
  FILE *file = open_file(folder, m->prefix, "draws.csv", "w");
  int64_t iterations, chains, i, k, stride;
  double *x;
  must(wgf_draws_get_shape(draws, &iterations, &chains, NULL));
  x = allocate(iterations * chains * m->reported);
  must(wgf_draws_export(draws, iterations * chains, m->reported, x, WGF_PARTICLE_MAJOR));
  for (k = 0; k < m->reported; ++k) fprintf(file, "%s%s", m->names[k], k + 1 < m->reported ? "," : "\n");
  stride = 1 + iterations * chains / 4000;
  for (i = 0; i < iterations * chains; i += stride)
    for (k = 0; k < m->reported; ++k) fprintf(file, "%.6g%s", x[i * m->reported + k], k + 1 < m->reported ? "," : "\n");
  free(x);
  fclose(file);
}

static void write_summary(const char *folder, const model *m, const wgf_summary *summary) {
  FILE *file = open_file(folder, m->prefix, "summary.csv", "w");
  int64_t k;
  fputs("name,mean,sd,ess,reference_mean,reference_sd\n", file);
  for (k = 0; k < m->reported; ++k)
    fprintf(file, "%s,%.6g,%.6g,%.0f,%.6g,%.6g\n", m->names[k], summary[k].mean, summary[k].sd, summary[k].ess_bulk, m->mean[k], m->sd[k]);
  fclose(file);
}

/* A line of the path file: the step, then the watched coordinate of each chain. */
static void write_positions(FILE *file, const model *m, int64_t step, wgf_ensemble *chains) {
  double *x = allocate(CHAINS * m->dim);
  int64_t i;
  must(wgf_ensemble_export(chains, CHAINS, m->dim, x, WGF_PARTICLE_MAJOR));
  fprintf(file, "%ld", (long)step);
  for (i = 0; i < CHAINS; ++i) fprintf(file, ",%.5g", x[i * m->dim + m->watched]);
  fputc('\n', file);
  free(x);
}

/* ---- sampling ---- */

static void show(const model *m, int64_t step, double ess) {
  if (step < WARMUP)
    fprintf(stderr, "\r%s: step %ld of the warm-up ", m->title, (long)step);
  else
    fprintf(stderr, "\r%s: step %ld, smallest effective sample size %.0f of %.0f ", m->title, (long)step, ess, WANTED_ESS);
  fflush(stderr);
}

static int32_t progress(void *user, int64_t step, int64_t steps, int64_t n, int64_t d, const double *x) {
  (void)steps, (void)n, (void)d, (void)x;
  if (step < WARMUP) show(user, step, 0);
  return 0;
}

static wgf_target *make_target(wgf_context *context, model *m) {
  wgf_target *target;
  must(wgf_target_create_callback(context, m->dim, WGF_LOG_DENSITY | WGF_SCORE | WGF_THREAD_SAFE, m->density, NULL, NULL, &target));
  if (m->positive >= 0) {
    double lower[MOST_REPORTED];
    int64_t k;
    for (k = 0; k < m->dim; ++k) lower[k] = k == m->positive ? 0 : -INFINITY;
    must(wgf_target_set_bounds(target, m->dim, lower, NULL));
  }
  return target;
}

static wgf_flow *make_flow(wgf_context *context, model *m, wgf_target *target, wgf_ensemble *chains) {
  wgf_flow *flow;
  wgf_options *options;
  must(wgf_flow_create(context, "mala", &flow));
  must(wgf_flow_get_options(flow, &options));
  must(wgf_options_set_int(options, "warmup", WARMUP));
  must(wgf_options_set_int(options, "record_every", RECORD_EVERY));
  must(wgf_options_set_int(options, "record_limit", MOST_STEPS / RECORD_EVERY));
  must(wgf_flow_set_target(flow, target));
  must(wgf_flow_set_ensemble(flow, chains));
  must(wgf_flow_set_progress(flow, progress, m, NULL));
  must(wgf_flow_bind(flow));
  return flow;
}

/* The warm-up, written down at steps that grow by a third. */
static void warm_up(const char *out, const model *m, wgf_flow *flow, wgf_ensemble *chains) {
  FILE *file = open_file(out, m->prefix, "path.csv", "w");
  int64_t step = 0, next;
  write_positions(file, m, 0, chains);
  while (step < WARMUP) {
    next = step + 1 + step / 3 < WARMUP ? step + 1 + step / 3 : WARMUP;
    must(wgf_flow_run(flow, next - step, 0, 0));
    step = next;
    write_positions(file, m, step, chains);
  }
  fclose(file);
}

/* What was recorded so far, in the reported quantities. */
static wgf_draws *reported_draws(wgf_context *context, const model *m, const wgf_flow *flow) {
  wgf_draws *recorded, *result;
  int64_t iterations, chains, rows, i;
  double *x, *y;
  must(wgf_flow_get_draws(flow, &recorded));
  must(wgf_draws_get_shape(recorded, &iterations, &chains, NULL));
  rows = iterations * chains;
  x = allocate(rows * m->dim);
  y = allocate(rows * m->reported);
  must(wgf_draws_export(recorded, rows, m->dim, x, WGF_PARTICLE_MAJOR));
  for (i = 0; i < rows; ++i) m->report(x + i * m->dim, y + i * m->reported);
  must(wgf_draws_create(context, iterations, chains, rows, m->reported, y, &result));
  free(x), free(y);
  wgf_draws_destroy(recorded);
  return result;
}

static double summarise(const model *m, wgf_draws *draws, wgf_summary *summary) {
  double least = INFINITY;
  int64_t k;
  for (k = 0; k < m->reported; ++k) {
    summary[k].struct_size = sizeof *summary;
    must(wgf_draws_summary(draws, k, &summary[k]));
    least = fmin(least, isnan(summary[k].ess_bulk) ? 0 : summary[k].ess_bulk);
  }
  return least;
}

static void print_table(const model *m, const wgf_summary *summary, int64_t steps) {
  int64_t k;
  printf("\n%s: %d chains, %d warm-up steps, %ld steps\n", m->title, CHAINS, WARMUP, (long)steps);
  printf("%-10s %9s %9s %9s %9s %8s   %9s %9s\n", "", "mean", "sd", "5 %", "95 %", "ESS", "ref. mean", "ref. sd");
  for (k = 0; k < m->reported; ++k)
    printf("%-10s %9.4f %9.4f %9.4f %9.4f %8.0f   %9.4f %9.4f\n", m->names[k], summary[k].mean, summary[k].sd, summary[k].q5,
           summary[k].q95, summary[k].ess_bulk, m->mean[k], m->sd[k]);
}

typedef struct worst_error {
  double mean;     /* largest |mean - reference mean| in reference standard deviations */
  double sd_ratio; /* the ratio sd / reference sd farthest from 1 */
} worst_error;

static void compare(const model *m, const wgf_summary *summary, worst_error *worst) {
  int64_t k;
  for (k = 0; k < m->reported; ++k) {
    const double off = fabs(summary[k].mean - m->mean[k]) / m->sd[k], ratio = summary[k].sd / m->sd[k];
    worst->mean = fmax(worst->mean, off);
    if (fabs(ratio - 1) > fabs(worst->sd_ratio - 1)) worst->sd_ratio = ratio;
  }
}

static void sample(wgf_context *context, model *m, const char *out, worst_error *worst) {
  wgf_target *target = make_target(context, m);
  wgf_ensemble *chains;
  wgf_flow *flow;
  wgf_draws *draws = NULL;
  wgf_summary summary[MOST_REPORTED];
  const double *start;
  int64_t steps = 0;
  double least = 0;

  must(wgf_ensemble_create_for_target(target, CHAINS, &chains));
  must(wgf_ensemble_init_target(chains, target));
  must(wgf_ensemble_borrow(chains, &start));
  must(wgf_target_check_score(target, 5, m->dim, start, NULL, NULL));

  flow = make_flow(context, m, target, chains);
  warm_up(out, m, flow, chains);
  while (least < WANTED_ESS && steps < MOST_STEPS) {
    must(wgf_flow_run(flow, ROUND, 0, 0));
    steps += ROUND;
    wgf_draws_destroy(draws);
    draws = reported_draws(context, m, flow);
    least = summarise(m, draws, summary);
    show(m, WARMUP + steps, least);
  }
  fputc('\n', stderr);
  if (least < WANTED_ESS) fail(m->title, "the effective sample size was not reached");
  print_table(m, summary, steps);
  compare(m, summary, worst);
  write_summary(out, m, summary);
  write_draws(out, m, draws);

  wgf_draws_destroy(draws);
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(chains);
  wgf_target_destroy(target);
}

int main(int argc, char **argv) {
  static model models[2] = {
      {"German credit", "german_", WEIGHTS, WEIGHTS, -1, credit_density, credit_report, 24, {{0}}, {0}, {0}},
      {"Eight schools", "eight_schools_", SCHOOLS + 2, SCHOOLS + 2, SCHOOLS + 1, schools_density, schools_report, SCHOOLS + 1, {{0}}, {0}, {0}}};
  worst_error worst = {0, 1};
  wgf_context *context;
  int k;
  if (argc != 3) fail("usage", "posterior DATA OUT");
  read_credit(argv[1]);
  must(wgf_context_create(&context));
  for (k = 0; k < 2; ++k) {
    read_reference(argv[1], &models[k]);
    sample(context, &models[k], argv[2], &worst);
  }
  wgf_context_destroy(context);
  printf("worst error: mean %.3f sd, sd ratio %.3f\n", worst.mean, worst.sd_ratio);
  return worst.mean <= 0.1 && worst.sd_ratio >= 0.85 && worst.sd_ratio <= 1.15 ? EXIT_SUCCESS : EXIT_FAILURE;
}
