// Random calls of every public function.
//   fuzz_calls SEED SECONDS           sequences SEED, SEED+1, ... for so many seconds of processor time
//   fuzz_calls --sequence "SEED CALL CALL ..."   one of them, or some of its calls; shows every call
//   fuzz_calls --replay FILE          one such line after the other; # begins a comment
// Before these: --failing-new (allocations fail at random), --failing-threads (threads cannot be made), --shrink (a failing
// sequence is made shorter).
// The last line is "N passed, N failed, N skipped".
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

#include "sequence.h"
#include "watched.h"

using namespace wgf::fuzz;

namespace {

struct outcome {
  int64_t passed = 0;
  std::map<std::string, int64_t> failed;  // by how it failed
};

struct options {
  settings set;
  bool shrink = false;
  int64_t batch = 25;  // sequences in one process
};

void show_failure(const sequence &s, const ending &end, const settings &set) {
  const char *allocations = set.failing_new ? "--failing-new " : "", *threads = set.failing_threads ? "--failing-threads " : "";
  std::printf("FAILED: %s\n  again with: fuzz_calls %s%s--sequence \"%s\"\n", end.how.c_str(), allocations, threads, text_of(s).c_str());
  shared_report().print();
  std::printf("%s\n", end.output.substr(0, 6000).c_str());
  std::fflush(stdout);
}

// A failure of a kind that was not seen before is shown.
void note_failure(const sequence &s, ending end, const options &o, outcome &sum) {
  if (sum.failed[end.how]++ > 0) return;
  sequence shown = s;
  if (o.shrink && end.how.find("did not end") == std::string::npos) {
    const sequence fewer = smallest(s, end.how, o.set);
    ending again = in_child([&] { run(fewer, shared_report(), o.set); });
    if (again.how == end.how) shown = fewer, end = again;
  }
  show_failure(shown, end, o.set);
}

// The sequences of one process; the seed after them.
int64_t run_batch(int64_t seed, const options &o, outcome &sum) {
  report &told = shared_report();
  told.seed = seed;
  const ending end = in_child([&] {
    for (int64_t s = seed; s < seed + o.batch && !told.complained; ++s) run(whole(s), told, o.set);
  });
  if (end.well) return sum.passed += o.batch, seed + o.batch;
  const int64_t failing = told.seed;
  sum.passed += failing - seed;
  note_failure(whole(failing), end, o, sum);
  return failing + 1;
}

// Functions that were never called, or never with success, where many sequences ran.
int64_t unused_functions() {
  int64_t unused = 0;
  for (int id = 0; id < function_count; ++id) {
    if (shared_report().done[id] > 0) continue;
    std::printf("FAILED: no call of %s succeeded, of %lld\n", name_of(static_cast<function_id>(id)), static_cast<long long>(shared_report().called[id]));
    ++unused;
  }
  return unused;
}

int64_t total_calls() {
  int64_t total = 0;
  for (int id = 0; id < function_count; ++id) total += shared_report().called[id];
  return total;
}

int end_of_run(const outcome &sum, int64_t more_failures = 0) {
  int64_t failed = more_failures;
  for (const auto &[how, count] : sum.failed) {
    std::printf("%lld x %s\n", static_cast<long long>(count), how.c_str());
    failed += count;
  }
  std::printf("%lld calls of %d functions\n", static_cast<long long>(total_calls()), static_cast<int>(function_count));
  std::printf("%lld passed, %lld failed, 0 skipped\n", static_cast<long long>(sum.passed), static_cast<long long>(failed));
  return failed > 0;
}

int run_for(int64_t seed, double seconds, const options &o) {
  outcome sum;
  std::printf("calls: seed %lld, %g s\n", static_cast<long long>(seed), seconds);
  while (child_seconds() < seconds) seed = run_batch(seed, o, sum);
  return end_of_run(sum, sum.passed > 2000 ? unused_functions() : 0);
}

void replay_one(const sequence &s, const options &o, outcome &sum) {
  const ending end = in_child([&] { run(s, shared_report(), o.set); });
  if (end.well)
    ++sum.passed;
  else
    note_failure(s, end, o, sum);
}

int replay(const char *file, const options &o) {
  outcome sum;
  std::ifstream in(file);
  if (!in) return std::printf("cannot read %s\n", file), 2;
  for (std::string line; std::getline(in, line);) {
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(' ') != std::string::npos) replay_one(parse(line), o, sum);
  }
  return end_of_run(sum);
}

int show(const char *text, const options &o) {
  outcome sum;
  replay_one(parse(text), o, sum);
  if (sum.passed > 0) shared_report().print();
  return end_of_run(sum);
}

}  // namespace

int main(int argc, char **argv) {
  options o;
  char folder[] = "/tmp/wgf-fuzz-XXXXXX";
  if (mkdtemp(folder)) o.set.folder = folder;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; ++at) {
    const std::string flag = argv[at];
    if (flag == "--failing-new") o.set.failing_new = true;
    if (flag == "--failing-threads") o.set.failing_threads = true;
    if (flag == "--shrink") o.shrink = true;
    if (flag == "--replay" && at + 1 < argc) return replay(argv[at + 1], o);
    if (flag == "--sequence" && at + 1 < argc) return show(argv[at + 1], o);
  }
  if (at + 2 != argc) return std::printf("usage: fuzz_calls [--failing-new] [--failing-threads] [--shrink] SEED SECONDS | --sequence LINE | --replay FILE\n"), 2;
  return run_for(std::strtoll(argv[at], nullptr, 10), std::strtod(argv[at + 1], nullptr), o);
}
