// Exponents of a Gaussian in registers, between two products, for use inside a foreach_target region of pair/.
#if defined(WGF_PAIR_KERNEL_BLOCK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_PAIR_KERNEL_BLOCK_INL_H
#undef WGF_PAIR_KERNEL_BLOCK_INL_H
#else
#define WGF_PAIR_KERNEL_BLOCK_INL_H
#endif

#include "hwy/highway.h"
#include "pair/layout/registers-inl.h"
#include "simd/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

namespace vec = ::wgf::HWY_NAMESPACE;

template <class T, size_t vectors = row_vectors>
struct kernel_block : register_block<T, vectors> {
  using base = register_block<T, vectors>;
  using base::lanes;
  using base::rows_apart;
  using typename base::tag;
  using typename base::vector;

  // start_i less the squared distances; with distance_form::products all but the norms: x is 2 x there.
  template <distance_form how>
  HWY_INLINE void measure(const T *HWY_RESTRICT start, const T *HWY_RESTRICT x, const T *HWY_RESTRICT y, int64_t coordinates) {
    this->start(start);
    for (int64_t c = 0; c < coordinates; ++c) {
      if (how == distance_form::products)
        this->add_product(x + c * tile_rows<T>, y + c * group_size);
      else
        this->template add_square<true>(x + c * tile_rows<T>, y + c * group_size);
    }
  }

  // The exponents, less what belongs to y, become powers of two. Column by column, so that the first powers start early.
  template <bool shifted>
  HWY_INLINE void exponentiate(const T *HWY_RESTRICT y_shift) {
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      if (shifted) subtract(j, y_shift[j]);
      exponentiate_column(j);
    }
  }

  HWY_INLINE void subtract(size_t j, T y_shift) {
    const vector y = hn::Set(tag(), y_shift);
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) this->at[j][v] = hn::Sub(this->at[j][v], y);
  }

  HWY_INLINE void exponentiate_column(size_t j) {
    constexpr size_t side_by_side = 2;  // in float 15 % faster than one at d = 2; more take registers
    WGF_UNROLL for (size_t v = 0; v + side_by_side <= vectors; v += side_by_side) vec::exp2_nonpositive<side_by_side>(tag(), this->at[j] + v);
    if (vectors % side_by_side != 0) vec::exp2_nonpositive<1>(tag(), this->at[j] + vectors - 1);
  }

  HWY_INLINE void leave_out(int64_t row, const T *HWY_RESTRICT self) {
    const tag d;
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
      const vector own = hn::Iota(d, static_cast<T>(row) + static_cast<T>(v * lanes()));
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) this->at[j][v] = hn::IfThenZeroElse(hn::Eq(own, hn::Set(d, self[j])), this->at[j][v]);
    }
  }

  HWY_INLINE void multiply(const T *HWY_RESTRICT values, int64_t columns, T *HWY_RESTRICT o) const {
    const tag d;
    for (int64_t c = 0; c < columns; ++c, o += rows_apart, values += group_size) {
      vector sum[vectors];
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) sum[v] = hn::Load(d, o + v * lanes());
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
        const vector b = hn::Set(d, values[j]);
        WGF_UNROLL for (size_t v = 0; v < vectors; ++v) sum[v] = hn::MulAdd(this->at[j][v], b, sum[v]);
      }
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) hn::Store(sum[v], d, o + v * lanes());
    }
  }

  // The same for the other side, lane by lane: to[c][j] += sum_i k_ij v_ic.
  HWY_INLINE void mirror(const T *HWY_RESTRICT values, int64_t columns, T *HWY_RESTRICT to) const {
    const tag d;
    for (int64_t c = 0; c < columns; ++c, values += rows_apart) {
      vector row[vectors];
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) row[v] = hn::Load(d, values + v * lanes());
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j, to += lanes()) {
        vector sum = hn::Load(d, to);
        WGF_UNROLL for (size_t v = 0; v < vectors; ++v) sum = hn::MulAdd(this->at[j][v], row[v], sum);
        hn::Store(sum, d, to);
      }
    }
  }
};

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // WGF_PAIR_KERNEL_BLOCK_INL_H
