// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011), one block
// a 64-bit lane: each of the four words sits in the low half of its lane, the high half is ignored on the way
// in and holds leftovers on the way out.
#if defined(WGF_SIMD_PHILOX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_SIMD_PHILOX_INL_H
#undef WGF_SIMD_PHILOX_INL_H
#else
#define WGF_SIMD_PHILOX_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

struct philox_keys {
  static constexpr int rounds = 10;
  uint64_t low[rounds], high[rounds];

  explicit philox_keys(uint64_t seed) {
    uint32_t k0 = static_cast<uint32_t>(seed), k1 = static_cast<uint32_t>(seed >> 32);
    for (int i = 0; i < rounds; ++i, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) low[i] = k0, high[i] = k1;
  }
};

template <class D>
struct philox_block {
  hwy::HWY_NAMESPACE::Vec<D> word[4];
};

// The full 64-bit product of the low halves.
template <class D, class V>
HWY_INLINE V low_product([[maybe_unused]] D d, V a, V b) {
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_TARGET == HWY_SCALAR
  return hn::Mul(hn::And(a, hn::Set(d, uint64_t{0xFFFFFFFFu})), b);
#else
  const hn::Repartition<uint32_t, D> halves;
  return hn::MulEven(hn::BitCast(halves, a), hn::BitCast(halves, b));
#endif
}

template <class D>
HWY_INLINE philox_block<D> philox_round(D d, const philox_block<D> &in, uint64_t key_low, uint64_t key_high) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto first = low_product(d, in.word[0], hn::Set(d, uint64_t{0xD2511F53u}));
  const auto second = low_product(d, in.word[2], hn::Set(d, uint64_t{0xCD9E8D57u}));
  return {{hn::Xor3(hn::ShiftRight<32>(second), in.word[1], hn::Set(d, key_low)), second,
           hn::Xor3(hn::ShiftRight<32>(first), in.word[3], hn::Set(d, key_high)), first}};
}

// Several blocks round by round: one alone would wait for each product.
template <int round = 0, class D, size_t count>
HWY_INLINE void philox(D d, philox_block<D> (&blocks)[count], const philox_keys &keys) {
  if constexpr (round < philox_keys::rounds) {
    HWY_UNROLL(4)
    for (auto &block : blocks) block = philox_round(d, block, keys.low[round], keys.high[round]);
    philox<round + 1>(d, blocks, keys);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#endif  // WGF_SIMD_PHILOX_INL_H
