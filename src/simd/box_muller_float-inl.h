// Pairs of 32-bit words become pairs of normals in float, the same bits on every instruction set; base/random.h says which. Errors stay
// below 2 ulp: logarithm, radius, sine and cosine are unevaluated sums of which the first part is exact or has a rest, and only
// the last addition rounds at full size. Products of two halves of 12 bits are exact.
#if defined(WGF_SIMD_BOX_MULLER_FLOAT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_BOX_MULLER_FLOAT_INL_H
#undef WGF_SIMD_BOX_MULLER_FLOAT_INL_H
#else
#define WGF_SIMD_BOX_MULLER_FLOAT_INL_H
#endif

#include "simd/box_muller-inl.h"
#include "simd/rounded-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

struct float_series {
  // log(1 + f) = f - f^2/2 + f^3 P(f), sqrt(1/2) <= 1 + f < sqrt(2).
  static constexpr float log[] = {0.33333316445350647f, -0.25000810623168945f, 0.2000228464603424f, -0.16624552011489868f,
                                  0.14181214570999146f, -0.13128797709941864f, 0.1288149356842041f, -0.07859290391206741f};
  static constexpr float ln2_high = 0.693145751953125f;  // 17 bits: exact times an exponent
  static constexpr float ln2_low = 1.4286068203094173e-06f;
  static constexpr uint32_t root_half = 0x3F3504F3u;  // the bits of sqrt(1/2)
  // Of (pi/2) r, |r| <= 1/2, in z = r^2: sin = 3/2 r + r S(z), cos = 1 - 5/4 z + z C(z).
  static constexpr float sine[] = {0.07079631835222244f, -0.6459634900093079f, 0.07968022674322128f, -0.004602177068591118f};
  static constexpr float cosine[] = {0.016299456357955933f, 0.25366923213005066f, -0.02086028829216957f, 0.0009040216682478786f};
  static constexpr float to_2048ths = 6144;  // the sum has its last bit at 2^-11
};

template <class D, class V>
HWY_INLINE V first_12_bits(D d, V x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::And(hn::BitCast(du, x), hn::Set(du, 0xFFFFF000u)));
}

// -2 log(x / 2^31)
template <class D, class V>
HWY_INLINE sum_of_two<V> squared_radius(D d, V x) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = float_series;
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  const auto shifted = hn::Add(hn::BitCast(du, x), hn::Set(du, 0x3F800000u - c::root_half));
  const V k = hn::Sub(hn::ConvertTo(d, hn::BitCast(di, hn::ShiftRight<23>(shifted))), hn::Set(d, 127.0f + 31));
  const auto m = hn::Add(hn::And(shifted, hn::Set(du, 0x007FFFFFu)), hn::Set(du, c::root_half));
  const V f = hn::Sub(hn::BitCast(d, m), hn::Set(d, 1.0f));
  const V slope = hn::Sub(hn::Set(d, 0.5f), rounded_mul(f, rounded_polynomial(d, f, c::log)));
  const V low = hn::Sub(rounded_mul(k, hn::Set(d, c::ln2_low)), rounded_mul(rounded_mul(f, f), slope));
  const auto high = fast_sum(rounded_mul(k, hn::Set(d, c::ln2_high)), f);
  const auto log = fast_sum(high.value, hn::Add(high.rest, low));
  const V minus_two = hn::Set(d, -2.0f);
  return {hn::Mul(log.value, minus_two), hn::Mul(log.rest, minus_two)};
}

// The radius of the word: the value has 12 bits.
template <class D, class V>
HWY_INLINE sum_of_two<V> normal_radius_of_word(D d, V word) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  const auto odd = hn::Or(hn::ShiftRight<1>(hn::BitCast(du, word)), hn::Set(du, 1u));
  const auto square = squared_radius(d, hn::ConvertTo(d, hn::BitCast(di, odd)));
  const V radius = hn::Sqrt(square.value), high = first_12_bits(d, radius), low = hn::Sub(radius, high);
  const V left = hn::Sub(hn::Sub(square.value, rounded_mul(high, high)), rounded_mul(low, hn::Add(radius, high)));
  // 1 / (2 radius) to 4 %, from the bits of the square: the rest is below an ulp.
  const auto half_inverse = hn::Sub(hn::Set(du, 0x5EB759DFu), hn::ShiftRight<1>(hn::BitCast(du, square.value)));
  return {high, hn::Add(low, rounded_mul(hn::Add(left, square.rest), hn::BitCast(d, half_inverse)))};
}

// radius (lead + tail), of the sign in the top bit of `sign`.
template <class D, class V>
HWY_INLINE V signed_product(D d, const sum_of_two<V> &radius, V lead, V tail, V sign) {
  namespace hn = hwy::HWY_NAMESPACE;
  const V all = hn::Add(lead, tail), high = first_12_bits(d, all), low = hn::Add(hn::Sub(lead, high), tail);
  const V cross = hn::Add(rounded_mul(radius.value, low), rounded_mul(radius.rest, all));
  const V sign_bit = hn::And(sign, hn::BitCast(d, hn::Set(hn::RebindToUnsigned<D>(), 0x80000000u)));
  return hn::Xor(hn::Add(rounded_mul(radius.value, high), cross), sign_bit);
}

// Radius times cosine and sine of the turns of the word: its top 24 bits and one half, over 2^24. 4 v = q + r with whole q; both are
// exact, and so are 3/2 r and 1 - 5/4 h^2 with h the nearest multiple of 2^-11.
template <class D, class V>
HWY_INLINE void turn_of_word(D d, const sum_of_two<V> &radius, V word, V &cosine, V &sine) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = float_series;
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  const auto turns = hn::Or(hn::And(hn::BitCast(du, word), hn::Set(du, 0xFFFFFF00u)), hn::Set(du, 0x80u));
  const V r = hn::Mul(hn::ConvertTo(d, hn::BitCast(di, hn::ShiftLeft<2>(turns))), hn::Set(d, 0x1p-32f));
  const V shift = hn::Set(d, c::to_2048ths), h = hn::Sub(hn::Add(r, shift), shift);
  const V z = rounded_mul(r, r), z_low = rounded_mul(hn::Sub(r, h), hn::Add(r, h)), steep = hn::Set(d, 1.25f);
  const V sine_lead = rounded_mul(r, hn::Set(d, 1.5f)), sine_tail = rounded_mul(r, rounded_polynomial(d, z, c::sine));
  const V cosine_lead = hn::Sub(hn::Set(d, 1.0f), rounded_mul(rounded_mul(h, h), steep));
  const V cosine_tail = hn::Sub(rounded_mul(z, rounded_polynomial(d, z, c::cosine)), rounded_mul(z_low, steep));

  const auto quarter = hn::Add(turns, hn::Set(du, 1u << 29)), next = hn::Add(quarter, hn::Set(du, 1u << 30));  // q in the top two bits
  const auto odd = hn::MaskFromVec(hn::BitCast(d, hn::BroadcastSignBit(hn::BitCast(di, hn::ShiftLeft<1>(quarter)))));
  cosine = signed_product(d, radius, hn::IfThenElse(odd, sine_lead, cosine_lead), hn::IfThenElse(odd, sine_tail, cosine_tail),
                          hn::BitCast(d, next));
  sine = signed_product(d, radius, hn::IfThenElse(odd, cosine_lead, sine_lead), hn::IfThenElse(odd, cosine_tail, sine_tail),
                        hn::BitCast(d, quarter));
}

// Arrays of words, held as floats, become normals; rest is scratch. Aligned, of a multiple of 4 vectors.
HWY_INLINE void box_muller(float *HWY_RESTRICT u, float *HWY_RESTRICT v, float *HWY_RESTRICT rest, int64_t count) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<float> d;
  using number = sum_of_two<hn::Vec<decltype(d)>>;
  for_some_together(d, count, [=](int64_t i) HWY_ATTR {
    const number radius = normal_radius_of_word(d, hn::Load(d, u + i));
    hn::Store(radius.value, d, u + i);
    hn::Store(radius.rest, d, rest + i);
  });
  for_some_together(d, count, [=](int64_t i) HWY_ATTR {
    hn::Vec<decltype(d)> cosine, sine;
    turn_of_word(d, number{hn::Load(d, u + i), hn::Load(d, rest + i)}, hn::Load(d, v + i), cosine, sine);
    hn::Store(cosine, d, u + i);
    hn::Store(sine, d, v + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_BOX_MULLER_FLOAT_INL_H
