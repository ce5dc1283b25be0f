// Numbers are dealt into cells by value, a few dozen in each, and sorted there; a vectorised quicksort sorts what is too few or too
// many for that. It is of signed 64-bit keys that are all different or whose equals cannot be told
// apart. Highway's own dispatch (hwy::Sorter) does not follow isa.h and asks the kernel for random numbers at
// every call, so its quicksort is compiled here. GCC needs -fmerge-all-constants for that: without it every
// call copies tables to the stack, and sorting takes 5 to 10 times as long.
#include "simd/sort.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/sort.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/contrib/sort/traits-inl.h"
#include "hwy/contrib/sort/vqsort-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::simd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void sort_keys(int64_t *keys, int64_t n) {
  const size_t count = static_cast<size_t>(n);
  if (n < 2) return;
#if VQSORT_ENABLED
  const hn::detail::SharedTraits<hn::detail::TraitsLane<hn::detail::OrderAscending<int64_t>>> ascending;
  HWY_ALIGN int64_t buffer[hwy::SortConstants::BufNum<int64_t>(HWY_LANES(int64_t))];
  hn::detail::Generator pivots(count);
  const size_t depth = 2 * hwy::CeilLog2(count) + 4;  // beyond it heapsort takes over
  hn::detail::Recurse(hn::SortTag<int64_t>(), ascending, keys, keys + n, count, buffer, pivots, depth);
#else
  hn::detail::HeapSort(hn::detail::TraitsLane<hn::detail::OrderAscending<int64_t>>(), keys, count);
#endif
}

// step(d, i) for whole vectors of 64-bit lanes, then lane by lane.
template <class function>
HWY_INLINE void for_lanes(int64_t n, function step) {
  const hn::ScalableTag<int64_t> whole;
  const hn::CappedTag<int64_t, 1> single;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(whole));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) step(whole, i);
  for (; i < n; ++i) step(single, i);
}

// The bits of a floating number as an integer of the same order; its own inverse.
template <class D>
HWY_INLINE hn::Vec<D> ordered(D d, hn::Vec<D> bits) {
  return hn::Xor(bits, hn::And(hn::BroadcastSignBit(bits), hn::Set(d, hwy::LimitsMax<hn::TFromD<D>>())));
}

// Keys of the lanes x[i]... as 64-bit integers; a float takes the upper half.
template <class D>
HWY_INLINE hn::Vec<D> key(D d, hn::Vec<hn::Rebind<double, D>> x) {
  return ordered(d, hn::BitCast(d, x));
}

template <class D>
HWY_INLINE hn::Vec<D> key(D d, hn::Vec<hn::Rebind<float, D>> x) {
  const hn::Rebind<int32_t, D> narrow;
  return hn::ShiftLeft<32>(hn::PromoteTo(d, ordered(narrow, hn::BitCast(narrow, x))));
}

template <class T, class D>
HWY_INLINE hn::Vec<D> load_key(D d, const T *x) {
  return key(d, hn::LoadU(hn::Rebind<T, D>(), x));
}

template <class T, class D>
HWY_INLINE hn::Vec<D> load_key_without_sign_of_zero(D d, const T *x) {
  const hn::Rebind<T, D> dt;
  return key(d, hn::Add(hn::LoadU(dt, x), hn::Zero(dt)));
}

template <class D>
HWY_INLINE void store_key(D d, hn::Vec<D> key, double *x) {
  const hn::Rebind<double, D> dt;
  hn::StoreU(hn::BitCast(dt, ordered(d, key)), dt, x);
}

template <class D>
HWY_INLINE void store_key(D, hn::Vec<D> key, float *x) {
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<float, D> dt;
  const hn::Rebind<int32_t, D> narrow;
  const auto high = hn::TruncateTo(hn::Rebind<uint32_t, D>(), hn::ShiftRight<32>(hn::BitCast(du, key)));
  hn::StoreU(hn::BitCast(dt, ordered(narrow, hn::BitCast(narrow, high))), dt, x);
}

// What is sorted: keys of the values alone, or keys whose low bits give way to the index of the value.
struct plain_keys {
  template <class D, class T>
  HWY_INLINE hn::Vec<D> operator()(D d, const T *x, int64_t i) const {
    return load_key(d, x + i);
  }
};

struct keys_with_index {
  int64_t index_mask;

  template <class D, class T>
  HWY_INLINE hn::Vec<D> operator()(D d, const T *x, int64_t i) const {
    return hn::Or(hn::AndNot(hn::Set(d, index_mask), load_key_without_sign_of_zero(d, x + i)), hn::Iota(d, i));
  }
};

#if VQSORT_ENABLED

constexpr int64_t least_dealt = 2000, most_dealt = 1 << 18;  // else quicksort alone is faster
constexpr int64_t cell_size = 32, most_cells = 8192;

// Cells of one width from the bulk of the values; what lies beyond is in the first and the last.
template <class T>
struct cells {
  T low, per_width;
  int64_t count;

  cells(const T *x, int64_t n) : count(HWY_MIN(n / cell_size, most_cells)) {
    constexpr int64_t taken = 64, tail = 3;
    const hn::CappedTag<int64_t, 1> d;
    HWY_ALIGN int64_t sample[taken];
    for (int64_t i = 0; i < taken; ++i) sample[i] = hn::GetLane(load_key(d, x + i * (n / taken)));
    sort_keys(sample, taken);
    T high;
    store_key(d, hn::Set(d, sample[tail]), &low);
    store_key(d, hn::Set(d, sample[taken - 1 - tail]), &high);
    const T beyond = T(0.6) * (high - low);
    low -= beyond, high += beyond;
    per_width = static_cast<T>(count) / (high - low);
  }

  bool usable() const { return per_width > 0 && per_width < hwy::HighestValue<T>() && low > hwy::LowestValue<T>(); }

  HWY_INLINE void of(const T *x, uint16_t *cell) const {  // of a whole vector of values
    const hn::ScalableTag<T> d;
    const auto place = hn::Mul(hn::Sub(hn::LoadU(d, x), hn::Set(d, low)), hn::Set(d, per_width));
    store(d, hn::Min(hn::Max(place, hn::Zero(d)), hn::Set(d, static_cast<T>(count - 1))), cell);
  }

 private:
  template <class D>
  static HWY_INLINE void store(D, hn::Vec<D> place, uint16_t *cell) {
    const hn::Rebind<int32_t, D> whole;
    const hn::Rebind<uint16_t, D> narrow;
    if constexpr (sizeof(T) == sizeof(float))
      hn::StoreU(hn::DemoteTo(narrow, hn::ConvertTo(whole, place)), narrow, cell);
    else
      hn::StoreU(hn::DemoteTo(narrow, hn::DemoteTo(whole, place)), narrow, cell);
  }
};

// end[c] becomes the place behind cell c once all are dealt; before, where its next number goes.
template <class T>
HWY_INLINE void count_cells(const cells<T> &all, const T *x, int64_t n, uint16_t *cell, uint32_t *end) {
  constexpr int64_t lanes = HWY_LANES(T);
  std::memset(end, 0, static_cast<size_t>(all.count) * sizeof *end);
  T rest[lanes] = {};
  for (int64_t i = 0; i < n; i += lanes) {
    const int64_t some = HWY_MIN(lanes, n - i);
    if (some < lanes) std::memcpy(rest, x + i, static_cast<size_t>(some) * sizeof(T));
    HWY_ALIGN uint16_t now[lanes];
    all.of(some < lanes ? rest : x + i, now);
    for (int64_t k = 0; k < some; ++k) ++end[now[k]];
    std::memcpy(cell + i, now, static_cast<size_t>(some) * sizeof *now);
  }
  uint32_t sum = 0;
  for (int64_t c = 0; c < all.count; ++c) {
    const uint32_t here = end[c];
    end[c] = sum;
    sum += here;
  }
}

template <class T, class make_key>
HWY_INLINE void deal(const make_key &key, const T *x, int64_t n, const uint16_t *cell, uint32_t *end, int64_t *keys) {
  const hn::ScalableTag<int64_t> d;
  const hn::CappedTag<int64_t, 1> single;
  constexpr int64_t lanes = HWY_LANES(int64_t);
  HWY_ALIGN int64_t some[lanes];
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::Store(key(d, x, i), d, some);
    for (int64_t k = 0; k < lanes; ++k) keys[end[cell[i + k]]++] = some[k];
  }
  for (; i < n; ++i) keys[end[cell[i]]++] = hn::GetLane(key(single, x, i));
}

// One sorting network orders as many whole cells as it has room for. It may order some of the next cell too, which does no harm.
void sort_cells(const uint32_t *end, int64_t cell_count, int64_t *keys, int64_t n) {
  using traits = hn::detail::SharedTraits<hn::detail::TraitsLane<hn::detail::OrderAscending<int64_t>>>;
  const hn::SortTag<int64_t> d;
  const int64_t window = static_cast<int64_t>(hwy::SortConstants::BaseCaseNum(hn::Lanes(d)));
  HWY_ALIGN int64_t buffer[hwy::SortConstants::BufNum<int64_t>(HWY_LANES(int64_t))];
  int64_t from = 0;
  for (int64_t c = 0; from < n;) {
    const int64_t first = c;
    while (c < cell_count && end[c] <= from + window) ++c;
    if (c == first) {
      sort_keys(keys + from, end[c] - from);
      ++c;
    } else {
      hn::detail::BaseCase(d, traits(), keys + from, keys + n, static_cast<size_t>(end[c - 1] - from), buffer);
    }
    from = end[c - 1];
  }
}

template <class T, class make_key>
HWY_INLINE bool sort_dealt(const make_key &key, const T *x, int64_t n, int64_t *keys) {
  if (n < least_dealt || n > most_dealt) return false;
  const cells<T> all(x, n);
  if (!all.usable()) return false;
  uint32_t end[most_cells];
  uint16_t *cell = reinterpret_cast<uint16_t *>(keys + n);
  count_cells(all, x, n, cell, end);
  deal(key, x, n, cell, end, keys);
  sort_cells(end, all.count, keys, n);
  return true;
}

#else
template <class T, class make_key>
HWY_INLINE bool sort_dealt(const make_key &, const T *, int64_t, int64_t *) {
  return false;
}
#endif

template <class T, class make_key>
HWY_INLINE void make_and_sort(const make_key &key, const T *x, int64_t n, int64_t *keys) {
  if (sort_dealt(key, x, n, keys)) return;
  for_lanes(n, [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(key(d, x, i), d, keys + i); });
  sort_keys(keys, n);
}

template <class T>
HWY_INLINE void values(T *x, int64_t n, int64_t *keys) {
  make_and_sort(plain_keys(), x, n, keys);
  for_lanes(n, [=](auto d, int64_t i) HWY_ATTR { store_key(d, hn::LoadU(d, keys + i), x + i); });
}

HWY_INLINE void unpack(const int64_t *keys, int64_t n, int64_t index_mask, uint32_t *order) {
  for_lanes(n, [=](auto d, int64_t i) HWY_ATTR {
    const hn::RebindToUnsigned<decltype(d)> du;
    const hn::Rebind<uint32_t, decltype(d)> narrow;
    const auto index = hn::And(hn::LoadU(d, keys + i), hn::Set(d, index_mask));
    hn::StoreU(hn::TruncateTo(narrow, hn::BitCast(du, index)), narrow, order + i);
  });
}

HWY_INLINE bool tied(int64_t a, int64_t b, int64_t index_mask) { return ((a ^ b) & ~index_mask) == 0; }

// The first i >= from whose key agrees with the next in all but the index, or n.
int64_t next_tie(const int64_t *keys, int64_t n, int64_t index_mask, int64_t from) {
  const hn::ScalableTag<int64_t> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = from;
  for (; i + lanes < n; i += lanes) {
    const auto difference = hn::Xor(hn::LoadU(d, keys + i), hn::LoadU(d, keys + i + 1));
    if (!hn::AllFalse(d, hn::Eq(hn::AndNot(hn::Set(d, index_mask), difference), hn::Zero(d)))) break;
  }
  while (i + 1 < n && !tied(keys[i], keys[i + 1], index_mask)) ++i;
  return i + 1 < n ? i : n;
}

HWY_INLINE void insertion_sort(int64_t *keys, int64_t n) {
  for (int64_t i = 1; i < n; ++i) {
    const int64_t moved = keys[i];
    int64_t k = i;
    for (; k > 0 && keys[k - 1] > moved; --k) keys[k] = keys[k - 1];
    keys[k] = moved;
  }
}

// Values whose upper key bits agree: the lower bits, which the index had displaced, move up and decide.
void resolve(const double *x, int64_t *keys, int64_t n, int64_t index_mask, int index_bits) {
  const hn::CappedTag<int64_t, 1> d;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t index = keys[i] & index_mask;
    const int64_t low = hn::GetLane(load_key_without_sign_of_zero(d, x + index)) & index_mask;
    keys[i] = low << index_bits | index;
  }
  if (n <= 16)
    insertion_sort(keys, n);
  else
    sort_keys(keys, n);
}

void resolve_ties(const double *x, int64_t *keys, int64_t n, int64_t index_mask, int index_bits) {
  for (int64_t i = next_tie(keys, n, index_mask, 0); i < n;) {
    int64_t end = i + 2;
    while (end < n && tied(keys[i], keys[end], index_mask)) ++end;
    resolve(x, keys + i, end - i, index_mask, index_bits);
    i = next_tie(keys, n, index_mask, end);
  }
}

void values_double(double *x, int64_t n, int64_t *keys) { values(x, n, keys); }
void values_float(float *x, int64_t n, int64_t *keys) { values(x, n, keys); }

void order_double(const double *x, int64_t n, uint32_t *order, int64_t *keys) {
  const int index_bits = n < 2 ? 1 : static_cast<int>(hwy::CeilLog2(static_cast<size_t>(n)));
  const int64_t index_mask = (int64_t{1} << index_bits) - 1;
  make_and_sort(keys_with_index{index_mask}, x, n, keys);
  resolve_ties(x, keys, n, index_mask, index_bits);
  unpack(keys, n, index_mask, order);
}

void packed_float(const float *x, int64_t n, int64_t *keys) {
  make_and_sort(keys_with_index{0xFFFFFFFF}, x, n, keys);  // a float leaves half of the key free: no ties
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "simd/dispatch.h"

namespace wgf::simd {

HWY_EXPORT(values_double);
HWY_EXPORT(values_float);
HWY_EXPORT(order_double);
HWY_EXPORT(packed_float);

void sort_values(double *x, int64_t n, int64_t *scratch) { WGF_DISPATCH(values_double, x, n, scratch); }
void sort_values(float *x, int64_t n, int64_t *scratch) { WGF_DISPATCH(values_float, x, n, scratch); }

void sort_order(const double *x, int64_t n, uint32_t *order, int64_t *scratch) {
  WGF_DISPATCH(order_double, x, n, order, scratch);
}

void sort_packed(const float *x, int64_t n, int64_t *packed) { WGF_DISPATCH(packed_float, x, n, packed); }

}  // namespace wgf::simd

#endif  // HWY_ONCE
