/* Little to be had: no threads, then some; and many contexts that come and go. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "scene.h"
#include "../options_of.h"

enum { many = 3000 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
int main(void) { return 0; } /* a sanitizer's own thread functions stand before these */
#else

static int refuse_threads = 0, refused = 0;
static int granted_before = 0; /* that many are made before the first is refused */

/* What the library and oneTBB call: as under a limit of processes. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  static int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (!create) *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
  if (!refuse_threads || granted_before-- > 0) return create(thread, attributes, start, argument);
  ++refused;
  return EAGAIN;
}

static char heard[400];
static void hear_text(void *user, int32_t level, const char *line) {
  (void)user;
  if (level == WGF_LOG_WARNING) snprintf(heard, sizeof heard, "%s", line);
}

static void positions(const struct scene *s, double *x) { OK(wgf_ensemble_export(s->ensemble, many, dimension, x, WGF_PARTICLE_MAJOR)); }

static void start(struct scene *s, int64_t threads) {
  make_scene_of(s, many, threads);
  OK(wgf_options_set_double(options_of_flow(s->flow), "bandwidth", 1));
  OK(wgf_context_set_log(s->context, hear_text, NULL, NULL));
}

/* The library asks the system for as many threads as oneTBB will make; the system may have no more when oneTBB does. */
static void threads_that_run_out_late(void) {
  static double alone[many * dimension], together[many * dimension];
  struct scene s;
  if (sysconf(_SC_NPROCESSORS_ONLN) < 2) return;
  start(&s, 1);
  OK(wgf_flow_step(s.flow));
  positions(&s, alone);
  destroy_scene(&s);
  start(&s, 2);
  refused = 0;
  granted_before = 1;
  refuse_threads = 1;
  OK(wgf_flow_step(s.flow));
  CHECK(refused > 0 && strstr(heard, "1 of 2 threads cannot be made") != NULL);
  refuse_threads = granted_before = 0;
  positions(&s, together);
  CHECK(memcmp(alone, together, sizeof alone) == 0);
  destroy_scene(&s);
}

static void without_threads_one_computes(void) {
  static double alone[many * dimension], together[many * dimension];
  const struct timespec long_enough = {1, 100000000};
  struct scene s;
  int64_t threads = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1;
  if (threads == 1) return; /* oneTBB would not make any */
  start(&s, 1);
  GIVES(wgf_flow_run(s.flow, 4, 0, 0), WGF_NOT_CONVERGED);
  positions(&s, alone);
  destroy_scene(&s);
  start(&s, threads);
  refuse_threads = 1;
  OK(wgf_flow_step(s.flow));
  CHECK(refused > 0 && strstr(heard, "1 of 2 threads cannot be made") != NULL);
  heard[0] = '\0';
  OK(wgf_flow_step(s.flow));
  CHECK(heard[0] == '\0'); /* told once */
  refuse_threads = 0;
  nanosleep(&long_enough, NULL);
  OK(wgf_flow_step(s.flow)); /* they are made now */
  refused = 0;
  refuse_threads = 1;
  OK(wgf_flow_step(s.flow)); /* and need not be made again */
  CHECK(refused == 0);
  refuse_threads = 0;
  positions(&s, together);
  CHECK(memcmp(alone, together, sizeof alone) == 0);
  destroy_scene(&s);
}

static void come_and_go(int times) {
  for (int i = 0; i < times; ++i) {
    struct scene s;
    make_scene_of(&s, 800, 2); /* enough pairs for two threads */
    OK(wgf_flow_step(s.flow));
    destroy_scene(&s);
  }
}

static long resident_kilobytes(void) {
  long pages = 0, resident = 0;
  FILE *sizes = fopen("/proc/self/statm", "r");
  CHECK(sizes && fscanf(sizes, "%ld %ld", &pages, &resident) == 2);
  if (sizes) fclose(sizes);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/* oneTBB may have an allocator of its own, so that live bytes of malloc are not all: 2000 contexts that leave an arena each take 13 MB. */
static void contexts_leave_nothing(void) {
  long resident;
  size_t live;
  come_and_go(100);
  resident = resident_kilobytes();
  live = mallinfo2().uordblks;
  come_and_go(2000);
  CHECK(mallinfo2().uordblks < live + 1000);
  CHECK(resident_kilobytes() < resident + 2048);
}

int main(void) {
  /* oneTBB keeps the threads that it has made, and what it could not make */
  in_a_child(threads_that_run_out_late);
  without_threads_one_computes();
  contexts_leave_nothing();
  return failures != 0;
}
#endif
