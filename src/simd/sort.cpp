// One vectorised quicksort, of signed 64-bit keys that are all different or whose equals cannot be told
// apart. Highway's own dispatch (hwy::Sorter) does not follow isa.h and asks the kernel for random numbers at
// every call, so its quicksort is compiled here. GCC needs -fmerge-all-constants for that: without it every
// call copies tables to the stack, and sorting takes 5 to 10 times as long.
#include "simd/sort.h"

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

template <class T>
HWY_INLINE void values(T *x, int64_t n, int64_t *keys) {
  for_lanes(n, [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(load_key(d, x + i), d, keys + i); });
  sort_keys(keys, n);
  for_lanes(n, [=](auto d, int64_t i) HWY_ATTR { store_key(d, hn::LoadU(d, keys + i), x + i); });
}

// The low bits of each key give way to the index of its value.
template <class T>
HWY_INLINE void pack(const T *x, int64_t n, int64_t index_mask, int64_t *keys) {
  for_lanes(n, [=](auto d, int64_t i) HWY_ATTR {
    const auto high = hn::AndNot(hn::Set(d, index_mask), load_key_without_sign_of_zero(d, x + i));
    hn::StoreU(hn::Or(high, hn::Iota(d, i)), d, keys + i);
  });
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
  pack(x, n, index_mask, keys);
  sort_keys(keys, n);
  resolve_ties(x, keys, n, index_mask, index_bits);
  unpack(keys, n, index_mask, order);
}

void packed_float(const float *x, int64_t n, int64_t *keys) {
  pack(x, n, 0xFFFFFFFF, keys);  // a float leaves half of the key free: no ties
  sort_keys(keys, n);
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
