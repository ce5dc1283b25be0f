/* A guest in somebody else's process: no thread before work, no hang after fork, nothing printed, no descriptor needed. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scene.h"
#include "../options_of.h"

enum { many = 3000 };

static int threads_of_this_process(void) {
  int count = 0;
  DIR *tasks = opendir("/proc/self/task");
  for (struct dirent *entry; tasks && (entry = readdir(tasks)) != NULL;) count += entry->d_name[0] != '.';
  if (tasks) closedir(tasks);
  return count;
}

static void no_thread_before_work(struct scene *s) {
  int64_t n = 0;
  make_scene_of(s, many, 4);
  OK(wgf_flow_bind(s->flow));
  OK(wgf_flow_get_checkpoint_size(s->flow, &n));
  CHECK(threads_of_this_process() == 1);
  OK(wgf_flow_step(s->flow));
}

/* Whether a child process that does the work ends well; one that hangs is ended by its alarm. */
static int child_succeeds(void (*work)(struct scene *), struct scene *s) {
  int status = -1;
  const pid_t child = fork();
  if (child == 0) {
    failures = 0;
    alarm(60);
    work(s);
    _exit(failures != 0);
  }
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void go_on(struct scene *s) { GIVES(wgf_flow_run(s->flow, 2, 0, 0), WGF_NOT_CONVERGED); }

static void start_anew(struct scene *inherited) {
  struct scene s;
  (void)inherited;
  make_scene_of(&s, many, 4);
  GIVES(wgf_flow_run(s.flow, 2, 0, 0), WGF_NOT_CONVERGED);
}

static void fork_in_the_child(struct scene *s) {
  go_on(s);
  CHECK(child_succeeds(start_anew, s));
}

static void children_compute_the_same(struct scene *s) {
  static double here[many * dimension], there[many * dimension];
  const double *view = NULL;
  int ends[2], status = -1;
  pid_t child;
  CHECK(pipe(ends) == 0);
  child = fork();
  if (child == 0) {
    alarm(60);
    go_on(s);
    if (wgf_ensemble_borrow(s->ensemble, &view) != WGF_OK) _exit(1);
    for (size_t sent = 0; sent < sizeof here;) sent += (size_t)write(ends[1], (const char *)view + sent, sizeof here - sent);
    _exit(failures != 0);
  }
  close(ends[1]);
  for (size_t got = 0; got < sizeof there;) {
    const ssize_t part = read(ends[0], (char *)there + got, sizeof there - got);
    if (part <= 0) break;
    got += (size_t)part;
  }
  close(ends[0]);
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  go_on(s);
  OK(wgf_ensemble_export(s->ensemble, many, dimension, here, 0));
  CHECK(memcmp(here, there, sizeof here) == 0);
}

/* Calls that succeed and calls that fail. The scratch file is where a library that prints would be caught. */
static void make_noise(struct scene *inherited) {
  struct scene s;
  wgf_flow *none = NULL;
  (void)inherited;
  make_scene_of(&s, many, 64);
  GIVES(wgf_flow_create(s.context, "nothing", &none), WGF_E_ARGUMENT);
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_NOT_CONVERGED);
  s.density.result = 4;
  s.density.message = "loud";
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_E_CALLBACK);
  s.density.result = 0;
  s.density.reject_every = 1;
  GIVES(wgf_flow_run(s.flow, 3, 0, 0), WGF_E_NUMERIC);
  wgf_flow_destroy(s.flow);
  wgf_context_destroy(s.context);
}

static void nothing_is_printed(struct scene *s) {
  const int scratch = open("capi_process.out", O_RDWR | O_CREAT | O_TRUNC, 0600);
  dup2(scratch, 1);
  dup2(scratch, 2);
  make_noise(s);
  _exit(failures != 0 || lseek(scratch, 0, SEEK_END) != 0);
}

/* Without descriptors 0, 1 and 2 the library's files take their numbers; what is printed would land in them. */
static void closed_descriptors_are_no_matter(struct scene *s) {
  int64_t n = 0, size = 0;
  close(0);
  close(1);
  close(2);
  OK(wgf_flow_save_file(s->flow, "capi_process.state"));
  OK(wgf_flow_restore_file(s->flow, "capi_process.state"));
  OK(wgf_flow_get_checkpoint_size(s->flow, &n));
  size = lseek(open("capi_process.state", O_RDONLY), 0, SEEK_END);
  make_noise(s);
  _exit(failures != 0 || size != n);
}

/* Texts have points in numbers whatever the host's locale says, and the host's locale stays. */
static void the_locale_is_the_hosts(struct scene *s) {
  const char *const commas[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
  const char *set = NULL;
  char before[100];
  for (int i = 0; i < 4 && !set; ++i) set = setlocale(LC_ALL, commas[i]);
  snprintf(before, sizeof before, "%s", setlocale(LC_ALL, NULL));
  REFUSED(wgf_options_set_double(options_of_flow(s->flow), "step_size", -0.5), WGF_E_OPTION, "-0.5");
  CHECK(strcmp(before, setlocale(LC_ALL, NULL)) == 0);
}

enum { signals = 32 };

static void note_signals(struct sigaction *all) {
  memset(all, 0, signals * sizeof *all);
  for (int number = 1; number < signals; ++number) sigaction(number, NULL, all + number);
}

static void signals_stay_as_they_were(const struct sigaction *before) {
  struct sigaction now[signals];
  note_signals(now);
  for (int number = 1; number < signals; ++number) CHECK(now[number].sa_handler == before[number].sa_handler);
}

int main(void) {
  struct scene s;
  struct sigaction before[signals];
  note_signals(before);
  no_thread_before_work(&s);
  CHECK(child_succeeds(go_on, &s));
  CHECK(child_succeeds(start_anew, &s));
  CHECK(child_succeeds(fork_in_the_child, &s));
  CHECK(child_succeeds(nothing_is_printed, &s));
  CHECK(child_succeeds(closed_descriptors_are_no_matter, &s));
  CHECK(child_succeeds(the_locale_is_the_hosts, &s));
  children_compute_the_same(&s);
  signals_stay_as_they_were(before);
  destroy_scene(&s);
  remove("capi_process.out");
  remove("capi_process.state");
  return failures != 0;
}
