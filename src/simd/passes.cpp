#include "simd/passes.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/passes.cpp"
#include "hwy/foreach_target.h"
//
#include "simd/rounded-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::simd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using wgf::HWY_NAMESPACE::rounded_mul;

// step(tag, i) for whole vectors, then number by number.
template <class function>
HWY_INLINE void for_numbers(int64_t n, function step) {
  const hn::ScalableTag<double> whole;
  const hn::CappedTag<double, 1> single;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(whole));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) step(whole, i);
  for (; i < n; ++i) step(single, i);
}

// An exponent of ones carries into the sign.
template <class D>
HWY_INLINE hn::Vec<hn::RebindToUnsigned<D>> carried(D d, const hn::TFromD<D> *v) {
  using bits = hn::TFromD<hn::RebindToUnsigned<D>>;
  constexpr bool single = sizeof(bits) == 4;
  const hn::RebindToUnsigned<D> du;
  const auto ones = hn::Set(du, static_cast<bits>(single ? 0x7F800000u : 0x7FF0000000000000u));
  const auto one = hn::Set(du, static_cast<bits>(single ? 0x00800000u : 0x0010000000000000u));
  return hn::Add(hn::And(hn::BitCast(du, hn::LoadU(d, v)), ones), one);
}

template <class T>
HWY_INLINE bool no_carry(const T *v, int64_t size) {
  const hn::ScalableTag<T> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::CappedTag<T, 1> single;
  constexpr int sign_bit = 8 * static_cast<int>(sizeof(T)) - 1;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto first = hn::Zero(du), second = first;
  uint64_t rest = 0;
  int64_t i = 0;
  for (; i + 2 * lanes <= size; i += 2 * lanes) {
    first = hn::Or(first, carried(d, v + i));
    second = hn::Or(second, carried(d, v + i + lanes));
  }
  for (; i < size; ++i) rest |= hn::GetLane(carried(single, v + i));
  const auto sign = hn::ShiftRight<sign_bit>(hn::Or(first, second));
  return rest >> sign_bit == 0 && hn::AllTrue(du, hn::Eq(sign, hn::Zero(du)));
}

bool finite(const double *v, int64_t size) { return no_carry(v, size); }
bool finite_floats(const float *v, int64_t size) { return no_carry(v, size); }

constexpr int64_t side_by_side = 16;  // sums, whatever the width of vectors

double squares(const double *v, int64_t size) {
  const hn::CappedTag<double, side_by_side> d;
  constexpr int64_t lanes = static_cast<int64_t>(hn::MaxLanes(decltype(d)())), vectors = side_by_side / lanes;
  HWY_ALIGN double sum[side_by_side];
  hn::Vec<decltype(d)> part[static_cast<size_t>(vectors)];
  for (auto &p : part) p = hn::Zero(d);
  int64_t i = 0;
  for (; i + side_by_side <= size; i += side_by_side) {
    HWY_UNROLL(16)
    for (int64_t k = 0; k < vectors; ++k) {
      const auto x = hn::LoadU(d, v + i + k * lanes);
      part[k] = hn::Add(part[k], rounded_mul(x, x));
    }
  }
  for (int64_t k = 0; k < vectors; ++k) hn::Store(part[k], d, sum + k * lanes);
  const hn::CappedTag<double, 1> single;
  for (; i < size; ++i) {
    const auto x = hn::LoadU(single, v + i);
    sum[i % side_by_side] += hn::GetLane(rounded_mul(x, x));
  }
  for (int64_t half = side_by_side / 2; half > 0; half /= 2)
    for (int64_t k = 0; k < half; ++k) sum[k] += sum[k + half];
  return sum[0];
}

template <class D>
HWY_INLINE hn::Vec<D> product(D d, double factor, const double *v) {
  return rounded_mul(hn::Set(d, factor), hn::LoadU(d, v));
}
template <class D>
HWY_INLINE hn::Vec<D> product(D d, double factor, const float *v) {
  return rounded_mul(hn::Set(d, factor), hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), v)));
}

template <class T>
HWY_INLINE void add_one(int64_t size, double factor, const T *term, double *x) {
  for_numbers(size, [=](auto d, int64_t i) HWY_ATTR {
    hn::StoreU(hn::Add(hn::LoadU(d, x + i), product(d, factor, term + i)), d, x + i);
  });
}

template <class T>
HWY_INLINE void add_both(int64_t size, double h, const double *v, double scale, const T *z, double *x) {
  if (v && z)
    for_numbers(size, [=](auto d, int64_t i) HWY_ATTR {
      const auto moved = hn::Add(hn::LoadU(d, x + i), product(d, h, v + i));
      hn::StoreU(hn::Add(moved, product(d, scale, z + i)), d, x + i);
    });
  else if (v)
    add_one(size, h, v, x);
  else if (z)
    add_one(size, scale, z, x);
}

void moves(int64_t size, double h, const double *v, double scale, const double *z, double *x) { add_both(size, h, v, scale, z, x); }
void moves_of_floats(int64_t size, double h, const double *v, double scale, const float *z, double *x) {
  add_both(size, h, v, scale, z, x);
}

void pulls(int64_t size, int64_t period, const double *factor, const double *center, const double *x, double *out) {
  for (int64_t begin = 0; begin < size; begin += period)
    for_numbers(HWY_MIN(period, size - begin), [=](auto d, int64_t i) HWY_ATTR {
      const auto away = hn::Sub(hn::LoadU(d, center + i), hn::LoadU(d, x + begin + i));
      hn::StoreU(rounded_mul(hn::LoadU(d, factor + i), away), d, out + begin + i);
    });
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "simd/dispatch.h"

namespace wgf::simd {

HWY_EXPORT(finite);
HWY_EXPORT(finite_floats);
HWY_EXPORT(squares);
HWY_EXPORT(moves);
HWY_EXPORT(moves_of_floats);
HWY_EXPORT(pulls);

bool all_finite(const double *v, int64_t size) { return WGF_DISPATCH(finite, v, size); }
bool all_finite(const float *v, int64_t size) { return WGF_DISPATCH(finite_floats, v, size); }
double sum_of_squares(const double *v, int64_t size) { return WGF_DISPATCH(squares, v, size); }

void add_moves(int64_t size, double h, const double *v, double scale, const double *z, double *x) {
  WGF_DISPATCH(moves, size, h, v, scale, z, x);
}

void add_moves(int64_t size, double h, const double *v, double scale, const float *z, double *x) {
  WGF_DISPATCH(moves_of_floats, size, h, v, scale, z, x);
}

void pull(int64_t size, int64_t period, const double *factor, const double *center, const double *x, double *out) {
  WGF_DISPATCH(pulls, size, period, factor, center, x, out);
}

}  // namespace wgf::simd

#endif  // HWY_ONCE
