#include "pair/fused_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/fused_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/registers-inl.h"
#include "simd/dispatch.h"
#include "simd/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

namespace vec = ::wgf::HWY_NAMESPACE;

template <class T, size_t vectors>
struct kernel_block : register_block<T, vectors> {
  using base = register_block<T, vectors>;
  using base::lanes;
  using base::rows_apart;
  using typename base::tag;
  using typename base::vector;

  // The sums, which lack |y|^2 if they are products, become 2^-u.
  template <metric how>
  HWY_INLINE void exponentiate(const T *HWY_RESTRICT y_norm) {
    constexpr size_t side_by_side = 2;  // in float 15 % faster than one at d = 2; more take registers
    const tag d;
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      vector *k = this->at[j];
      if (how == metric::gram) {
        const vector yy = hn::Set(d, y_norm[j]);
        WGF_UNROLL for (size_t v = 0; v < vectors; ++v) k[v] = hn::Sub(k[v], yy);
      }
      WGF_UNROLL for (size_t v = 0; v + side_by_side <= vectors; v += side_by_side) vec::exp2_nonpositive<side_by_side>(d, k + v);
      if (vectors % side_by_side != 0) vec::exp2_nonpositive<1>(d, k + vectors - 1);
    }
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

template <class T, metric how, size_t vectors>
void add_rows(const gaussian_job<T> &job, int64_t row) {
  using block = kernel_block<T, vectors>;
  for (int64_t g = 0; g < job.groups; ++g) {
    const T *HWY_RESTRICT x = job.x + row, *HWY_RESTRICT y = job.y + g * group_size * job.d;
    block k;
    k.start(job.start + row);
    for (int64_t c = 0; c < job.d; ++c) {
      if (how == metric::gram)
        k.add_product(x + c * tile_rows<T>, y + c * group_size);
      else
        k.template add_square<true>(x + c * tile_rows<T>, y + c * group_size);
    }
    k.template exponentiate<how>(job.y_norm + g * group_size);
    if (job.self != nullptr) k.leave_out(row, job.self + g * group_size);
    k.multiply(job.v + g * group_size * job.columns, job.columns, job.o + row);
    if (job.mirror != nullptr) k.mirror(job.v_rows + row, job.columns, job.mirror + g * group_size * job.columns * static_cast<int64_t>(block::lanes()));
  }
}

// The last tile of a cloud may end with fewer vectors.
template <class T, metric how>
void add_gaussian(const gaussian_job<T> &job) {
  const int64_t lanes = static_cast<int64_t>(register_block<T>::lanes()), rows = register_block<T>::rows();
  int64_t row = 0;
  for (; row + rows - lanes < job.rows; row += rows) add_rows<T, how, row_vectors>(job, row);
  using loop = void (*)(const gaussian_job<T> &, int64_t);
  static constexpr loop rest[] = {&add_rows<T, how, 1>, &add_rows<T, how, row_vectors / 2>, &add_rows<T, how, row_vectors - 1>};
  if (row < job.rows) rest[(job.rows - row - 1) / lanes](job, row);
}

template <class T>
void gaussian_tile(const gaussian_job<T> &job) {
  if (job.how == metric::gram)
    add_gaussian<T, metric::gram>(job);
  else
    add_gaussian<T, metric::differences>(job);
}

// Sums over the lanes of as many vectors as fill 16 bytes with them, into the first lanes.
#if HWY_TARGET == HWY_SCALAR

template <class D, class T>
HWY_INLINE hn::Vec<D> lane_sums(D d, const T *from) {
  return hn::Load(d, from);
}

#else

template <class D, class V>
HWY_INLINE V block_sums(D d, V v) {
#if HWY_MAX_BYTES >= 32
  v = hn::Add(v, hn::SwapAdjacentBlocks(v));
#endif
#if HWY_MAX_BYTES >= 64
  v = hn::Add(v, hn::ConcatLowerUpper(d, v, v));
#endif
  return v;
}

template <class D, class V>
HWY_INLINE V interleaved_sum(D d, V a, V b) {
  return hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
}

template <class D>
HWY_INLINE hn::Vec<D> lane_sums(D d, const double *from) {
  return block_sums(d, interleaved_sum(d, hn::Load(d, from), hn::Load(d, from + hn::Lanes(d))));
}

template <class D>
HWY_INLINE hn::Vec<D> lane_sums(D d, const float *from) {
  const hn::RepartitionToWide<D> pairs;
  const size_t n = hn::Lanes(d);
  const auto ab = hn::BitCast(pairs, interleaved_sum(d, hn::Load(d, from), hn::Load(d, from + n)));
  const auto cd = hn::BitCast(pairs, interleaved_sum(d, hn::Load(d, from + 2 * n), hn::Load(d, from + 3 * n)));
  const auto even = hn::BitCast(d, hn::InterleaveLower(pairs, ab, cd)), odd = hn::BitCast(d, hn::InterleaveUpper(pairs, ab, cd));
  return block_sums(d, hn::Add(even, odd));
}

#endif

template <class T>
void mirror_sums(const mirror_job<T> &job) {
  const hn::ScalableTag<T> d;
  constexpr size_t at_once = HWY_TARGET == HWY_SCALAR ? 1 : 16 / sizeof(T), last = group_size - at_once;
  const size_t lanes = hn::Lanes(d);
  T *from = job.mirror, sums[last + HWY_LANES(T)];
  for (int64_t g = 0; g < job.groups; ++g)
    for (int64_t c = 0; c < job.columns; ++c, from += group_size * lanes) {
      WGF_UNROLL for (size_t j = 0; j < last + at_once; j += at_once) {
        const size_t first = HWY_MIN(j, last);
        hn::StoreU(lane_sums(d, from + first * lanes), d, sums + first);
      }
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
        job.sum[c * job.apart + g * group_size + static_cast<int64_t>(j)] = static_cast<double>(sums[j]);
        hn::Store(hn::Zero(d), d, from + j * lanes);
      }
    }
}

void mirror_float(const mirror_job<float> &job) { mirror_sums(job); }
void mirror_double(const mirror_job<double> &job) { mirror_sums(job); }
void gaussian_float(const gaussian_job<float> &job) { gaussian_tile(job); }
void gaussian_double(const gaussian_job<double> &job) { gaussian_tile(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(gaussian_float);
HWY_EXPORT(gaussian_double);
HWY_EXPORT(mirror_float);
HWY_EXPORT(mirror_double);

void run(const gaussian_job<float> &job) { WGF_DISPATCH(gaussian_float, job); }
void run(const gaussian_job<double> &job) { WGF_DISPATCH(gaussian_double, job); }
void run(const mirror_job<float> &job) { WGF_DISPATCH(mirror_float, job); }
void run(const mirror_job<double> &job) { WGF_DISPATCH(mirror_double, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
