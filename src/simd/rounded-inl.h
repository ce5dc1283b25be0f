// Products that are rounded before anything is added to them. Compilers may fuse a product and a sum where
// the instruction set has it; code that must give the same bits on every instruction set writes rounded_mul
// instead of Mul and never MulAdd.
#if defined(WGF_SIMD_ROUNDED_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_ROUNDED_INL_H
#undef WGF_SIMD_ROUNDED_INL_H
#else
#define WGF_SIMD_ROUNDED_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

template <class V>
HWY_INLINE V rounded_mul(V a, V b) {
  V product = hwy::HWY_NAMESPACE::Mul(a, b);
#if HWY_COMPILER_GCC || HWY_COMPILER_CLANG  // an empty instruction that may change the register
#if HWY_ARCH_X86
  asm(""
      : "+v"(product.raw));
#elif HWY_TARGET == HWY_NEON
  asm(""
      : "+w"(product.raw));
#endif
#endif
  return product;
}

// c[0] + x (c[1] + x (c[2] + ...)), every operation rounded.
template <size_t k = 0, class D, class V, size_t terms>
HWY_INLINE V rounded_polynomial(D d, V x, const hwy::HWY_NAMESPACE::TFromD<D> (&c)[terms]) {
  namespace hn = hwy::HWY_NAMESPACE;
  if constexpr (k + 1 == terms)
    return hn::Set(d, c[k]);
  else
    return hn::Add(rounded_mul(rounded_polynomial<k + 1>(d, x, c), x), hn::Set(d, c[k]));
}

// A number held to twice the precision as value + rest, |rest| at most an ulp of the value.
template <class V>
struct sum_of_two {
  V value, rest;
};

// a + b exactly, where |a| >= |b| or a = 0. Dekker: A floating-point technique for extending the available
// precision. Numer. Math. 18 (1971)
template <class V>
HWY_INLINE sum_of_two<V> fast_sum(V a, V b) {
  namespace hn = hwy::HWY_NAMESPACE;
  const V value = hn::Add(a, b);
  return {value, hn::Sub(b, hn::Sub(value, a))};
}

// x without the last 27 bits: it and what it leaves have products of at most 53 bits among themselves.
template <class D, class V>
HWY_INLINE V upper_half(D d, V x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::And(hn::BitCast(du, x), hn::Set(du, ~((uint64_t{1} << 27) - 1))));
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_ROUNDED_INL_H
