// Selection by rank among the squared distances of all pairs, in passes over them that narrow a range down. O(n) memory.
#pragma once

#include <cstdint>
#include <limits>

#include "pair/layout/pack.h"

namespace wgf {
class workers;
}

namespace wgf::pair {

// Numbers >= 0 are ordered as their bit patterns: [low, last] are such.
struct bit_range {
  uint64_t low, last;
  static bit_range all() { return {0, 0x7FF0000000000000u}; }
  static bit_range of(double low, double last);
};

inline constexpr int64_t radix_select_bins = 4096;
inline constexpr int64_t radix_select_list = 16384;  // so many numbers are selected from directly

struct radix_select_slot {
  double *u, *inside;  // a tile, and its numbers within the range
  int64_t *histogram;  // of the range
  double *list;        // the numbers in the range, when they are few
  bool *suspect;
  int64_t *below, *found;
  double *least_above;

  explicit radix_select_slot(arena &memory);
};

struct radix_select_memory {
  points<double> at;
  size_t slot_bytes;
  char *slots;
  int threads;

  radix_select_memory(arena &memory, const sizes &s);
  radix_select_slot own(int thread) const;
};

struct two_numbers {
  double first, second;
};

class radix_select {
 public:
  // one_cloud: each distinct pair of x once.
  radix_select(const sweep_job &p, bool one_cloud, const radix_select_memory &memory, workers &pool)
      : p_(p), one_cloud_(one_cloud), memory_(memory), pool_(pool) {}

  // The numbers of rank k and of rank `next`, k or k + 1; NaN when there are not so many. `guess` probably holds them.
  two_numbers find(int64_t k, int64_t next, bit_range guess);

 private:
  bool narrow_down(int64_t k);
  two_numbers resolve_tie(int64_t k, int64_t next);
  void pass(bool keep);
  void reset();
  void add_up();
  void visit_tile(int64_t tile, const radix_select_slot &own, bool keep);
  void count(const radix_select_slot &own, int64_t n);
  int64_t fill(int64_t tile, int64_t block, const radix_select_slot &own);
  void keep_bin(int64_t k);
  double *gather();

  const sweep_job &p_;
  bool one_cloud_;
  const radix_select_memory &memory_;
  workers &pool_;
  bit_range range_{};
  int64_t below_ = 0, count_ = 0;  // numbers below the range and in it
  double least_above_ = 0;
};

}  // namespace wgf::pair
