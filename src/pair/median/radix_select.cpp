#include "pair/median/radix_select.h"

#include <algorithm>
#include <cstring>

#include "pair/median/range_pass.h"
#include "base/parallel.h"

namespace wgf::pair {

namespace {

constexpr int64_t rows = tile_rows<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

uint64_t bits_of(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double number_of(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// A bin holds 2^shift neighbouring numbers.
int bin_shift(const bit_range &r) {
  int shift = 0;
  while (((r.last - r.low) >> shift) >= static_cast<uint64_t>(radix_select_bins)) ++shift;
  return shift;
}

bool is_all(const bit_range &r) { return r.low == bit_range::all().low && r.last == bit_range::all().last; }

}  // namespace

bit_range bit_range::of(double low, double last) { return {bits_of(low), bits_of(last)}; }

radix_select_slot::radix_select_slot(arena &memory)
    : u(memory.take<double>(rows * block_size)), inside(memory.take<double>(rows * block_size + 8)),
      histogram(memory.take<int64_t>(radix_select_bins)), list(memory.take<double>(radix_select_list)),
      suspect(memory.take<bool>(groups_per_block)), below(memory.take<int64_t>(1)), found(memory.take<int64_t>(1)),
      least_above(memory.take<double>(1)) {}

radix_select_memory::radix_select_memory(arena &memory, const sizes &s) : at(memory, s), threads(s.threads) {
  arena counted(nullptr);
  const radix_select_slot one(counted);
  slot_bytes = counted.used();
  slots = memory.take<char>(static_cast<int64_t>(slot_bytes) * s.threads);
}

radix_select_slot radix_select_memory::own(int thread) const {
  arena memory(slots + slot_bytes * static_cast<size_t>(thread));
  return radix_select_slot(memory);
}

two_numbers radix_select::find(int64_t k, int64_t next, bit_range guess) {
  range_ = guess;
  if (!narrow_down(k)) return {nan, nan};
  if (count_ > radix_select_list) return resolve_tie(k, next);
  pass(true);
  double *all = gather();
  std::sort(all, all + count_);
  return {all[k - below_], next - below_ < count_ ? all[next - below_] : least_above_};
}

// Until the range that holds rank k has few numbers, or a single one many times over.
bool radix_select::narrow_down(int64_t k) {
  do {
    pass(false);
    if (k >= below_ && k < below_ + count_) {
      keep_bin(k - below_);
    } else {
      if (is_all(range_)) return false;
      range_ = bit_range::all();
      count_ = std::numeric_limits<int64_t>::max();
    }
  } while (count_ > radix_select_list && range_.low != range_.last);
  return true;
}

two_numbers radix_select::resolve_tie(int64_t k, int64_t next) {
  const double first = number_of(range_.low);
  if (next == k || next < below_ + count_) return {first, first};
  pass(false);
  return {first, least_above_};
}

void radix_select::pass(bool keep) {
  reset();
  const double cost = static_cast<double>(p_.active * rows) * (0.4 + 0.15 * static_cast<double>(p_.in.d));
  pool_.for_each((p_.in.n + rows - 1) / rows, cost,
                 [&](int64_t tile, int thread) { visit_tile(tile, memory_.own(thread), keep); });
  add_up();
}

void radix_select::reset() {
  for (int t = 0; t < memory_.threads; ++t) {
    const radix_select_slot own = memory_.own(t);
    std::fill_n(own.histogram, radix_select_bins, int64_t{0});
    *own.below = *own.found = 0;
    *own.least_above = infinity;
  }
}

void radix_select::add_up() {
  below_ = count_ = 0;
  least_above_ = infinity;
  for (int t = 0; t < memory_.threads; ++t) {
    const radix_select_slot own = memory_.own(t);
    below_ += *own.below;
    count_ += *own.found;
    least_above_ = std::min(least_above_, *own.least_above);
  }
}

void radix_select::visit_tile(int64_t tile, const radix_select_slot &own, bool keep) {
  const int64_t blocks = (p_.active + block_size - 1) / block_size;
  for (int64_t b = one_cloud_ ? tile * rows / block_size : 0; b < blocks; ++b) {
    const int64_t n = fill(tile, b, own);
    const range_pass_result r = run(range_pass_job{own.u, n, number_of(range_.low), number_of(range_.last), own.inside});
    *own.below += r.below;
    *own.least_above = std::min(*own.least_above, r.least_above);
    if (keep)
      std::copy_n(own.inside, r.inside, own.list + *own.found);
    else
      count(own, r.inside);
    *own.found += r.inside;
  }
}

void radix_select::count(const radix_select_slot &own, int64_t n) {
  const int shift = bin_shift(range_);
  for (int64_t i = 0; i < n; ++i) ++own.histogram[(bits_of(own.inside[i]) - range_.low) >> shift];
}

// The squared distances of a tile; NaN where there is no pair. Differences, so that equal particles are at distance 0.
int64_t radix_select::fill(int64_t tile, int64_t block, const radix_select_slot &own) {
  const int64_t d = p_.in.d, first = block * block_size, real = std::min(block_size, p_.active - first);
  const int64_t groups = (real + group_size - 1) / group_size, real_rows = std::min(rows, p_.in.n - tile * rows);
  run(distance_job<double>{memory_.at.tile(tile, d), memory_.at.x_norm + tile * rows, memory_.at.block(block, d),
                           memory_.at.y_norm + first, d, groups, distance_form::differences, -1.0, own.u, own.suspect});
  for (int64_t j = 0; j < groups * group_size; ++j) {
    const int64_t wanted = j >= real ? 0 : one_cloud_ ? std::clamp<int64_t>(first + j - tile * rows, 0, real_rows)
                                                      : real_rows;
    std::fill(own.u + j * rows + wanted, own.u + (j + 1) * rows, nan);
  }
  return groups * group_size * rows;
}

// Narrows the range to the bin that holds its rank k.
void radix_select::keep_bin(int64_t k) {
  const int shift = bin_shift(range_);
  int64_t before = 0, here = 0;
  uint64_t bin = 0;
  for (;; ++bin, before += here) {
    here = 0;
    for (int t = 0; t < memory_.threads; ++t) here += memory_.own(t).histogram[bin];
    if (k < before + here) break;
  }
  const uint64_t low = range_.low + (bin << shift);
  range_ = {low, std::min(range_.last, low + ((uint64_t{1} << shift) - 1))};
  below_ += before;
  count_ = here;
}

double *radix_select::gather() {
  const radix_select_slot first = memory_.own(0);
  int64_t at = *first.found;
  for (int t = 1; t < memory_.threads; ++t) {
    const radix_select_slot own = memory_.own(t);
    std::copy_n(own.list, *own.found, first.list + at);
    at += *own.found;
  }
  return first.list;
}

}  // namespace wgf::pair
