// The clock, and what the FMA ports could do in one cycle of it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "bench/machine.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif

namespace wgf_bench {

namespace {

#if defined(__x86_64__) || defined(__aarch64__)

#if defined(__x86_64__)
#define WGF_BENCH_ADD "add %1, %0\n\t"
#else
#define WGF_BENCH_ADD "add %0, %0, %1\n\t"
#endif
#define WGF_BENCH_ADD_8 WGF_BENCH_ADD WGF_BENCH_ADD WGF_BENCH_ADD WGF_BENCH_ADD WGF_BENCH_ADD WGF_BENCH_ADD WGF_BENCH_ADD WGF_BENCH_ADD

constexpr int64_t rounds = 20000;  // of 32 additions

double additions_per_ns() {
  uint64_t sum = 1, one = 1;
  const auto start = std::chrono::steady_clock::now();
  for (int64_t r = 0; r < rounds; ++r)
    __asm__ volatile(WGF_BENCH_ADD_8 WGF_BENCH_ADD_8 WGF_BENCH_ADD_8 WGF_BENCH_ADD_8
                     : "+r"(sum)
                     : "r"(one));
  const std::chrono::duration<double, std::nano> ns = std::chrono::steady_clock::now() - start;
  return 32 * static_cast<double>(rounds) / ns.count();
}

#else

double additions_per_ns() { return std::numeric_limits<double>::quiet_NaN(); }

#endif

// 0: not AMD, or not known.
double amd_fma_bits() {
#ifdef __x86_64__
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(0, &a, &b, &c, &d) || c != signature_AMD_ecx) return 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const unsigned family = ((a >> 8) & 15) + ((a >> 20) & 255), zen2 = 0x17, zen4 = 0x19, zen5 = 0x1A;
  if (family == zen5) return 2 * 512;
  if (family == zen2 || family == zen4) return 2 * 256;
#endif
  return 0;
}

}  // namespace

double clock_ghz() {
  double best = additions_per_ns();
  for (int i = 0; i < 100; ++i) best = std::max(best, additions_per_ns());
  return best;
}

double fma_bits_per_cycle(double measured_bits) {
  if (const double known = amd_fma_bits(); known > 0) return known;
  for (const double bits : {1.0 * 128, 2.0 * 128, 2.0 * 256})
    if (measured_bits <= 1.02 * bits) return bits;
  return 2 * 512;
}

}  // namespace wgf_bench
