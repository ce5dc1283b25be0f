#include "bench/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#ifdef __linux__
#include <sched.h>
#include <time.h>
#endif

namespace wgf_bench {

namespace {

constexpr double shortest = 1;  // ms of one measurement

bool one_core = false;

double now_ms() {
#ifdef __linux__
  timespec t;
  clock_gettime(one_core ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return 1e3 * static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_nsec);
#else
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
#endif
}

double ms_of(int64_t calls, const std::function<void()> &call) {
  const double start = now_ms();
  for (int64_t i = 0; i < calls; ++i) call();
  return now_ms() - start;
}

// Doubled until they fill the time: one short call may be timed when the core was away.
int64_t calls_that_fill(const std::function<void()> &call) {
  int64_t calls = 1;
  while (ms_of(calls, call) < shortest) calls *= 2;
  return calls;
}

// The threads of a young process share a core for some ten milliseconds.
void settle(const std::function<void()> &call) {
  constexpr double enough = 100;
  for (const double start = now_ms(); now_ms() - start < enough;) call();
}

}  // namespace

timing measure(int64_t reps, const std::function<void()> &call) {
  const double first = ms_of(1, call);
  if (!one_core) settle(call);
  const int64_t calls = first > 10 * shortest ? 1 : calls_that_fill(call);
  std::vector<double> ms;
  for (int64_t r = 0; r < reps; ++r) ms.push_back(ms_of(calls, call) / static_cast<double>(calls));
  std::sort(ms.begin(), ms.end());
  const size_t half = ms.size() / 2;
  return {ms[0], ms.size() % 2 ? ms[half] : (ms[half - 1] + ms[half]) / 2};
}

void work_on_one_core() {
#ifdef __linux__
  one_core = true;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<size_t>(sched_getcpu()), &one);
  sched_setaffinity(0, sizeof one, &one);
#endif
}

}  // namespace wgf_bench
