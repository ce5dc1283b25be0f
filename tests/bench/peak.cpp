// The FMA rate: independent accumulators in registers, nothing else.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>

#include "bench/machine.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/peak.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf_bench {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 12 accumulators cover latency x ports (4 x 2 to 5 x 2) and fit 16 registers with both operands. They start from different numbers, or
// the compiler would see that they are the same. Returns the number of FMAs.
template <class T>
HWY_NOINLINE int64_t multiply_add(int64_t rounds, T *numbers) {
  const hn::ScalableTag<T> d;
  const auto at = [&](size_t i) { return hn::LoadU(d, numbers + i); };
  const auto m = at(12), c = at(13);
  auto a0 = at(0), a1 = at(1), a2 = at(2), a3 = at(3), a4 = at(4), a5 = at(5);
  auto a6 = at(6), a7 = at(7), a8 = at(8), a9 = at(9), a10 = at(10), a11 = at(11);
  for (int64_t r = 0; r < rounds; ++r) {
    a0 = hn::MulAdd(a0, m, c), a1 = hn::MulAdd(a1, m, c), a2 = hn::MulAdd(a2, m, c), a3 = hn::MulAdd(a3, m, c);
    a4 = hn::MulAdd(a4, m, c), a5 = hn::MulAdd(a5, m, c), a6 = hn::MulAdd(a6, m, c), a7 = hn::MulAdd(a7, m, c);
    a8 = hn::MulAdd(a8, m, c), a9 = hn::MulAdd(a9, m, c), a10 = hn::MulAdd(a10, m, c), a11 = hn::MulAdd(a11, m, c);
  }
  a0 = hn::Add(hn::Add(hn::Add(a0, a1), hn::Add(a2, a3)), hn::Add(hn::Add(a4, a5), hn::Add(a6, a7)));
  hn::StoreU(hn::Add(a0, hn::Add(hn::Add(a8, a9), hn::Add(a10, a11))), d, numbers);
  return rounds * 12 * static_cast<int64_t>(hn::Lanes(d));
}

int64_t multiply_add_float(int64_t rounds, float *numbers) { return multiply_add(rounds, numbers); }
int64_t multiply_add_double(int64_t rounds, double *numbers) { return multiply_add(rounds, numbers); }

}  // namespace HWY_NAMESPACE
}  // namespace wgf_bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf_bench {

HWY_EXPORT(multiply_add_float);
HWY_EXPORT(multiply_add_double);

namespace {

constexpr int64_t rounds = 100000;  // about 0.2 ms

int64_t run(float *numbers) { return WGF_DISPATCH(multiply_add_float, rounds, numbers); }
int64_t run(double *numbers) { return WGF_DISPATCH(multiply_add_double, rounds, numbers); }

template <class T>
double best_rate(int tries) {
  T numbers[128];
  double best = 0;
  for (int i = 0; i < tries; ++i) {
    for (int k = 0; k < 128; ++k) numbers[k] = T(0.1) + T(0.005) * static_cast<T>(k);
    const auto start = std::chrono::steady_clock::now();
    const auto done = static_cast<double>(run(numbers));
    const std::chrono::duration<double, std::nano> ns = std::chrono::steady_clock::now() - start;
    best = std::max(best, done / ns.count());
  }
  return best;
}

double rate_now(const std::string &dtype, int tries) {
  return dtype == "f32" ? best_rate<float>(tries) : best_rate<double>(tries);
}

double measure_widest(const std::string &dtype, int tries) {
  const std::string in_force = wgf::simd::isa_name();
  wgf::simd::set_isa(wgf::simd::isa_available().back());
  const double rate = rate_now(dtype, tries);
  wgf::simd::set_isa(in_force.c_str());
  return rate;
}

}  // namespace

double fma_rate_now(const std::string &dtype) { return rate_now(dtype, 100); }

double fma_rate(const std::string &dtype) {
  static std::map<std::string, double> highest;
  double &known = highest[dtype];
  return known = std::max(known, measure_widest(dtype, known == 0 ? 100 : 20));
}

}  // namespace wgf_bench
#endif
