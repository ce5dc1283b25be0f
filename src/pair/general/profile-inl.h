// The vector code of every profile, for use inside a foreach_target region. A file of pair/profiles/ is one struct with
//   spec                                     its entry of the catalogue
//   at<order>(d, u, shape, k)                k[0..order] = phi and its derivatives at u >= 0
// and is included below, inside the namespace of the instruction set. Singular values at u = 0 are 0.
#if defined(WGF_PAIR_PROFILE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_PAIR_PROFILE_INL_H
#undef WGF_PAIR_PROFILE_INL_H
#else
#define WGF_PAIR_PROFILE_INL_H
#endif

#include <type_traits>

#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "pair/profile.h"
#include "simd/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

namespace hn = ::hwy::HWY_NAMESPACE;
namespace vec = ::wgf::HWY_NAMESPACE;

template <class D>
using real = hn::TFromD<D>;

template <class D>
HWY_INLINE hn::Vec<D> number(D d, double value) {
  return hn::Set(d, static_cast<real<D>>(value));
}

// Where v is too small for 1/v to be a number; false for a NaN.
template <class D, class V>
HWY_INLINE hn::Mask<D> vanishing(D d, V v) {
  return hn::Lt(v, number(d, sizeof(real<D>) == 4 ? 1.1754943508222875e-38 : 2.2250738585072014e-308));
}

template <class D, class V>
HWY_INLINE V reciprocal_root(D d, V v) {
  return hn::Div(number(d, 1), hn::Sqrt(v));
}

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

// A third of the time of a root and a division: from an estimate y of 14 bits, with e = 1 - v y^2, by the series of y (1 - e)^(-1/2).
HWY_INLINE hn::Vec512<float> reciprocal_root(hn::Full512<float> d, hn::Vec512<float> v) {
  const hn::Vec512<float> y{_mm512_rsqrt14_ps(v.raw)};
  const auto e = hn::NegMulAdd(hn::Mul(v, y), y, number(d, 1));
  return hn::MulAdd(hn::Mul(number(d, 0.5), y), e, y);
}

HWY_INLINE hn::Vec512<double> reciprocal_root(hn::Full512<double> d, hn::Vec512<double> v) {
  const hn::Vec512<double> y{_mm512_rsqrt14_pd(v.raw)};
  const auto e = hn::NegMulAdd(hn::Mul(v, y), y, number(d, 1));
  const auto q = hn::MulAdd(e, hn::MulAdd(e, number(d, 0.3125), number(d, 0.375)), number(d, 0.5));
  return hn::MulAdd(hn::Mul(y, e), q, y);
}

#endif

// -sqrt(v) and its derivative.
template <class D, class V>
HWY_INLINE V minus_root_with_slope(D d, V v, V &slope) {
  const V root = hn::Sqrt(v);
  slope = hn::Div(number(d, -0.5), root);
  return hn::Neg(root);
}

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

// Both from one estimate y of 1/sqrt(v): with t = v y and e = 1 - t y they are -t (1 + q) and -y/2 (1 + q), 1 + q = (1 - e)^(-1/2).
HWY_INLINE hn::Vec512<float> minus_root_with_slope(hn::Full512<float> d, hn::Vec512<float> v, hn::Vec512<float> &slope) {
  const hn::Vec512<float> y{_mm512_rsqrt14_ps(v.raw)}, half = number(d, 0.5);
  const auto t = hn::Mul(v, y), h = hn::Mul(y, half), q = hn::NegMulAdd(t, h, half);
  slope = hn::NegMulSub(h, q, h);
  return hn::NegMulSub(t, q, t);
}

HWY_INLINE hn::Vec512<double> minus_root_with_slope(hn::Full512<double> d, hn::Vec512<double> v, hn::Vec512<double> &slope) {
  const hn::Vec512<double> y{_mm512_rsqrt14_pd(v.raw)}, half = number(d, 0.5);
  const auto t = hn::Mul(v, y), h = hn::Mul(y, half), e = hn::NegMulAdd(t, h, half);  // half of it
  const auto q = hn::Mul(e, hn::MulAdd(e, hn::MulAdd(e, number(d, 2.5), number(d, 1.5)), number(d, 1)));
  slope = hn::NegMulSub(h, q, h);
  return hn::NegMulSub(t, q, t);
}

#endif

// 1/v, and 0 where that would overflow.
template <class D, class V>
HWY_INLINE V reciprocal_or_zero(D d, V v) {
  const auto none = vanishing(d, v);  // and no division by zero
  return hn::IfThenZeroElse(none, hn::Div(number(d, 1), hn::IfThenElse(none, number(d, 1), v)));
}

// 1/sqrt(v) to some 2 units in the last place, and 0 where 1/v would overflow.
template <class D, class V>
HWY_INLINE V reciprocal_root_or_zero(D d, V v) {
  const auto none = vanishing(d, v);
  return hn::IfThenZeroElse(none, reciprocal_root(d, hn::IfThenElse(none, number(d, 1), v)));
}

// exp(p log v), saturated where it would overflow.
template <class D, class V>
HWY_INLINE V power_of_log(D d, V log_v, real<D> p) {
  const V largest = number(d, sizeof(real<D>) == 4 ? 80 : 700);
  return vec::exp_nonpositive(d, hn::Min(hn::Mul(hn::Set(d, p), log_v), largest));
}

// t^-beta and its derivatives in u, where t >= 1 grows by `slope` per unit of u.
template <int order, class D, class V>
HWY_INLINE void inverse_power_series(D d, V t, real<D> beta, real<D> slope, V *k) {
  const V one = number(d, 1);
  V inverse;
  if (beta == real<D>(0.5)) {
    k[0] = reciprocal_root(d, t);
    inverse = hn::Mul(k[0], k[0]);
  } else {
    inverse = hn::Div(one, t);
    k[0] = beta == 1 ? inverse : power_of_log(d, hn::Log(d, t), -beta);
  }
  for (int i = 1; i <= order; ++i) {
    k[i] = hn::Mul(hn::Mul(k[i - 1], inverse), hn::Set(d, -slope * beta));
    beta += 1;
  }
}

#include "profiles_includes.inc"

// The same where u is known to be a positive normal number.
template <class Profile, int order, bool usual, class D, class V>
HWY_INLINE void at_distance(D d, V u, real<D> shape, V *k) {
  if constexpr (usual && std::is_same_v<Profile, riesz>)
    riesz::distance<order>(d, u, k);
  else
    Profile::template at<order>(d, u, shape, k);
}

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // WGF_PAIR_PROFILE_INL_H
