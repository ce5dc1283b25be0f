#include "watched.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <thread>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

// Read by the run-time libraries of the sanitizers; without these nobody calls them.
extern "C" __attribute__((used, visibility("default"))) const char *__asan_default_options();
extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1:handle_abort=1:detect_leaks=1";
}
extern "C" __attribute__((used, visibility("default"))) const char *__ubsan_default_options();
extern "C" const char *__ubsan_default_options() { return "print_stacktrace=1"; }

namespace wgf::fuzz {

namespace {

int output = -1;  // a file without a name, where children write

std::string all_of(int file) {
  std::string text(static_cast<size_t>(lseek(file, 0, SEEK_END)), '\0');
  const ssize_t got = pread(file, text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return text;
}

[[noreturn]] void be_the_child(const std::function<void()> &body) {
  dup2(output, 1);
  dup2(output, 2);
  body();
  std::fflush(nullptr);
#if defined(__SANITIZE_ADDRESS__)
  if (!shared_report().complained && __lsan_do_recoverable_leak_check()) _exit(24);
#endif
  _exit(shared_report().complained ? 23 : 0);
}

// Waits for the end; a child that makes no progress gets SIGABRT, so that a sanitizer shows where it is, and then SIGKILL.
int wait_for(pid_t child, double patience) {
  using clock = std::chrono::steady_clock;
  report &told = shared_report();
  int status = 0;
  int64_t seen = -1;
  auto since = clock::now();
  for (int pause = 1; waitpid(child, &status, WNOHANG) == 0; pause = pause < 20 ? pause + 1 : 20) {
    std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    const double silent = std::chrono::duration<double>(clock::now() - since).count();
    if (told.lines + told.seed * 100000 != seen) {
      seen = told.lines + told.seed * 100000;
      since = clock::now();
    } else if (silent > patience) {
      told.complain("a call did not end within %g s", patience);
      kill(child, silent > patience + 10 ? SIGKILL : SIGABRT);
    }
  }
  return status;
}

// The line of a sanitizer that says what is wrong, and the first place of the library's own in its stack.
std::string first_words(const std::string &text) {
  std::string out;
  for (const char *mark : {"ERROR: ", "runtime error: "}) {
    const size_t at = text.find(mark);
    if (at == std::string::npos) continue;
    const size_t begin = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    out = text.substr(begin, text.find('\n', at) - begin);
    if (const size_t address = out.find(" 0x"); address != std::string::npos) out.resize(address);
    if (const size_t process = out.find("=="); process == 0) out.erase(0, out.find("==", 2) + 2);
    break;
  }
  const size_t frame = text.find("/src/");
  if (!out.empty() && frame != std::string::npos) out += " at " + text.substr(frame + 1, text.find_first_of(" \n", frame) - frame - 1);
  return out;
}

std::string without_digits(std::string text) {
  std::string out;
  for (char c : text)
    if (c < '0' || c > '9') out += c;
  return out;
}

}  // namespace

report &shared_report() {
  static report *shared = [] {
    void *memory = mmap(nullptr, sizeof(report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? std::abort(), nullptr : new (memory) report{};
  }();
  return *shared;
}

bool printed() {
  std::fflush(nullptr);
  struct stat file;
  return fstat(1, &file) == 0 && file.st_size > 0;
}

double child_seconds() {
  rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

ending in_child(const std::function<void()> &body, double patience) {
  report &told = shared_report();
  told.complained = false;
  if (output < 0) output = memfd_create("fuzz output", 0);
  if (ftruncate(output, 0) != 0 || lseek(output, 0, SEEK_SET) < 0) std::abort();
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) be_the_child(body);
  const int status = wait_for(child, patience);
  ending end{WIFEXITED(status) && WEXITSTATUS(status) == 0 && !told.complained, "", all_of(output)};
  if (end.well) return end;
  end.how = first_words(end.output);
  if (end.how.empty() && told.complained) end.how = without_digits(told.complaint);
  if (end.how.empty()) end.how = WIFSIGNALED(status) ? std::string("signal ") + strsignal(WTERMSIG(status)) : "exit status " + std::to_string(WEXITSTATUS(status));
  return end;
}

}  // namespace wgf::fuzz
