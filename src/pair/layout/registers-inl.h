// Blocks of accumulators that live in registers, for use inside a foreach_target region of pair/.
// Machines with 32 vector registers hold 4 vectors of rows times 6 columns, others 2 times 6.
#if defined(WGF_PAIR_REGISTERS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_PAIR_REGISTERS_INL_H
#undef WGF_PAIR_REGISTERS_INL_H
#else
#define WGF_PAIR_REGISTERS_INL_H
#endif

#include "hwy/highway.h"
#include "pair/general/tile.h"

// The accumulators stay in registers only when every loop over them is gone.
#define WGF_UNROLL _Pragma("GCC unroll 8")

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

namespace hn = ::hwy::HWY_NAMESPACE;

#if HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64
inline constexpr size_t row_vectors = 4;
#else
inline constexpr size_t row_vectors = 2;
#endif

// A vector that stays in a register: g++ would read it from memory again at each of a few uses, which takes more than the two loads
// a cycle.
template <class V>
HWY_INLINE V in_register(V v) {
#if HWY_ARCH_X86 && HWY_COMPILER_GCC
  asm(""
      : "+v"(v.raw));
#endif
  return v;
}

// The Max of x86 returns its second operand when one is a NaN; elsewhere nothing is promised, and a NaN must stay.
template <class D, class V>
HWY_INLINE V not_below_zero(D d, V v) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR
  return hn::Max(hn::Zero(d), v);
#else
  return hn::IfThenZeroElse(hn::Lt(v, hn::Zero(d)), v);
#endif
}

// A mask as bits, that of the first lane lowest.
template <class D, class Mask>
HWY_INLINE uint64_t bits_of(D d, Mask mask) {
  uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  uint64_t bits = 0;
  hwy::CopyBytes<8>(bytes, &bits);
  return bits;
}

HWY_INLINE uint64_t first_bits(uint64_t bits, int64_t count) {
  return count <= 0 ? 0 : count < 64 ? bits & ((uint64_t{1} << count) - 1)
                                     : bits;
}

// Positions of the bits that are set, each plus `first`.
HWY_INLINE uint16_t *list_bits(uint64_t bits, int64_t first, uint16_t *to) {
  for (; bits != 0; bits &= bits - 1) *to++ = static_cast<uint16_t>(first + static_cast<int64_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(bits)));
  return to;
}

// One vector of rows times `columns` broadcast numbers, `vectors` times.
template <class T, size_t columns, size_t vectors = row_vectors>
struct column_block {
  using tag = hn::ScalableTag<T>;
  using vector = hn::Vec<tag>;
  static constexpr size_t rows_apart = static_cast<size_t>(tile_rows<T>);
  static HWY_INLINE size_t lanes() { return hn::Lanes(tag()); }
  static HWY_INLINE int64_t rows() { return static_cast<int64_t>(vectors * lanes()); }

  vector at[columns][vectors];

  HWY_INLINE void clear() {
    WGF_UNROLL for (auto &column : at) {
      WGF_UNROLL for (auto &v : column) v = hn::Zero(tag());
    }
  }

  HWY_INLINE void start(const T *HWY_RESTRICT from) {
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
      const vector row = hn::Load(tag(), from + v * lanes());
      WGF_UNROLL for (auto &column : at) column[v] = row;
    }
  }

  HWY_INLINE void load(const T *o) {
    WGF_UNROLL for (size_t c = 0; c < columns; ++c) {
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) at[c][v] = hn::Load(tag(), o + c * rows_apart + v * lanes());
    }
  }

  HWY_INLINE void store(T *o) const {
    WGF_UNROLL for (size_t c = 0; c < columns; ++c) {
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) hn::Store(at[c][v], tag(), o + c * rows_apart + v * lanes());
    }
  }

  // Squared distances from sums that lack |y|^2.
  HWY_INLINE void subtract_from(const T *HWY_RESTRICT y_norm) {
    WGF_UNROLL for (size_t c = 0; c < columns; ++c) {
      const vector yy = hn::Set(tag(), y_norm[c]);
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) at[c][v] = not_below_zero(tag(), hn::Sub(yy, at[c][v]));
    }
  }

  HWY_INLINE void add_product(const T *HWY_RESTRICT x, const T *HWY_RESTRICT y) {
    vector row[vectors];
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) row[v] = hn::Load(tag(), x + v * lanes());
    WGF_UNROLL for (size_t c = 0; c < columns; ++c) {
      const vector b = hn::Set(tag(), y[c]);
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) at[c][v] = hn::MulAdd(row[v], b, at[c][v]);
    }
  }

  template <bool negative = false>
  HWY_INLINE void add_square(const T *HWY_RESTRICT x, const T *HWY_RESTRICT y) {
    vector row[vectors];
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) row[v] = hn::Load(tag(), x + v * lanes());
    WGF_UNROLL for (size_t c = 0; c < columns; ++c) {
      const vector b = hn::Set(tag(), y[c]);
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
        const vector difference = hn::Sub(row[v], b);
        at[c][v] = negative ? hn::NegMulAdd(difference, difference, at[c][v]) : hn::MulAdd(difference, difference, at[c][v]);
      }
    }
  }

  HWY_INLINE void subtract_difference(const T *HWY_RESTRICT tile, const column_block &x, const T *HWY_RESTRICT y, size_t stride) {
    vector row[vectors];
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) row[v] = hn::Load(tag(), tile + v * lanes());
    WGF_UNROLL for (size_t c = 0; c < columns; ++c) {
      const vector b = hn::Set(tag(), y[c * stride]);
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) at[c][v] = hn::NegMulAdd(row[v], hn::Sub(x.at[c][v], b), at[c][v]);
    }
  }
};

template <class T, size_t vectors = row_vectors>
struct register_block : column_block<T, static_cast<size_t>(group_size), vectors> {
  using base = column_block<T, static_cast<size_t>(group_size), vectors>;
  using base::lanes;
  using base::rows_apart;
  using typename base::tag;
  using typename base::vector;

  // u = |x|^2 + |y|^2 - 2 sum, or the sum itself; the mask of lanes with some u <= near |x|^2.
  HWY_INLINE hn::Mask<tag> store_distances(bool gram, const T *HWY_RESTRICT x_norm, const T *HWY_RESTRICT y_norm, vector near,
                                           T *HWY_RESTRICT u) const {
    const tag d;
    auto suspect = hn::FirstN(d, 0);
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
      const vector xx = hn::Load(d, x_norm + v * lanes()), limit = hn::Mul(near, xx);
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
        vector value = this->at[j][v];
        if (gram) value = hn::NegMulAdd(hn::Set(d, T{2}), value, hn::Add(xx, hn::Set(d, y_norm[j])));
        value = not_below_zero(d, value);
        hn::Store(value, d, u + j * rows_apart + v * lanes());
        suspect = hn::Or(suspect, hn::Le(value, limit));
      }
    }
    return suspect;
  }

  HWY_INLINE void store_affine(T factor, const T *HWY_RESTRICT x_add, const T *HWY_RESTRICT y_add, T *HWY_RESTRICT out) const {
    const tag d;
    const vector scale = hn::Set(d, factor);
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
      const vector row = hn::Load(d, x_add + v * lanes());
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
        const vector add = hn::Add(row, hn::Set(d, y_add[j]));
        hn::Store(hn::MulAdd(scale, this->at[j][v], add), d, out + j * rows_apart + v * lanes());
      }
    }
  }
};

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // WGF_PAIR_REGISTERS_INL_H
