// Seeded choices: what a seed gives, it gives on every machine.
#pragma once

#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>

namespace wgf::fuzz {

class chance {
 public:
  explicit chance(uint64_t seed, uint64_t stream = 0) : state_(mixed(seed) ^ mixed(stream + 0x51ed270b9f652295ULL)) {}

  uint64_t word() { return mixed(state_ += 0x9e3779b97f4a7c15ULL); }
  int64_t below(int64_t n) { return static_cast<int64_t>(word() % static_cast<uint64_t>(n)); }
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  bool once_in(int64_t n) { return below(n) == 0; }
  double uniform() { return static_cast<double>(word() >> 11) * 0x1p-53; }

  template <class Choices>
  const auto &one_of(const Choices &choices) {
    return choices[static_cast<size_t>(below(static_cast<int64_t>(std::size(choices))))];
  }

  // Mostly a number that people use, now and then one that they do not.
  double number() { return once_in(6) ? odd_number() : 4 * uniform() - 2; }
  double positive() { return once_in(6) ? odd_number() : 0.01 + 2 * uniform(); }

  double odd_number() {
    static const double odd[] = {0.0, -0.0, 1, -1, 4.9e-324, -1e-310, 2.3e-308, 1e-300, 1e-163, 1e-150, 1e-100, 1e-82, 1e-40, 1e-9, 1e9, 1e40, 1e100, 1e150, 1e155, -1e200, 1e300, 1e308, -1e308, -999999, 9007199254740993.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    return once_in(20) ? any_bits() : one_of(odd);
  }

  int64_t odd_count() {
    static const int64_t odd[] = {0, -1, 1, 2, INT64_MAX, INT64_MIN, INT64_MAX / 8, INT64_MAX / 8 + 1, int64_t{1} << 32, (int64_t{1} << 31) - 1, (int64_t{1} << 53) + 1, int64_t{1} << 62, 1000000, -999999};
    return once_in(8) ? static_cast<int64_t>(word()) : one_of(odd);
  }

  // The count that is right, mostly.
  int64_t about(int64_t n) { return !once_in(12) ? n : once_in(3) ? n + between(-1, 1)
                                                                  : odd_count(); }

 private:
  static uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  double any_bits() {
    const uint64_t bits = word();
    double out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
  }

  uint64_t state_;
};

}  // namespace wgf::fuzz
