// Selection by rank among the squared distances of all pairs, when no great many of them are equal: a sample of the pairs foretells a
// bracket of the number, and a pass over all pairs counts those below and lists those inside. O(n d) memory.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "pair/median/order_statistic.h"
#include "pair/median/radix_select.h"
#include "pair/median/shuffled.h"

namespace wgf::pair {

inline constexpr int64_t first_sample = 8192;  // pairs

struct sampled_select_slot {                   // of one thread
  alignas(64) int64_t visited, below, inside;  // pairs
  bool full;
  double *list;  // scaled
  pair_place *places;
};

struct sampled_select_memory {
  shuffled points;
  int threads;
  int64_t room;  // of one thread's list
  sampled_select_slot *slots;
  double *lists, *spare;
  pair_place *places;

  sampled_select_memory(arena &memory, const sizes &s);
};

struct open_pairs {
  int64_t under, count;
};

class sampled_select {
 public:
  sampled_select(const sweep_job &p, bool one_cloud, sampled_select_memory &memory, workers &pool);

  // The numbers of rank k and of rank `next`, k or k + 1; nothing when too many are equal, or too large or small for floats.
  std::optional<two_numbers> find(int64_t k, int64_t next);
  // When that found nothing: what probably holds the number of rank k; a single number where too many are equal.
  bit_range range();

 private:
  void guess();
  void fill_sample(int64_t count);
  bool pass(int64_t groups);
  void visit_tile(int64_t tile, int64_t groups, sampled_select_slot &own);
  void visit_groups(int64_t tile, int64_t first, int64_t count, int64_t ahead, sampled_select_slot &own);
  void gather();
  bool narrow_by_samples();
  void narrow_down(double unit);
  std::optional<two_numbers> pick(int64_t k, int64_t next) const;
  double likely_number() const;
  double widest_bound() const;
  open_pairs open_between(double low, double last) const;

  const sweep_job &p_;
  bool one_cloud_;
  sampled_select_memory &memory_;
  workers &pool_;
  int64_t groups_, pairs_;
  double share_ = 0;  // of the pairs that are below the number
  double deviations_ = 0;
  bool crowded_ = false;       // more pairs than can be listed
  double low_ = 0, last_ = 0;  // the bracket
  int64_t visited_ = 0, below_ = 0, inside_ = 0;
};

}  // namespace wgf::pair
