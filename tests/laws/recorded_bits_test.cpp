// The bits of every entry, for every choice of every text option, as they were recorded: a change of code that is not meant to change a
// number changes none. One table an instruction set and a tool chain (tests/data/bits); elsewhere the test says that it has none.
// WGF_RECORD_BITS=1 writes the tables anew, which a release note must then mention.
#include <doctest/doctest.h>
#include <gnu/libc-version.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>

#include "laws/measured.h"
#include "laws/world.h"
#include "simd/isa.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

using table = std::map<std::string, std::string>;

// FNV-1a over the bytes of the numbers.
std::string hash_of(const std::vector<double> &x) {
  uint64_t h = 14695981039346656037ULL;
  for (double value : x) {
    uint64_t word;
    std::memcpy(&word, &value, sizeof word);
    for (int byte = 0; byte < 8; ++byte) h = (h ^ ((word >> (8 * byte)) & 255)) * 1099511628211ULL;
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(h));
  return text;
}

std::string hash_or_refusal(const std::function<std::vector<double>()> &run) {
  try {
    return hash_of(run());
  } catch (const error &) {
    return "refused";
  }
}

void add_flow(const flow_spec &spec, int64_t n, int64_t d, table &out) {
  for (const choice &c : choices_of(spec.options)) {
    setup s;
    s.n = n, s.m = n + 8, s.d = d;
    s.options = [&](option_set &o) {
      o.set_integer("warmup", 12);
      c.set(o);
    };
    const std::string name = std::string("flow ") + spec.name + ", " + c.text() + ", " + std::to_string(n) + " x " + std::to_string(d);
    out[name] = hash_or_refusal([&] {
      world w = make_world(spec, s);
      w.run->run(20, 0, 0);
      return w.particles->x;
    });
  }
}

void add_discrepancy(const discrepancy_spec &spec, int64_t n, int64_t d, table &out) {
  for (const choice &c : choices_of(spec.options)) {
    const std::string name = std::string("discrepancy ") + spec.name + ", " + c.text() + ", " + std::to_string(n) + " x " + std::to_string(d);
    out[name] = hash_or_refusal([&] {
      const measurement m = measure(spec, c, small_problem(n, n + 8, d));
      std::vector<double> all = m.gradient;
      all.push_back(m.value);
      return all;
    });
  }
}

table bits_now() {
  table out;
  for (const auto &[n, d] : {std::pair<int64_t, int64_t>{23, 1}, {23, 3}, {150, 40}}) {
    for (const flow_spec *spec : flow_catalogue()) add_flow(*spec, n, d, out);
    for (const discrepancy_spec *spec : discrepancy_catalogue()) add_discrepancy(*spec, n, d, out);
  }
  return out;
}

std::string tools() { return std::string("gcc ") + std::to_string(__GNUC__) + ", glibc " + gnu_get_libc_version(); }
std::string file_of(const char *isa) { return std::string(WGF_TEST_DATA "/bits/") + isa + ".txt"; }

void record(const char *isa, const table &bits) {
  std::ofstream file(file_of(isa));
  file << tools() << '\n';
  for (const auto &[name, hash] : bits) file << hash << ' ' << name << '\n';
}

table recorded(const char *isa) {
  std::ifstream file(file_of(isa));
  std::string line;
  table out;
  if (!std::getline(file, line) || line != tools()) return out;
  while (std::getline(file, line)) out[line.substr(line.find(' ') + 1)] = line.substr(0, line.find(' '));
  return out;
}

}  // namespace

TEST_CASE("law: no entry has changed a bit since its bits were recorded") {
  const std::string chosen = simd::isa_name();
  for (const char *isa : simd::isa_available()) {
    REQUIRE(simd::set_isa(isa));
    if (std::getenv("WGF_RECORD_BITS")) record(isa, bits_now());
    const table before = recorded(isa);
    if (before.empty()) {
      MESSAGE("no bits are recorded for " << std::string(isa) << " with " << tools());
      continue;
    }
    for (const auto &[name, hash] : bits_now()) {
      INFO(name << " on " << std::string(isa));
      const auto found = before.find(name);
      if (found != before.end()) CHECK(found->second == hash);
    }
  }
  CHECK(simd::set_isa(chosen.c_str()));
}
