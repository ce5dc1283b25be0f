/* Paths of every kind: what is replaced is the file alone, whole and with its mode, and what cannot be is told with the system's words. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scene.h"

static char here[] = "/tmp/capi_hostile_files.XXXXXX";

static void put(const char *name, const char *text, mode_t mode) {
  const int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);
  CHECK(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text) && fchmod(file, mode) == 0);
  close(file);
}

static int holds(const char *name, const char *text) {
  char found[100] = "";
  const int file = open(name, O_RDONLY);
  const ssize_t n = file < 0 ? -1 : read(file, found, sizeof found - 1);
  if (file >= 0) close(file);
  return n == (ssize_t)strlen(text) && memcmp(found, text, (size_t)n) == 0;
}

static mode_t mode_of(const char *name) {
  struct stat s = {0};
  CHECK(lstat(name, &s) == 0);
  return s.st_mode;
}

static int entries(const char *folder) {
  int count = 0;
  DIR *all = opendir(folder);
  for (struct dirent *entry; all && (entry = readdir(all)) != NULL;) count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  if (all) closedir(all);
  return count;
}

static void the_neighbours_stay(struct scene *s) {
  put("run.part", "mine", 0644);
  OK(wgf_flow_save_file(s->flow, "run"));
  CHECK(holds("run.part", "mine"));
  OK(wgf_flow_restore_file(s->flow, "run"));
  CHECK(entries(".") == 2);
  unlink("run");
  unlink("run.part");
}

static void the_mode_stays(struct scene *s) {
  put("private", "old", 0600);
  OK(wgf_flow_save_file(s->flow, "private"));
  CHECK(mode_of("private") == (S_IFREG | 0600));
  put("odd", "old", 0751);
  OK(wgf_flow_save_file(s->flow, "odd"));
  CHECK(mode_of("odd") == (S_IFREG | 0751));
  umask(027);
  OK(wgf_flow_save_file(s->flow, "new"));
  CHECK(mode_of("new") == (S_IFREG | 0640));
  umask(022);
  unlink("private");
  unlink("odd");
  unlink("new");
}

static void links_are_followed(struct scene *s) {
  CHECK(mkdir("deep", 0755) == 0 && symlink("deep/second", "first") == 0 && symlink("third", "deep/second") == 0);
  OK(wgf_flow_save_file(s->flow, "first")); /* nothing is there yet */
  OK(wgf_flow_save_file(s->flow, "first"));
  CHECK(S_ISLNK(mode_of("first")) && S_ISLNK(mode_of("deep/second")) && S_ISREG(mode_of("deep/third")));
  CHECK(entries(".") == 2 && entries("deep") == 2);
  OK(wgf_flow_restore_file(s->flow, "first"));
  CHECK(symlink("round", "round") == 0);
  REFUSED(wgf_flow_save_file(s->flow, "round"), WGF_E_FORMAT, strerror(ELOOP));
  unlink("round");
  unlink("first");
  unlink("deep/second");
  unlink("deep/third");
  rmdir("deep");
}

static void only_files_are_files(struct scene *s) {
  CHECK(mkfifo("fifo", 0600) == 0 && mkdir("folder", 0755) == 0);
  alarm(10); /* nothing waits for the other end */
  REFUSED(wgf_flow_save_file(s->flow, "fifo"), WGF_E_FORMAT, "it is a FIFO; only a regular file");
  REFUSED(wgf_flow_restore_file(s->flow, "fifo"), WGF_E_FORMAT, "it is a FIFO; only a regular file");
  REFUSED(wgf_flow_restore_file(s->flow, "/dev/zero"), WGF_E_FORMAT, "it is a device");
  REFUSED(wgf_flow_save_file(s->flow, "folder"), WGF_E_FORMAT, strerror(EISDIR));
  REFUSED(wgf_flow_save_file(s->flow, "folder/"), WGF_E_FORMAT, strerror(EISDIR));
  REFUSED(wgf_flow_restore_file(s->flow, "folder"), WGF_E_FORMAT, strerror(EISDIR));
  alarm(0);
  CHECK(S_ISFIFO(mode_of("fifo")) && entries(".") == 2 && entries("folder") == 0);
  unlink("fifo");
  rmdir("folder");
}

static void the_reason_is_the_systems(struct scene *s) {
  char *longest = (char *)malloc(6000), name[300];
  memset(longest, 'a', 5000);
  longest[5000] = '\0';
  REFUSED(wgf_flow_save_file(s->flow, longest), WGF_E_FORMAT, strerror(ENAMETOOLONG));
  REFUSED(wgf_flow_restore_file(s->flow, longest), WGF_E_FORMAT, strerror(ENAMETOOLONG));
  memset(name, 'n', 255);
  name[255] = '\0'; /* as long as a name can be: the unfinished file's is no longer */
  OK(wgf_flow_save_file(s->flow, name));
  OK(wgf_flow_restore_file(s->flow, name));
  unlink(name);
  put("file", "x", 0644);
  REFUSED(wgf_flow_save_file(s->flow, "file/below"), WGF_E_FORMAT, strerror(ENOTDIR));
  REFUSED(wgf_flow_save_file(s->flow, "none/below"), WGF_E_FORMAT, "\"none/below\": No such file or directory");
  unlink("file");
  OK(wgf_flow_save_file(s->flow, "with a space, \xc3\xa9 and\na line break"));
  OK(wgf_flow_restore_file(s->flow, "with a space, \xc3\xa9 and\na line break"));
  unlink("with a space, \xc3\xa9 and\na line break");
  CHECK(entries(".") == 0);
  free(longest);
}

static void fill_with(const char *name, int64_t bytes) {
  const int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  CHECK(file >= 0 && ftruncate(file, bytes) == 0);
  close(file);
}

static void sizes_are_checked(struct scene *s) {
  OK(wgf_flow_save_file(s->flow, "state"));
  CHECK(truncate("state", 100) == 0);
  REFUSED(wgf_flow_restore_file(s->flow, "state"), WGF_E_FORMAT, "damaged");
  fill_with("state", (int64_t)1 << 40); /* a terabyte of nothing */
  REFUSED(wgf_flow_restore_file(s->flow, "state"), WGF_E_FORMAT, "it has 1099511627776 bytes; expected are at most");
  unlink("state");
}

/* A file that has more than it says, as one has that grows while it is read. */
static void a_growing_file_is_refused(struct scene *s) {
  REFUSED(wgf_flow_restore_file(s->flow, "/proc/self/status"), WGF_E_FORMAT, "it grew while it was read");
}

static void in_a_child(void (*work)(struct scene *), struct scene *s) {
  int status = -1;
  const pid_t child = fork();
  if (child == 0) {
    failures = 0;
    alarm(60);
    work(s);
    _exit(failures != 0);
  }
  CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The nearest that a test comes to a full disk. */
static void no_more_room(struct scene *s) {
  const struct rlimit limit = {64, 64};
  signal(SIGXFSZ, SIG_IGN);
  CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  REFUSED(wgf_flow_save_file(s->flow, "state"), WGF_E_FORMAT, strerror(EFBIG));
  CHECK(holds("state", "old") && entries(".") == 1);
}

/* Devices too are saved to only by somebody who could not replace them: a library that did would take the machine's own. */
static void a_nobody(struct scene *s) {
  if (geteuid() == 0 && setuid(65534) != 0) return;
  REFUSED(wgf_flow_save_file(s->flow, "/dev/null"), WGF_E_FORMAT, "it is a device");
  REFUSED(wgf_flow_save_file(s->flow, "/dev/full"), WGF_E_FORMAT, "it is a device");
  REFUSED(wgf_flow_save_file(s->flow, "closed/state"), WGF_E_FORMAT, strerror(EACCES));
  REFUSED(wgf_flow_save_file(s->flow, "state"), WGF_E_FORMAT, strerror(EACCES));
  REFUSED(wgf_flow_restore_file(s->flow, "secret"), WGF_E_FORMAT, strerror(EACCES));
  OK(wgf_flow_save_file(s->flow, "searched/new")); /* may be entered and written, not listed */
}

static void no_folder_at_all(struct scene *s) {
  CHECK(mkdir("gone", 0755) == 0 && chdir("gone") == 0 && rmdir("../gone") == 0);
  REFUSED(wgf_flow_save_file(s->flow, "state"), WGF_E_FORMAT, strerror(ENOENT));
  REFUSED(wgf_flow_restore_file(s->flow, "state"), WGF_E_FORMAT, strerror(ENOENT));
}

static void no_temporary_folder(struct scene *s) {
  unsetenv("TMPDIR");
  CHECK(setenv("TMPDIR", "/none", 1) == 0);
  OK(wgf_flow_save_file(s->flow, "state2"));
  unlink("state2");
}

static void rights_are_kept(struct scene *s) {
  put("state", "old", 0444);
  put("secret", "old", 0200);
  CHECK(mkdir("closed", 0555) == 0 && mkdir("searched", 0755) == 0 && chmod("searched", 0333) == 0 && chmod(".", 0777) == 0);
  in_a_child(a_nobody, s);
  chmod("searched", 0755);
  unlink("searched/new");
  CHECK(holds("state", "old"));
  unlink("secret");
  rmdir("closed");
  rmdir("searched");
  chmod("state", 0644);
  in_a_child(no_more_room, s);
  in_a_child(no_folder_at_all, s);
  in_a_child(no_temporary_folder, s);
  unlink("state");
  CHECK(entries(".") == 0);
}

/* Savers and a reader of one path: each read finds one whole file, and nothing else stays behind. */
static void many_savers(struct scene *s) {
  pid_t savers[2];
  OK(wgf_flow_save_file(s->flow, "shared"));
  for (int i = 0; i < 2; ++i)
    if ((savers[i] = fork()) == 0) {
      failures = 0;
      for (int k = 0; k < 100; ++k) OK(wgf_flow_save_file(s->flow, "shared"));
      _exit(failures != 0);
    }
  for (int k = 0; k < 300; ++k) OK(wgf_flow_restore_file(s->flow, "shared"));
  for (int i = 0; i < 2; ++i) {
    int status = -1;
    CHECK(waitpid(savers[i], &status, 0) == savers[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  CHECK(entries(".") == 1);
  unlink("shared");
}

/* Killed at any moment of a save: the name stands for a whole file, the old or the new. */
static void a_killed_saver(struct scene *s) {
  OK(wgf_flow_save_file(s->flow, "shared"));
  for (int k = 0; k < 40; ++k) {
    const pid_t child = fork();
    if (child == 0)
      for (;;) wgf_flow_save_file(s->flow, "shared");
    usleep((useconds_t)(300 + 137 * k));
    kill(child, SIGKILL);
    CHECK(waitpid(child, NULL, 0) == child);
    OK(wgf_flow_restore_file(s->flow, "shared"));
  }
}

static void interrupted(int number) { (void)number; }

/* Signals that come in between, without SA_RESTART, are no errors. */
static void signals_in_between(struct scene *s) {
  const struct sigaction hear_it = {.sa_handler = interrupted};
  const struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
  CHECK(sigaction(SIGALRM, &hear_it, NULL) == 0 && setitimer(ITIMER_REAL, &often, NULL) == 0);
  for (int k = 0; k < 50; ++k) OK(wgf_flow_save_file(s->flow, "signalled"));
  for (int k = 0; k < 50; ++k) OK(wgf_flow_restore_file(s->flow, "signalled"));
  CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
  signal(SIGALRM, SIG_DFL);
  unlink("signalled");
}

static void csv_goes_the_same_way(struct scene *s) {
  const double x[4] = {1, 2, 3, 4};
  wgf_draws *draws = NULL;
  OK(wgf_draws_create(s->context, 2, 1, 2, 2, x, &draws));
  put("table.csv", "old", 0600);
  put("table.csv.part", "mine", 0644);
  OK(wgf_draws_write_csv(draws, "table.csv"));
  CHECK(mode_of("table.csv") == (S_IFREG | 0600) && holds("table.csv.part", "mine"));
  CHECK(mkfifo("fifo.csv", 0600) == 0);
  alarm(10);
  REFUSED(wgf_draws_write_csv(draws, "fifo.csv"), WGF_E_FORMAT, "it is a FIFO");
  alarm(0);
  unlink("fifo.csv");
  wgf_draws_destroy(draws);
  unlink("table.csv");
  unlink("table.csv.part");
}

static void clear_up(void) {
  DIR *all = opendir(".");
  for (struct dirent *entry; all && (entry = readdir(all)) != NULL;) unlink(entry->d_name);
  if (all) closedir(all);
  CHECK(chdir("/") == 0 && rmdir(here) == 0);
}

int main(void) {
  struct scene s;
  make_scene(&s);
  GIVES(wgf_flow_run(s.flow, 2, 0, 0), WGF_NOT_CONVERGED);
  CHECK(mkdtemp(here) != NULL && chdir(here) == 0);
  umask(022);
  the_neighbours_stay(&s);
  the_mode_stays(&s);
  links_are_followed(&s);
  only_files_are_files(&s);
  the_reason_is_the_systems(&s);
  sizes_are_checked(&s);
  a_growing_file_is_refused(&s);
  rights_are_kept(&s);
  many_savers(&s);
  signals_in_between(&s);
  csv_goes_the_same_way(&s);
  a_killed_saver(&s);
  clear_up();
  destroy_scene(&s);
  return failures != 0;
}
