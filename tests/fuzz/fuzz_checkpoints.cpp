// Checkpoints of every flow and of every choice of its text options, changed at random, with the checksum put right.
//   fuzz_checkpoints SEED COUNT       so many changed checkpoints
// Each is refused, and then nothing has changed, or restored, and then the flow steps. The last line is "N passed, N failed, N skipped".
#include <cstdio>
#include <cstdlib>
#include <map>

#include "capi/failing_new.h"
#include "entries.h"
#include "forged.h"
#include "small_flow.h"
#include "watched.h"

using namespace wgf::fuzz;

namespace {

// What one process does: `count` changed checkpoints of one scene.
struct batch {
  const variant &what;
  uint64_t seed;
  int64_t first, count;
};

struct counts {
  int64_t passed = 0, restored = 0, unbound = 0;
  std::map<std::string, int64_t> failed;
};

using bytes = std::vector<uint8_t>;

void refused(report &told, small_flow &f, const bytes &before, wgf_status status) {
  if (status != WGF_E_FORMAT && status != WGF_E_MEMORY) told.complain("a checkpoint is refused with %s: %s", wgf_status_name(status), wgf_last_error());
  if (std::strlen(wgf_last_error()) < 30) told.complain("a checkpoint is refused without words");
  if (f.saved() != before) told.complain("a refused checkpoint has changed the flow: %s", wgf_last_error());
}

void restored(report &told, small_flow &f, const bytes &before) {
  ++told.done[0];
  for (int64_t i = 0; i < 2; ++i) {
    const wgf_status status = f.step();
    if (status == WGF_E_INTERNAL || status > WGF_CANCELLED) told.complain("a step after a restored checkpoint: %s", wgf_last_error());
  }
  f.read();
  if (!f.restore(before)) told.complain("the true checkpoint is refused after a forged one: %s", wgf_last_error());
}

void run(const batch &b, report &told) {
  failing_new::limit(size_t{64} << 20);
  small_flow f(b.what);
  if (!f.ready()) return;
  f.step();
  const bytes early = f.saved();
  for (int i = 0; i < 3; ++i) f.step();
  const bytes before = f.saved();
  for (int64_t i = b.first; i < b.first + b.count && !told.complained; ++i) {
    chance c(b.seed, static_cast<uint64_t>(i));
    std::string how;
    const bytes changed = forged(c, before, early, how);
    told.call = i;
    told.write((b.what.text() + ": " + how).c_str());
    if (changed.empty()) continue;  // another refusal: n must be 1 or more
    const wgf_status status = wgf_flow_restore(f.flow(), static_cast<int64_t>(changed.size()), changed.data());
    ++told.called[0];
    if (status < 0)
      refused(told, f, before, status);
    else
      restored(told, f, before);
  }
}

void note_failure(const batch &b, const ending &end, counts &sum) {
  if (sum.failed[end.how]++ > 0) return;
  const long long seed = static_cast<long long>(b.seed), call = shared_report().call;
  std::printf("FAILED: %s\n  again with: fuzz_checkpoints %lld %lld %lld \"%s\"\n", end.how.c_str(), seed, call, 1LL, b.what.text().c_str());
  shared_report().print();
  std::printf("%s\n", end.output.substr(0, 6000).c_str());
  std::fflush(stdout);
}

void run_watched(batch b, counts &sum) {
  report &told = shared_report();
  told.begin(static_cast<int64_t>(b.seed));
  while (b.count > 0) {
    const int64_t made = told.called[0];
    told.call = b.first;
    const ending end = in_child([&] { run(b, told); });
    if (end.well) {
      sum.unbound += told.called[0] == made;
      sum.passed += told.called[0] - made;
      return;
    }
    note_failure(b, end, sum);
    const int64_t done = told.call + 1 - b.first;
    sum.passed += done - 1;
    b.first += done;
    b.count -= done;
  }
}

int end_of_run(counts &sum) {
  int64_t failed = 0;
  for (const auto &[how, count] : sum.failed) {
    std::printf("%lld x %s\n", static_cast<long long>(count), how.c_str());
    failed += count;
  }
  const int64_t restored = shared_report().done[0], made = shared_report().called[0];
  std::printf("%lld changed checkpoints, of which %lld were restored; %lld kinds of flow are not to be had\n", static_cast<long long>(made), static_cast<long long>(restored), static_cast<long long>(sum.unbound));
  // Were the checksum another one than forged.cpp computes, nothing at all would be restored.
  if (made > 1000 && restored < made / 100) ++failed, std::printf("FAILED: hardly any changed checkpoint is restored: is the checksum of another kind?\n");
  std::printf("%lld passed, %lld failed, 0 skipped\n", static_cast<long long>(sum.passed), static_cast<long long>(failed));
  return failed > 0;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc < 3) return std::printf("usage: fuzz_checkpoints SEED COUNT | SEED FIRST COUNT KIND\n"), 2;
  const uint64_t seed = std::strtoull(argv[1], nullptr, 10);
  const bool one = argc == 5;
  const int64_t first = one ? std::atoll(argv[2]) : 0, count = std::atoll(argv[one ? 3 : 2]);
  counts sum;
  const std::vector<variant> all = variants();
  const int64_t each = one ? count : (count + static_cast<int64_t>(all.size()) - 1) / static_cast<int64_t>(all.size());
  for (const variant &v : all)
    if (!one || v.text() == argv[4]) run_watched({v, seed, first, each}, sum);
  return end_of_run(sum);
}
