#include "sequence.h"

#include <numeric>
#include <sstream>
#include <thread>

#include "capi/failing_new.h"
#include "watched.h"

namespace wgf::fuzz {

namespace {

void run_one(const sequence &s, uint64_t seed, report &told, const settings &how) {
  world w(seed, told, how);
  w.dim = chance(seed, 1).between(1, 4);
  for (int64_t call : s.calls) {
    w.step(call);
    if (told.complained) return;
  }
  w.end();
}

bool has_two_worlds(const sequence &s, const settings &how) { return how.two_threads && s.seed % 16 == 5; }

void run_two(const sequence &s, report &told, const settings &how) {
  std::thread other([&] { run_one(s, static_cast<uint64_t>(s.seed) ^ 0xabcdef, told, how); });
  run_one(s, static_cast<uint64_t>(s.seed), told, how);
  other.join();
}

sequence without(const sequence &s, size_t first, size_t count) {
  sequence out = s;
  const auto begin = out.calls.begin() + static_cast<std::ptrdiff_t>(first);
  out.calls.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(count, out.calls.size() - first)));
  return out;
}

}  // namespace

sequence whole(int64_t seed) {
  sequence s{seed, std::vector<int64_t>(calls_in_a_sequence)};
  std::iota(s.calls.begin(), s.calls.end(), 0);
  return s;
}

sequence parse(const std::string &line) {
  std::istringstream in(line);
  sequence s{};
  in >> s.seed;
  for (int64_t call; in >> call;) s.calls.push_back(call);
  return s.calls.empty() ? whole(s.seed) : s;
}

std::string text_of(const sequence &s) {
  std::string out = std::to_string(s.seed);
  if (s.calls.size() == static_cast<size_t>(calls_in_a_sequence)) return out;
  for (int64_t call : s.calls) out += " " + std::to_string(call);
  return out;
}

void run(const sequence &s, report &told, const settings &how) {
  failing_new::limit(size_t{64} << 20);
  told.begin(s.seed);
  if (has_two_worlds(s, how))
    run_two(s, told, how);
  else
    run_one(s, static_cast<uint64_t>(s.seed), told, how);
  if (!told.complained && wgf_live_handles() != 0) told.complain("wgf_live_handles: %lld after all were destroyed", static_cast<long long>(wgf_live_handles()));
}

sequence smallest(const sequence &s, const std::string &how, const settings &set) {
  sequence best = s;
  for (size_t count = best.calls.size() / 2; count > 0; count /= 2)
    for (size_t first = 0; first < best.calls.size();) {
      const sequence fewer = without(best, first, count);
      const bool same = in_child([&] { run(fewer, shared_report(), set); }).how == how;
      if (same) best = fewer;
      first += same ? 0 : count;
    }
  return best;
}

}  // namespace wgf::fuzz
