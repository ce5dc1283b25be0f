// exp and exp2 of arguments at or below zero, for use inside another file's foreach_target region.
// Domain: x <= 0, and positive x as rounding produces them (up to 80 in float, 700 in double). Below the
// logarithm of the smallest normal number the result is exactly 0; with AVX-512 exp2 may give a subnormal number. 0 gives 1,
// -infinity 0, a NaN a NaN. Errors stay below 1.5 ulp. The coefficients minimise the largest relative error with the leading
// terms held, so that exp(0) is exactly 1.
#if defined(WGF_SIMD_EXP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_EXP_INL_H
#undef WGF_SIMD_EXP_INL_H
#else
#define WGF_SIMD_EXP_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

// natural: exp(r) = 1 + r + r^2 (c0 + c1 r + ...), |r| <= log(2)/2.
// binary: 2^r = 1 + r (c0 + c1 r + ...), |r| <= 1/2.
template <class T>
struct exp_series;

template <>
struct exp_series<double> {
  static constexpr double natural[] = {
      0.5000000000000011, 0.16666666666666413, 0.041666666666530267, 0.008333333333494336,
      0.001388888894359778, 0.00019841269506770898, 2.4801493136097612e-05, 2.7557586274666723e-06,
      2.763023395101817e-07, 2.5000069565431402e-08};
  static constexpr double binary[] = {
      0.6931471805599453, 0.2402265069591013, 0.055504108664820084, 0.00961812910759412,
      0.0013333558146774623, 0.00015403530457112132, 1.5252733493125674e-05, 1.3215435282291827e-06,
      1.0178199572640586e-07, 7.073783250885674e-09, 4.434771172922628e-10};
  static constexpr double natural_low = -708.396, binary_low = -1022;
  static constexpr double log2_e = 1.4426950408889634;
  static constexpr double ln2_high = 6.93147180369123816490e-01;  // 32 bits: exact times an exponent
  static constexpr double ln2_low = 1.90821492927058770002e-10;
  static constexpr double to_exponent = 6755399441055744.0 + 1023;  // 1.5 * 2^52: the sum ends in n + 1023
  static constexpr int mantissa_bits = 52;
};

template <>
struct exp_series<float> {
  static constexpr float natural[] = {0.4999999345170054f, 0.1666652068984303f, 0.04166838736286905f,
                                      0.008368709823199963f, 0.0013814613180281117f};
  static constexpr float binary[] = {0.6931472028550453f, 0.24022647913632003f, 0.05550332471159018f,
                                     0.00961843735744847f, 0.0013398874403644234f, 0.0001535336194410477f};
  static constexpr float natural_low = -87.3365f, binary_low = -126;
  static constexpr float log2_e = 1.44269504f;
  static constexpr float ln2_high = 0.693359375f;  // 9 bits
  static constexpr float ln2_low = -2.12194440e-4f;
  static constexpr float to_exponent = 12582912.0f + 127;  // 1.5 * 2^23
  static constexpr int mantissa_bits = 23;
};

#define WGF_EACH(i) _Pragma("GCC unroll 8") for (size_t i = 0; i < count; ++i)

// c0 + c1 r + ... of `count` vectors, step by step for all: side by side their chains of dependent operations fill the pipes.
template <size_t count, size_t k = 0, class D, class V, size_t terms>
HWY_INLINE void polynomial(D d, const V *r, const hwy::HWY_NAMESPACE::TFromD<D> (&c)[terms], V *sum) {
  namespace hn = hwy::HWY_NAMESPACE;
  if constexpr (k + 1 == terms) {
    WGF_EACH(i)
    sum[i] = hn::Set(d, c[k]);
  } else {
    polynomial<count, k + 1>(d, r, c, sum);
    WGF_EACH(i)
    sum[i] = hn::MulAdd(sum[i], r[i], hn::Set(d, c[k]));
  }
}

// x = n log(2) + r, and `exponent` the floating number whose last bits hold n + bias.
template <class D, class V>
HWY_INLINE V reduce_natural(D d, V x, V shift, V &n, V &exponent) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = exp_series<hn::TFromD<D>>;
  exponent = hn::MulAdd(x, hn::Set(d, c::log2_e), shift);
  n = hn::Sub(exponent, shift);
  return hn::NegMulAdd(n, hn::Set(d, c::ln2_low), hn::NegMulAdd(n, hn::Set(d, c::ln2_high), x));
}

// exp(r) - 1 on the reduced argument.
template <class D, class V, size_t terms>
HWY_INLINE V natural_minus_one(D d, V r, const hwy::HWY_NAMESPACE::TFromD<D> (&c)[terms]) {
  namespace hn = hwy::HWY_NAMESPACE;
  V sum;
  polynomial<1>(d, &r, c, &sum);
  return hn::MulAdd(sum, hn::Mul(r, r), r);
}

// (1 + minus_one) 2^n. By a product and not by adding to the exponent: a NaN must stay a NaN.
template <class D, class V>
HWY_INLINE V times_power(D d, V minus_one, V exponent) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::RebindToUnsigned<D> du;
  constexpr int bits = exp_series<hn::TFromD<D>>::mantissa_bits;
  const V power = hn::BitCast(d, hn::ShiftLeft<bits>(hn::BitCast(du, exponent)));
  return hn::MulAdd(power, minus_one, power);
}

// Below `low` one less: 2^n then has the bits of 0. Lower still they would be any number's, infinity's too. A NaN stays.
template <class D, class V>
HWY_INLINE V down_to_zero(D d, V x, hwy::HWY_NAMESPACE::TFromD<D> low) {
  namespace hn = hwy::HWY_NAMESPACE;
  return hn::IfThenElse(hn::Lt(x, hn::Set(d, low)), hn::Set(d, low - 1), x);
}

// So far below the domain of results that what is made of it on the way stays finite; a NaN stays.
template <class D, class V>
HWY_INLINE V not_too_low(D d, V x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const V floor = hn::Set(d, 2 * exp_series<hn::TFromD<D>>::natural_low);
  return hn::IfThenElse(hn::Lt(x, floor), floor, x);
}

template <class D, class V>
HWY_INLINE V exp_nonpositive(D d, V x) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = exp_series<hn::TFromD<D>>;
  x = down_to_zero(d, x, c::natural_low);
  V n, exponent;
  const V r = reduce_natural(d, x, hn::Set(d, c::to_exponent), n, exponent);
  return times_power(d, natural_minus_one(d, r, c::natural), exponent);
}

// exp2 of `count` vectors, in place.
template <size_t count, class D, class V>
HWY_INLINE void exp2_nonpositive(D d, V *x) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = exp_series<hn::TFromD<D>>;
  const V shift = hn::Set(d, c::to_exponent);
  V exponent[count], r[count], sum[count];
  WGF_EACH(i)
  x[i] = down_to_zero(d, x[i], c::binary_low);
  WGF_EACH(i)
  exponent[i] = hn::Add(x[i], shift);
  WGF_EACH(i)
  r[i] = hn::Sub(x[i], hn::Sub(exponent[i], shift));
  polynomial<count>(d, r, c::binary, sum);
  WGF_EACH(i)
  x[i] = times_power(d, hn::Mul(sum[i], r[i]), exponent[i]);
}

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

inline constexpr bool exp2_overflows_to_infinity = true;  // of any positive x

// Full 512-bit vectors: vscalefp* multiplies by 2^floor(n), so float needs no exponent bits; double looks up
// 2^(k/16) in a table of two registers (vpermi2pd reads the last 4 bits of the index) and keeps a short
// polynomial.
using doubles = hwy::HWY_NAMESPACE::Vec512<double>;
using floats = hwy::HWY_NAMESPACE::Vec512<float>;
using all_doubles = hwy::HWY_NAMESPACE::Full512<double>;
using all_floats = hwy::HWY_NAMESPACE::Full512<float>;

struct exp_sixteenth {  // the series of exp_series<double> for |r| <= log(2)/32 and 0 <= r <= 1/16
  static constexpr double natural[] = {0.49999999999999606, 0.1666666666441797, 0.041666666693251045,
                                       0.008333471920763924, 0.0013888594046330238};
  static constexpr double binary[] = {0.6931471805599377, 0.24022650696146328, 0.05550410841954057,
                                      0.009618140803127449, 0.0013330742239606786, 0.00015736283143053643};
  static constexpr double to_sixteenth = 422212465065984.0;  // 1.5 * 2^48: the sum is a multiple of 1/16
  alignas(64) static constexpr double powers[16] = {
      1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916,
      1.189207115002721, 1.241857812073484, 1.2968395546510096, 1.3542555469368927,
      1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543,
      1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474};
};

struct exp_unit_interval {  // the series of exp_series<float> for 0 <= r <= 1
  static constexpr float binary[] = {0.6931470444433983f, 0.24022930555352395f, 0.05548528060794735f,
                                     0.009675451593586043f, 0.0012467846173865845f, 0.0002161291594410278f};
};

HWY_INLINE floats times_power(all_floats d, floats minus_one, floats n, floats x, floats low) {
  namespace hn = hwy::HWY_NAMESPACE;
  const __mmask16 keep = _mm512_cmp_ps_mask(x.raw, low.raw, _CMP_NLT_UQ);
  return floats{_mm512_maskz_scalef_ps(keep, hn::Add(minus_one, hn::Set(d, 1.0f)).raw, n.raw)};
}

HWY_INLINE doubles times_power(all_doubles d, doubles minus_one, doubles n, doubles exponent, doubles x,
                               doubles low) {
  namespace hn = hwy::HWY_NAMESPACE;
  const __mmask8 keep = _mm512_cmp_pd_mask(x.raw, low.raw, _CMP_NLT_UQ);
  const doubles first = hn::Load(d, exp_sixteenth::powers), second = hn::Load(d, exp_sixteenth::powers + 8);
  const doubles root{_mm512_permutex2var_pd(first.raw, _mm512_castpd_si512(exponent.raw), second.raw)};
  return doubles{_mm512_maskz_scalef_pd(keep, hn::MulAdd(root, minus_one, root).raw, n.raw)};
}

HWY_INLINE floats exp_nonpositive(all_floats d, floats x) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = exp_series<float>;
  x = not_too_low(d, x);
  floats n, exponent;
  const floats r = reduce_natural(d, x, hn::Set(d, c::to_exponent), n, exponent);
  return times_power(d, natural_minus_one(d, r, c::natural), n, x, hn::Set(d, c::natural_low));
}

// 2^r 2^floor(x), r = x - floor(x) in [0, 1): two instructions that leave the pipes of products alone.
template <size_t count>
HWY_INLINE void exp2_nonpositive(all_floats d, floats *x) {
  namespace hn = hwy::HWY_NAMESPACE;
  constexpr int floor = 1;
  const floats one = hn::Set(d, 1.0f);
  floats r[count], sum[count];
  WGF_EACH(i)
  r[i] = floats{_mm512_reduce_ps(x[i].raw, floor)};
  polynomial<count>(d, r, exp_unit_interval::binary, sum);
  WGF_EACH(i) {
    sum[i] = hn::MulAdd(sum[i], r[i], one);
    x[i] = floats{_mm512_scalef_ps(sum[i].raw, x[i].raw)};
  }
}

HWY_INLINE doubles exp_nonpositive(all_doubles d, doubles x) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = exp_sixteenth;
  x = not_too_low(d, x);
  doubles n, exponent;
  const doubles r = reduce_natural(d, x, hn::Set(d, c::to_sixteenth), n, exponent);
  const doubles low = hn::Set(d, exp_series<double>::natural_low);
  return times_power(d, natural_minus_one(d, r, c::natural), n, exponent, x, low);
}

template <size_t count>
HWY_INLINE void exp2_nonpositive(all_doubles d, doubles *x) {
  namespace hn = hwy::HWY_NAMESPACE;
  constexpr int down = _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC, floor_to_sixteenth = 4 << 4 | 1;
  const doubles shift = hn::Set(d, exp_sixteenth::to_sixteenth);
  const doubles first = hn::Load(d, exp_sixteenth::powers), second = hn::Load(d, exp_sixteenth::powers + 8);
  doubles root[count], r[count], sum[count];
  WGF_EACH(i)
  root[i] = doubles{_mm512_add_round_pd(x[i].raw, shift.raw, down)};
  WGF_EACH(i)
  r[i] = doubles{_mm512_reduce_pd(x[i].raw, floor_to_sixteenth)};
  WGF_EACH(i)
  root[i] = doubles{_mm512_permutex2var_pd(first.raw, _mm512_castpd_si512(root[i].raw), second.raw)};
  polynomial<count>(d, r, exp_sixteenth::binary, sum);
  WGF_EACH(i) {
    sum[i] = hn::MulAdd(root[i], hn::Mul(sum[i], r[i]), root[i]);
    x[i] = doubles{_mm512_scalef_pd(sum[i].raw, x[i].raw)};
  }
}

#else

inline constexpr bool exp2_overflows_to_infinity = false;

#endif  // AVX-512

#undef WGF_EACH

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_EXP_INL_H
