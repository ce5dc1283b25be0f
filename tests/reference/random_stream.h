// The random stream as base/random.h defines it, one value at a time: words by Random123, normals in long
// double.
#pragma once

#include <Random123/philox.h>

#include <cmath>
#include <cstdint>

#include "base/random.h"

namespace wgf::reference {

inline r123::Philox4x32::ctr_type block(const stream &s, uint64_t pair, int64_t coordinate) {
  const uint32_t word3 = static_cast<uint32_t>(s.why) | static_cast<uint32_t>((pair >> 32) & 0xFF) << 8 |
                         static_cast<uint32_t>((s.step >> 32) & 0xFFFF) << 16;
  const r123::Philox4x32::ctr_type counter = {{static_cast<uint32_t>(coordinate), static_cast<uint32_t>(pair),
                                               static_cast<uint32_t>(s.step), word3}};
  const r123::Philox4x32::key_type key = {
      {static_cast<uint32_t>(s.seed), static_cast<uint32_t>(s.seed >> 32)}};
  return r123::Philox4x32()(counter, key);
}

inline uint64_t word(const stream &s, int64_t particle, int64_t coordinate) {
  const auto w = block(s, static_cast<uint64_t>(particle) >> 1, coordinate);
  return particle % 2 == 0 ? w[0] | uint64_t{w[1]} << 32 : w[2] | uint64_t{w[3]} << 32;
}

inline double uniform(const stream &s, int64_t particle, int64_t coordinate) {
  return static_cast<double>((word(s, particle, coordinate) >> 12) * 2 + 1) * 0x1p-53;
}

// cos(2 pi v) or sin(2 pi v); the nearest quarter turn is taken off first, exactly, so that zeros stay
// accurate.
inline long double turned(double v, bool sine) {
  const double quarters = std::nearbyint(4 * v), rest = 4 * v - quarters;
  const int turn = (static_cast<int>(quarters) + (sine ? 3 : 0)) % 4;  // sin(t) = cos(t + 3 quarters)
  const long double angle = std::acos(-1.0L) / 2 * static_cast<long double>(rest);
  if (turn == 0) return std::cos(angle);
  if (turn == 1) return -std::sin(angle);
  return turn == 2 ? -std::cos(angle) : std::sin(angle);
}

inline long double normal(const stream &s, int64_t particle, int64_t coordinate) {
  const int64_t even = particle - particle % 2;
  const long double radius = std::sqrt(-2 * std::log(static_cast<long double>(uniform(s, even, coordinate))));
  return radius * turned(uniform(s, even + 1, coordinate), particle % 2 != 0);
}

// In float.
inline long double float_normal(const stream &s, int64_t particle, int64_t coordinate) {
  const auto w = block(s, static_cast<uint64_t>(particle) >> 2, coordinate);
  const size_t first = particle % 4 < 2 ? 0 : 2;
  const float u = static_cast<float>(static_cast<double>((w[first] >> 2) * uint64_t{2} + 1) * 0x1p-31);
  const double v = static_cast<double>((w[first + 1] >> 8) * uint64_t{2} + 1) * 0x1p-25;
  return std::sqrt(-2 * std::log(static_cast<long double>(u))) * turned(v, particle % 2 != 0);
}

}  // namespace wgf::reference
