/* Checkpoints that earlier versions stored (tests/data/checkpoints): those of the format in force are read, with every position and draw as it was
   then; older formats are refused in words. "--write FOLDER" stores new ones; a release adds a folder, and none is ever changed. */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "../options_of.h"

#define PARTICLES 5
#define DIMENSION 2

static const char *const names[] = {"svgd", "mala", "mmd", "langevin", "sliced_wasserstein", "composed"};

struct stored {
  wgf_context *context;
  wgf_target *density, *samples;
  wgf_ensemble *particles;
  wgf_flow *flow;
};

static struct stored make(const char *name) {
  const double y[12] = {0, 0.5, 1, 1, 2, 0.25, -1, 3, 0.5, 0.5, 1.5, -2};
  struct stored s;
  wgf_options *options;
  OK(wgf_context_create(&s.context));
  OK(wgf_target_create(s.context, "gaussian", DIMENSION, &s.density));
  OK(wgf_target_create_samples(s.context, 6, DIMENSION, y, &s.samples));
  OK(wgf_ensemble_create(s.context, PARTICLES, DIMENSION, &s.particles));
  OK(wgf_ensemble_init_normal(s.particles, 0, 1));
  OK(wgf_flow_create(s.context, name, &s.flow));
  OK(wgf_flow_get_options(s.flow, &options));
  OK(wgf_options_set_int(options, "record_every", 2));
  OK(wgf_options_set_int(options, "warmup", 4));
  if (strcmp(name, "composed") == 0) OK(wgf_options_set_string(options, "terms", "1 potential; 0.5 interaction gaussian bandwidth=1"));
  if (strcmp(name, "mmd") == 0 || strcmp(name, "sliced_wasserstein") == 0)
    OK(wgf_flow_set_target(s.flow, s.samples));
  else
    OK(wgf_flow_set_target(s.flow, s.density));
  OK(wgf_flow_set_ensemble(s.flow, s.particles));
  return s;
}

static void destroy(struct stored *s) {
  wgf_flow_destroy(s->flow);
  wgf_ensemble_destroy(s->particles);
  wgf_target_destroy(s->samples);
  wgf_target_destroy(s->density);
  wgf_context_destroy(s->context);
}

/* The positions, then what was recorded of the last iteration. */
static void numbers_of(struct stored *s, double *out) {
  double draws[3 * PARTICLES * DIMENSION];
  wgf_draws *recorded = NULL;
  OK(wgf_ensemble_export(s->particles, PARTICLES, DIMENSION, out, WGF_PARTICLE_MAJOR));
  OK(wgf_flow_get_draws(s->flow, &recorded));
  OK(wgf_draws_export(recorded, 3 * PARTICLES, DIMENSION, draws, WGF_PARTICLE_MAJOR));
  memcpy(out + PARTICLES * DIMENSION, draws + 2 * PARTICLES * DIMENSION, sizeof(double) * PARTICLES * DIMENSION);
  wgf_draws_destroy(recorded);
}

static void path_of(char *path, size_t size, const char *folder, const char *name, const char *end) {
  snprintf(path, size, "%s/%s.%s", folder, name, end);
}

static void store(const char *folder, const char *name) {
  char path[1000];
  double numbers[2 * PARTICLES * DIMENSION];
  struct stored s = make(name);
  FILE *file;
  CHECK(wgf_flow_run(s.flow, 10, 0, 0) >= 0);
  numbers_of(&s, numbers);
  path_of(path, sizeof path, folder, name, "wgf");
  OK(wgf_flow_save_file(s.flow, path));
  path_of(path, sizeof path, folder, name, "txt");
  file = fopen(path, "w");
  for (int i = 0; file && i < 2 * PARTICLES * DIMENSION; ++i) fprintf(file, "%.17g\n", numbers[i]);
  if (file) fclose(file);
  destroy(&s);
}

static void read_again(const char *folder, const char *name) {
  char path[1000];
  double expected = 0, numbers[2 * PARTICLES * DIMENSION];
  wgf_stats stats = {.struct_size = sizeof stats};
  struct stored s = make(name);
  FILE *file;
  path_of(path, sizeof path, folder, name, "wgf");
  OK(wgf_flow_restore_file(s.flow, path));
  OK(wgf_flow_get_stats(s.flow, &stats));
  CHECK(stats.step == 10);
  numbers_of(&s, numbers);
  path_of(path, sizeof path, folder, name, "txt");
  file = fopen(path, "r");
  CHECK(file != NULL);
  for (int i = 0; file && i < 2 * PARTICLES * DIMENSION; ++i) CHECK(fscanf(file, "%lf", &expected) == 1 && numbers[i] == expected);
  if (file) fclose(file);
  OK(wgf_flow_step(s.flow));
  destroy(&s);
}

int main(int argc, char **argv) {
  const size_t count = sizeof names / sizeof *names;
  struct stored s;
  if (argc == 3 && strcmp(argv[1], "--write") == 0) {
    for (size_t k = 0; k < count; ++k) store(argv[2], names[k]);
    return failures != 0;
  }
  for (size_t k = 0; k < count; ++k) read_again(WGF_TEST_DATA "/checkpoints/format3", names[k]);
  s = make("svgd");
  REFUSED(wgf_flow_restore_file(s.flow, WGF_TEST_DATA "/checkpoints/format2/svgd.wgf"), WGF_E_FORMAT,
          "the checkpoint has format 2; this libwgf reads format 3");
  OK(wgf_flow_step(s.flow));
  destroy(&s);
  return failures != 0;
}
