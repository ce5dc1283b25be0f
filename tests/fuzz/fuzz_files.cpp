// Checkpoints in files while others write them.
//   fuzz_files SEED [KILLS]      default 400
// Two processes with two threads each save to one path while another reads it; and a saver is killed again and again in the middle of
// it. Every read must find a whole checkpoint, of one saver or the other, the old one or the new one. The last line is "N passed, N failed, N skipped".
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include "chance.h"
#include "small_flow.h"

using namespace wgf::fuzz;

namespace {

constexpr int64_t particles = 5000, saves = 60, reads = 300;
const variant kind{"langevin", "", ""};

pid_t start(const std::function<int()> &body) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) {
    const int code = body();
    std::fflush(nullptr);
    _exit(code);
  }
  return child;
}

int exit_code(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct counts {
  int64_t passed = 0, failed = 0;
  void add(bool good) { ++(good ? passed : failed); }
};

// ---- one process's work; its exit status is the number of calls that failed, at most 100 ----

int save_often(const std::string &path, int64_t steps) {
  const small_flow f(kind, particles);
  for (int64_t i = 0; i < steps; ++i) f.step();
  int failures = 0;
  for (int64_t i = 0; i < saves; ++i)
    if (wgf_flow_save_file(f.flow(), path.c_str()) != WGF_OK && ++failures == 1) std::printf("  a save: %s\n", wgf_last_error());
  return failures;
}

int save_in_two_threads(const std::string &path, int64_t steps) {
  int other = 0;
  std::thread second([&] { other = save_often(path, steps + 1); });
  const int own = save_often(path, steps);
  second.join();
  return std::min(own + other, 100);
}

// The number of steps is that of one of the savers.
bool reads_whole(const small_flow &f, const std::string &path) {
  wgf_stats stats{};
  stats.struct_size = sizeof stats;
  const bool restored = wgf_flow_restore_file(f.flow(), path.c_str()) == WGF_OK;
  return restored && wgf_flow_get_stats(f.flow(), &stats) == WGF_OK && stats.step >= 1 && stats.step <= 5;
}

int read_often(const std::string &path) {
  const small_flow f(kind, particles);
  int failures = 0;
  for (int64_t i = 0; i < reads; ++i)
    if (!reads_whole(f, path) && ++failures == 1) std::printf("  a read: %s\n", wgf_last_error());
  return std::min(failures, 100);
}

int read_once(const std::string &path) {
  const bool whole = reads_whole(small_flow(kind, particles), path);
  if (!whole) std::printf("  after a kill: %s\n", wgf_last_error());
  return !whole;
}

// ---- what is tried ----

void savers_and_a_reader(const std::string &path, counts &sum) {
  exit_code(start([&] { return save_often(path, 0); }));
  const pid_t first = start([&] { return save_in_two_threads(path, 1); }), second = start([&] { return save_in_two_threads(path, 3); });
  const int unread = exit_code(start([&] { return read_often(path); })), unsaved = exit_code(first) + exit_code(second);
  std::printf("two processes and two threads save to one path: %d of %lld saves and %d of %lld reads failed\n", unsaved, static_cast<long long>(4 * saves), unread, static_cast<long long>(reads));
  sum.add(unsaved == 0);
  sum.add(unread == 0);
}

[[noreturn]] void save_for_ever(const std::string &path, int ready) {
  const small_flow f(kind, particles);
  if (write(ready, "r", 1) != 1) _exit(1);
  for (;;) wgf_flow_save_file(f.flow(), path.c_str());
}

// A saver that is killed some time after it began.
void kill_a_saver(const std::string &path, chance &c) {
  int ready[2];
  char word;
  if (pipe(ready) != 0) std::abort();
  const pid_t saver = start([&]() -> int { save_for_ever(path, ready[1]); });
  if (read(ready[0], &word, 1) != 1) std::abort();
  std::this_thread::sleep_for(std::chrono::microseconds(c.below(4000)));
  kill(saver, SIGKILL);
  waitpid(saver, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
}

void killed_savers(const std::string &path, int64_t kills, chance &c, counts &sum) {
  int64_t broken = 0;
  exit_code(start([&] { return save_often(path, 0); }));
  for (int64_t i = 0; i < kills; ++i) {
    kill_a_saver(path, c);
    const bool whole = exit_code(start([&] { return read_once(path); })) == 0;
    broken += !whole;
    sum.add(whole);
  }
  std::printf("savers killed in the middle: %lld, files that were not whole afterwards: %lld\n", static_cast<long long>(kills), static_cast<long long>(broken));
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 2) return std::printf("usage: fuzz_files SEED [KILLS]\n"), 2;
  char folder[] = "/tmp/wgf-fuzz-XXXXXX";
  if (!mkdtemp(folder)) return std::printf("no folder in /tmp\n"), 2;
  chance c(std::strtoull(argv[1], nullptr, 10));
  counts sum;
  savers_and_a_reader(std::string(folder) + "/many.state", sum);
  killed_savers(std::string(folder) + "/killed.state", argc > 2 ? std::atoll(argv[2]) : 400, c, sum);
  std::filesystem::remove_all(folder);
  std::printf("%lld passed, %lld failed, 0 skipped\n", static_cast<long long>(sum.passed), static_cast<long long>(sum.failed));
  return sum.failed > 0;
}
