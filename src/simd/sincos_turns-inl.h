// cos(2 pi v) and sin(2 pi v) of doubles 0 <= v <= 1, as unevaluated sums value + rest, the same bits on
// every instruction set; a value alone errs by less than 1 ulp.
// 4 v = q + r with q an integer and |r| <= 1/2, both exact; sine and cosine of (pi/2) r; q quarter turns.
#if defined(WGF_SIMD_TURN_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_TURN_INL_H
#undef WGF_SIMD_TURN_INL_H
#else
#define WGF_SIMD_TURN_INL_H
#endif

#include "simd/rounded-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

struct turn_series {
  static constexpr double sine[] = {-0.6459640975062462, 0.07969262624614401, -0.004681754134246948,
                                    0.0001604411665328919, -3.5987025801210397e-06, 5.642166077290661e-08};
  static constexpr double cosine[] = {0.25366950790104803, -0.020863480763350706, 0.0009192602747343828,
                                      -2.520204058249271e-05, 4.7107367328803486e-07, -6.337506283349152e-09};
  static constexpr double half_pi_high = 1.5707963109016418;  // 26 bits
  static constexpr double half_pi_low = 1.5893254773528196e-08;
  static constexpr double eighth_pi_squared = 1.2337005501361697;
  static constexpr double to_integer = 6755399441055744.0;  // 1.5 * 2^52: the sum holds q in its last bits
};

// Sine of (pi/2) r: the leading term high + low is exact to about 80 bits.
template <class D, class V>
HWY_INLINE sum_of_two<V> sine_of_quarters(D d, V r, V high, V low, V z) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = turn_series;
  const V lead = rounded_mul(high, hn::Set(d, c::half_pi_high));
  const V rest = hn::Add(rounded_mul(low, hn::Set(d, c::half_pi_high)),
                         rounded_mul(r, hn::Set(d, c::half_pi_low)));
  return fast_sum(lead, hn::Add(rest, rounded_mul(rounded_mul(r, z), rounded_polynomial(d, z, c::sine))));
}

// Cosine of (pi/2) r: what the square lost in rounding is given back.
template <class D, class V>
HWY_INLINE sum_of_two<V> cosine_of_quarters(D d, V r, V high, V low, V z) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = turn_series;
  const V one = hn::Set(d, 1.0), slope = hn::Set(d, c::eighth_pi_squared);
  const V lost = hn::Add(hn::Sub(rounded_mul(high, high), z), rounded_mul(low, hn::Add(r, high)));
  const V drop = rounded_mul(z, slope);
  const V lead = hn::Sub(one, drop);
  const V rest = hn::Sub(hn::Sub(hn::Sub(one, lead), drop), rounded_mul(lost, slope));
  return fast_sum(lead, hn::Add(rest, rounded_mul(rounded_mul(z, z), rounded_polynomial(d, z, c::cosine))));
}

template <class V, class M>
HWY_INLINE sum_of_two<V> choose(M first, const sum_of_two<V> &a, const sum_of_two<V> &b, V sign) {
  namespace hn = hwy::HWY_NAMESPACE;
  return {hn::Xor(hn::IfThenElse(first, a.value, b.value), sign),
          hn::Xor(hn::IfThenElse(first, a.rest, b.rest), sign)};
}

template <class D, class V>
HWY_INLINE void cosine_sine_turns(D d, V v, sum_of_two<V> &cosine, sum_of_two<V> &sine) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = turn_series;
  const hn::RebindToUnsigned<D> du;
  const V quarters = hn::Mul(v, hn::Set(d, 4.0));
  const V shifted = hn::Add(quarters, hn::Set(d, c::to_integer));
  const V r = hn::Sub(quarters, hn::Sub(shifted, hn::Set(d, c::to_integer)));
  const V high = upper_half(d, r);
  const V low = hn::Sub(r, high);
  const V z = rounded_mul(r, r);
  const auto sin_r = sine_of_quarters(d, r, high, low, z);
  const auto cos_r = cosine_of_quarters(d, r, high, low, z);

  const auto q = hn::BitCast(du, shifted), one = hn::Set(du, uint64_t{1});
  const auto odd = hn::MaskFromVec(hn::BitCast(d, hn::Sub(hn::Zero(du), hn::And(q, one))));
  const auto sign = hn::Set(du, uint64_t{1} << 63);
  const auto sin_sign = hn::And(hn::ShiftLeft<62>(q), sign);
  const auto cos_sign = hn::And(hn::ShiftLeft<62>(hn::Add(q, one)), sign);
  cosine = choose(odd, sin_r, cos_r, hn::BitCast(d, cos_sign));
  sine = choose(odd, cos_r, sin_r, hn::BitCast(d, sin_sign));
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_TURN_INL_H
