/* Checkpoints and CSV files: what is damaged, foreign or out of reach is refused, and nothing changes. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "scene.h"
#include "../options_of.h"

static const char path[] = "capi_files.state", csv_path[] = "capi_files.csv";

static void positions(const wgf_ensemble *e, double *x) {
  OK(wgf_ensemble_export(e, particles, dimension, x, WGF_PARTICLE_MAJOR));
}

static int exists(const char *name) {
  FILE *file = fopen(name, "rb");
  if (file) fclose(file);
  return file != NULL;
}

static void write_bytes(const char *name, const uint8_t *bytes, size_t n) {
  FILE *file = fopen(name, "wb");
  CHECK(file && fwrite(bytes, 1, n, file) == n);
  if (file) fclose(file);
}

static void a_run_goes_on_bit_for_bit(const char *name) {
  const wgf_status wanted = strcmp(name, "svgd") == 0 ? WGF_NOT_CONVERGED : WGF_OK; /* svgd is not at rest so soon */
  struct scene a, b;
  wgf_flow *first, *second;
  double x[particles * dimension], y[particles * dimension];
  make_scene(&a);
  make_scene(&b);
  first = make_flow(&a, name);
  second = make_flow(&b, name);
  GIVES(wgf_flow_run(first, 7, 0, 0), wanted);
  OK(wgf_flow_save_file(first, path));
  CHECK(!exists("capi_files.state.part"));
  GIVES(wgf_flow_run(first, 5, 0, 0), wanted);
  OK(wgf_flow_restore_file(second, path));
  GIVES(wgf_flow_run(second, 5, 0, 0), wanted);
  positions(a.ensemble, x);
  positions(b.ensemble, y);
  CHECK(memcmp(x, y, sizeof x) == 0);
  wgf_flow_destroy(first);
  wgf_flow_destroy(second);
  wgf_flow_destroy(b.flow);
  wgf_ensemble_destroy(b.ensemble);
  wgf_target_destroy(b.samples);
  wgf_target_destroy(b.target);
  wgf_context_destroy(b.context);
  destroy_scene(&a);
  remove(path);
}

static int64_t iterations(const wgf_flow *flow) {
  wgf_draws *draws = NULL;
  int64_t count = -1, chains, d;
  OK(wgf_flow_get_draws(flow, &draws));
  OK(wgf_draws_get_shape(draws, &count, &chains, &d));
  wgf_draws_destroy(draws);
  return count;
}

/* A flow that records every step, with room for `limit` of them. */
static wgf_flow *recording_flow(struct scene *s, int64_t limit) {
  wgf_flow *flow;
  wgf_flow_destroy(s->flow);
  flow = s->flow = make_flow(s, "svgd");
  OK(wgf_options_set_int(options_of_flow(flow), "record_every", 1));
  OK(wgf_options_set_int(options_of_flow(flow), "record_limit", limit));
  return flow;
}

static void a_run_goes_on_with_room_for_more_draws(void) {
  struct scene s;
  wgf_flow *flow;
  make_scene(&s);
  flow = recording_flow(&s, 4);
  GIVES(wgf_flow_run(flow, 4, 0, 0), WGF_NOT_CONVERGED);
  OK(wgf_flow_save_file(flow, path));
  flow = recording_flow(&s, 6);
  OK(wgf_flow_restore_file(flow, path));
  CHECK(iterations(flow) == 4);
  GIVES(wgf_flow_run(flow, 2, 0, 0), WGF_NOT_CONVERGED);
  CHECK(iterations(flow) == 6);
  flow = recording_flow(&s, 3);
  REFUSED(wgf_flow_restore_file(flow, path), WGF_E_FORMAT, "more iterations than this flow keeps");
  destroy_scene(&s);
  remove(path);
}

static void what_is_out_of_reach_is_named(struct scene *s) {
  REFUSED(wgf_flow_restore_file(s->flow, "no/such/file"), WGF_E_FORMAT, "\"no/such/file\": No such file or directory");
  REFUSED(wgf_flow_save_file(s->flow, "no/such/file"), WGF_E_FORMAT, "\"no/such/file\": No such file or directory");
  REFUSED(wgf_flow_restore_file(s->flow, "."), WGF_E_FORMAT, "\".\": Is a directory");
  REFUSED(wgf_flow_save_file(s->flow, "."), WGF_E_FORMAT, "file \".\"");
  CHECK(!exists("..part"));
}

/* Every damaged byte and every length is refused, and leaves the flow as it was. */
static void damage_is_found(struct scene *s, const uint8_t *bytes, int64_t n, uint8_t *broken) {
  double before[particles * dimension], after[particles * dimension];
  positions(s->ensemble, before);
  for (int64_t i = 0; i < n; ++i) {
    memcpy(broken, bytes, (size_t)n);
    broken[i] ^= 0x10;
    GIVES(wgf_flow_restore(s->flow, n, broken), WGF_E_FORMAT);
    GIVES(wgf_flow_restore(s->flow, n - i, bytes), i == 0 ? WGF_OK : WGF_E_FORMAT);
  }
  memcpy(broken, bytes, (size_t)n);
  broken[n] = 0;
  REFUSED(wgf_flow_restore(s->flow, n + 1, broken), WGF_E_FORMAT, "damaged");
  positions(s->ensemble, after);
  CHECK(memcmp(before, after, sizeof before) == 0);
}

static void foreign_files_are_refused(struct scene *s, const uint8_t *bytes, size_t n) {
  wgf_flow *other = make_flow(s, "svgd");
  wgf_flow_destroy(s->flow);
  s->flow = NULL;
  OK(wgf_options_set_string(options_of_flow(other), "kernel", "imq"));
  write_bytes(path, bytes, n);
  REFUSED(wgf_flow_restore_file(other, path), WGF_E_FORMAT, "kernel = imq");
  write_bytes(path, (const uint8_t *)"lp__,x\n1,2\n", 11);
  REFUSED(wgf_flow_restore_file(other, path), WGF_E_FORMAT, "not a checkpoint");
  write_bytes(path, bytes, 0);
  REFUSED(wgf_flow_restore_file(other, path), WGF_E_FORMAT, "not a checkpoint");
  remove(path);
  wgf_flow_destroy(other);
}

/* As wgf writes it: the checksum is against damage, so that whoever forges puts it right. */
static void put_the_checksum_right(uint8_t *bytes, int64_t n) {
  uint64_t sum = 14695981039346656037ULL;
  for (int64_t i = 0; i < n - 8; ++i) sum = (sum ^ bytes[i]) * 1099511628211ULL;
  memcpy(bytes + n - 8, &sum, 8);
}

/* Where the content of a section begins, behind its tag, version and length. */
static int64_t section(const uint8_t *bytes, int64_t n, const char *tag) {
  for (int64_t at = 0; at + 20 <= n; ++at)
    if (memcmp(bytes + at, tag, 8) == 0) return at + 20;
  tell(__LINE__, tag, "is no section of the checkpoint");
  exit(1);
}

static void refused_with(struct scene *s, uint8_t *forged, int64_t n, int64_t at, const void *value) {
  double before[particles * dimension], after[particles * dimension];
  uint8_t kept[8];
  positions(s->ensemble, before);
  memcpy(kept, forged + at, 8);
  memcpy(forged + at, value, 8);
  put_the_checksum_right(forged, n);
  REFUSED(wgf_flow_restore(s->flow, n, forged), WGF_E_FORMAT, "the checkpoint holds");
  memcpy(forged + at, kept, 8);
  positions(s->ensemble, after);
  CHECK(memcmp(before, after, sizeof before) == 0);
}

/* Counts that would overflow, particles and weights that are no numbers, a stepper's sums that are negative. */
static void forged_numbers_are_refused(struct scene *s, uint8_t *bytes, int64_t n) {
  const int64_t run = section(bytes, n, "run     "), step = run + 8, time = run + 40, x = section(bytes, n, "cloud   ") + 8,
                w = x + 8 * particles * dimension + 8, step_size = section(bytes, n, "schedule");
  const int64_t counts[] = {-1, INT64_MIN, INT64_MAX, INT64_MAX - 5, ((int64_t)1 << 53) + 1};
  const double numbers[] = {NAN, INFINITY, -INFINITY}, negative = -1, heavy = 2;
  for (int k = 0; k < 4; ++k)
    for (int i = 0; i < 5; ++i) refused_with(s, bytes, n, step + 8 * k, counts + i);
  refused_with(s, bytes, n, time, numbers);
  refused_with(s, bytes, n, time, &negative);
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < particles; ++k) {
      refused_with(s, bytes, n, x + 8 * k, numbers + i);
      refused_with(s, bytes, n, w + 8 * k, numbers + i);
    }
  refused_with(s, bytes, n, w, &negative);
  refused_with(s, bytes, n, w, &heavy);
  refused_with(s, bytes, n, step_size, &negative);
  put_the_checksum_right(bytes, n);
  OK(wgf_flow_restore(s->flow, n, bytes));
}

static void checkpoints_are_checked(void) {
  struct scene s;
  int64_t n = 0;
  uint8_t *bytes, *broken;
  make_scene(&s);
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_NOT_CONVERGED);
  OK(wgf_flow_get_checkpoint_size(s.flow, &n));
  bytes = (uint8_t *)malloc((size_t)n);
  broken = (uint8_t *)malloc((size_t)n + 1);
  OK(wgf_flow_save(s.flow, n, bytes));
  what_is_out_of_reach_is_named(&s);
  damage_is_found(&s, bytes, n, broken);
  forged_numbers_are_refused(&s, bytes, n);
  foreign_files_are_refused(&s, bytes, (size_t)n);
  free(bytes);
  free(broken);
  destroy_scene(&s);
}

static void csv_is_replaced_as_a_whole(void) {
  const double x[4] = {1, 0.1, -2, 1e-300};
  char text[1000] = "";
  wgf_context *context = NULL;
  wgf_draws *draws = NULL;
  FILE *file;
  OK(wgf_context_create(&context));
  OK(wgf_draws_create(context, 2, 1, 2, 2, x, &draws));
  OK(wgf_draws_write_csv(draws, csv_path));
  file = fopen(csv_path, "rb");
  CHECK(file && fread(text, 1, sizeof text - 1, file) > 0);
  if (file) fclose(file);
  CHECK(strstr(text, "\nlp__,x.1,x.2\nNaN,1,0.1\nNaN,-2,1e-300\n") != NULL);
  REFUSED(wgf_draws_write_csv(draws, "no/such/file.csv"), WGF_E_FORMAT, "No such file or directory");
  CHECK(!exists("capi_files.csv.part"));
  wgf_draws_destroy(draws);
  wgf_context_destroy(context);
  remove(csv_path);
}

/* Files may have 100 bytes. The signal of that limit would end the process. */
static void save_under_a_limit(void) {
  const struct rlimit small = {100, 100};
  struct scene s;
  sigset_t waiting, blocked;
  make_scene(&s);
  OK(wgf_flow_step(s.flow));
  CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
  REFUSED(wgf_flow_save_file(s.flow, path), WGF_E_FORMAT, "\"capi_files.state\": File too large");
  CHECK(!exists(path));
  CHECK(sigpending(&waiting) == 0 && !sigismember(&waiting, SIGXFSZ));
  CHECK(pthread_sigmask(SIG_BLOCK, NULL, &blocked) == 0 && !sigismember(&blocked, SIGXFSZ));
  OK(wgf_flow_step(s.flow)); /* nothing is lost */
  destroy_scene(&s);
}

int main(void) {
  a_run_goes_on_bit_for_bit("svgd");
  a_run_goes_on_bit_for_bit("langevin");
  a_run_goes_on_bit_for_bit("mala");
  a_run_goes_on_with_room_for_more_draws();
  checkpoints_are_checked();
  csv_is_replaced_as_a_whole();
  in_a_child(save_under_a_limit);
  return failures != 0;
}
