#include "simd/isa.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <mutex>

#include "hwy/targets.h"

namespace wgf::simd {
namespace {

struct level {
  int64_t target;
  const char *name;
  double slowness;
};

constexpr level levels[] = {
    {HWY_SCALAR, "scalar", 8},
    {HWY_EMU128, "scalar", 8},
    {HWY_SSSE3, "ssse3", 3},
    {HWY_SSE4, "sse4", 3},
    {HWY_AVX2, "avx2", 1},
    {HWY_AVX3, "avx512", 0.5},
    {HWY_AVX3_DL, "avx512", 0.5},
    {HWY_NEON, "neon", 3},
    {HWY_SVE, "sve", 2},
    {HWY_SVE_256, "sve", 1},
    {HWY_SVE2, "sve2", 2},
    {HWY_SVE2_128, "sve2", 3},
};

bool available(int64_t target) {
  const int64_t here = HWY_TARGETS & (hwy::SupportedTargets() | HWY_STATIC_TARGET);
  return (target & here) != 0;
}

// The layout of the tables that HWY_EXPORT makes: row 0 is Highway's own choice, then its targets, then the
// baseline.
size_t row_of(int64_t target) {
  const int64_t rows = HWY_CHOSEN_TARGET_SHIFT(target) | HWY_CHOSEN_TARGET_MASK_SCALAR;
  return hwy::Num0BitsBelowLS1Bit_Nonzero64(static_cast<uint64_t>(rows));
}

const level *best_level() {
  const level *best = nullptr;
  for (const level &l : levels)
    if (available(l.target)) best = &l;
  return best;
}

const level *find_level(const char *name) {
  const char *wanted = std::strcmp(name, "sse2") == 0 ? "scalar" : name;
  const level *found = nullptr;
  for (const level &l : levels)
    if (available(l.target) && std::strcmp(l.name, wanted) == 0) found = &l;
  return found;
}

char warning[256] = "";
std::once_flag environment_read;

const level *level_from_environment() {
  const char *wanted = std::getenv("WGF_ISA");
  if (wanted == nullptr || *wanted == '\0') return best_level();
  if (const level *l = find_level(wanted)) return l;
  std::snprintf(warning, sizeof warning, "WGF_ISA=%.40s is not an instruction set of this machine; using %s",
                wanted, best_level()->name);
  return best_level();
}

void read_environment() {
  std::call_once(environment_read,
                 [] { detail::chosen_row.store(row_of(level_from_environment()->target)); });
}

}  // namespace

namespace detail {

std::atomic<size_t> chosen_row{0};

size_t choose_row() {
  read_environment();
  return chosen_row.load();
}

}  // namespace detail

namespace {

// Without asking what is available: that executes CPUID, which takes a virtual machine tens of microseconds.
const level &level_in_force() {
  const size_t row = isa_row();
  const auto found = std::find_if(std::begin(levels), std::end(levels), [row](const level &l) { return row_of(l.target) == row; });
  return found != std::end(levels) ? *found : levels[0];
}

}  // namespace

const char *isa_name() { return level_in_force().name; }
double isa_slowness() { return level_in_force().slowness; }

bool set_isa(const char *name) {
  read_environment();
  const level *l = name == nullptr ? nullptr : find_level(name);
  if (l != nullptr) detail::chosen_row.store(row_of(l->target));
  return l != nullptr;
}

std::vector<const char *> isa_available() {
  std::vector<const char *> names;
  for (const level &l : levels)
    if (available(l.target) && (names.empty() || std::strcmp(names.back(), l.name) != 0))
      names.push_back(l.name);
  return names;
}

const char *isa_warning() {
  read_environment();
  return warning;
}

}  // namespace wgf::simd
