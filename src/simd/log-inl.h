// Natural logarithm of positive normal doubles, as an unevaluated sum value + rest, the same bits on
// every instruction set; the value alone errs by less than 1 ulp.
// x = 2^k m with m in [sqrt(1/2), sqrt(2)), s = (m-1)/(m+1), log m = 2 s + s^3 g(s^2).
#if defined(WGF_SIMD_LOG_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_LOG_INL_H
#undef WGF_SIMD_LOG_INL_H
#else
#define WGF_SIMD_LOG_INL_H
#endif

#include "simd/rounded-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

struct log_series {
  static constexpr double g[] = {0.666666666666667, 0.39999999999899116, 0.2857142862613402,
                                 0.22222211111283924, 0.18182890700104828, 0.15331673012400898,
                                 0.1461701151575109};
  static constexpr double ln2_high = 0.6931471805598903;  // 42 bits: exact times an exponent
  static constexpr double ln2_low = 5.497923018708371e-14;
  static constexpr uint64_t root_half = 0x3FE6A09E667F3BCDu;  // the bits of sqrt(1/2)
  static constexpr uint64_t mantissa = 0x000FFFFFFFFFFFFFu;
  static constexpr uint64_t integer = 0x4330000000000000u;  // 2^52: its last bits count ones
};

template <class D, class V>
HWY_INLINE sum_of_two<V> log_normal(D d, V x) {
  namespace hn = hwy::HWY_NAMESPACE;
  using c = log_series;
  const hn::RebindToUnsigned<D> du;
  const auto one_bits = hn::BitCast(du, hn::Set(d, 1.0));
  const auto shifted = hn::Add(hn::BitCast(du, x), hn::Sub(one_bits, hn::Set(du, c::root_half)));
  const auto biased = hn::Or(hn::ShiftRight<52>(shifted), hn::Set(du, c::integer));
  const V k = hn::Sub(hn::BitCast(d, biased), hn::Set(d, 4503599627370496.0 + 1023));
  const auto m = hn::Add(hn::And(shifted, hn::Set(du, c::mantissa)), hn::Set(du, c::root_half));

  const V f = hn::Sub(hn::BitCast(d, m), hn::Set(d, 1.0));
  const V s = hn::Div(f, hn::Add(f, hn::Set(d, 2.0)));
  const V z = rounded_mul(s, s);
  const V half_square = rounded_mul(hn::Set(d, 0.5), rounded_mul(f, f));
  const V tail = rounded_mul(s, hn::Add(half_square, rounded_mul(z, rounded_polynomial(d, z, c::g))));
  const V low = hn::Sub(hn::Add(tail, rounded_mul(k, hn::Set(d, c::ln2_low))), half_square);

  const auto mantissa_log = fast_sum(f, low);
  const auto log = fast_sum(rounded_mul(k, hn::Set(d, c::ln2_high)), mantissa_log.value);
  return {log.value, hn::Add(log.rest, mantissa_log.rest)};
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_LOG_INL_H
