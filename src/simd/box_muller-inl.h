// Pairs of uniforms become pairs of normals, the same bits on every instruction set.
// Box, Muller: A note on the generation of random normal deviates. Ann. Math. Statist. 29 (1958).
// Radius, cosine and sine carry their rounding errors along, so that a normal errs by less than 2 ulp.
#if defined(WGF_SIMD_BOX_MULLER_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_BOX_MULLER_INL_H
#undef WGF_SIMD_BOX_MULLER_INL_H
#else
#define WGF_SIMD_BOX_MULLER_INL_H
#endif

#include "simd/log-inl.h"
#include "simd/sincos_turns-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

template <class D, class V>
HWY_INLINE sum_of_two<V> normal_radius(D d, V u) {  // sqrt(-2 log u)
  namespace hn = hwy::HWY_NAMESPACE;
  const auto log = log_normal(d, u);
  const V square = hn::Mul(hn::Set(d, -2.0), log.value);
  const V radius = hn::Sqrt(square), high = upper_half(d, radius), low = hn::Sub(radius, high);
  const V left = hn::Sub(hn::Sub(square, rounded_mul(high, high)), rounded_mul(low, hn::Add(radius, high)));
  const V all_left = hn::Add(left, hn::Mul(hn::Set(d, -2.0), log.rest));
  // 1 / (2 radius) to 4 %, from the bits of the square: the rest is below an ulp.
  const hn::RebindToUnsigned<D> du;
  const auto half_inverse = hn::Sub(hn::Set(du, uint64_t{0x5FD6EB50C7B537A9u}), hn::ShiftRight<1>(hn::BitCast(du, square)));
  return {radius, rounded_mul(all_left, hn::BitCast(d, half_inverse))};
}

template <class V>
HWY_INLINE V product(const sum_of_two<V> &a, const sum_of_two<V> &b) {
  namespace hn = hwy::HWY_NAMESPACE;
  const V cross = hn::Add(rounded_mul(a.value, b.rest), rounded_mul(a.rest, b.value));
  return hn::Add(rounded_mul(a.value, b.value), cross);
}

// Whole vectors that are computed side by side: one alone would wait for each of its operations.
#if HWY_TARGET <= HWY_AVX3
constexpr int64_t normals_together = 4;
#else
constexpr int64_t normals_together = 2;
#endif

// step(i) for all vectors.
template <int64_t normals_together = wgf::HWY_NAMESPACE::normals_together, class D, class function>
HWY_INLINE void for_some_together(D d, int64_t count, function step) {
  const int64_t lanes = static_cast<int64_t>(hwy::HWY_NAMESPACE::Lanes(d));
  for (int64_t i = 0; i < count; i += normals_together * lanes) {
    HWY_UNROLL(4)
    for (int64_t k = 0; k < normals_together; ++k) step(i + k * lanes);
  }
}

// u and v become normals; rest is scratch. Aligned arrays of a multiple of normals_together vectors. Two
// passes, because short loops keep more independent vectors in flight than one long one.
HWY_INLINE void box_muller(double *HWY_RESTRICT u, double *HWY_RESTRICT v, double *HWY_RESTRICT rest, int64_t count) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<double> d;
  using number = sum_of_two<hn::Vec<decltype(d)>>;
  for_some_together(d, count, [=](int64_t i) HWY_ATTR {
    const number radius = normal_radius(d, hn::Load(d, u + i));
    hn::Store(radius.value, d, u + i);
    hn::Store(radius.rest, d, rest + i);
  });
  for_some_together(d, count, [=](int64_t i) HWY_ATTR {
    number cosine, sine;
    cosine_sine_turns(d, hn::Load(d, v + i), cosine, sine);
    const number radius = {hn::Load(d, u + i), hn::Load(d, rest + i)};
    hn::Store(product(radius, cosine), d, u + i);
    hn::Store(product(radius, sine), d, v + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_BOX_MULLER_INL_H
