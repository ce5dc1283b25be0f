#include "pair/gaussian/gaussian_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/gaussian/gaussian_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/gaussian/kernel_block-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T, distance_form how, bool shifted, size_t vectors>
void add_rows(const gaussian_job<T> &job, int64_t row) {
  using block = kernel_block<T, vectors>;
  for (int64_t g = 0; g < job.groups; ++g) {
    block k;
    k.template measure<how>(job.start + row, job.x + row, job.y + g * group_size * job.d, job.d);
    k.template exponentiate<shifted>(shifted ? job.y_shift + g * group_size : nullptr);
    if (job.self != nullptr) k.leave_out(row, job.self + g * group_size);
    k.multiply(job.v + g * group_size * job.columns, job.columns, job.o + row);
    if (job.mirror != nullptr) k.mirror(job.v_rows + row, job.columns, job.mirror + g * group_size * job.columns * static_cast<int64_t>(block::lanes()));
  }
}

// The last tile of a cloud may end with fewer vectors.
template <class T, distance_form how, bool shifted>
void add_gaussian(const gaussian_job<T> &job) {
  const int64_t lanes = static_cast<int64_t>(register_block<T>::lanes()), rows = register_block<T>::rows();
  int64_t row = 0;
  for (; row + rows - lanes < job.rows; row += rows) add_rows<T, how, shifted, row_vectors>(job, row);
  using loop = void (*)(const gaussian_job<T> &, int64_t);
  static constexpr loop rest[] = {&add_rows<T, how, shifted, 1>, &add_rows<T, how, shifted, row_vectors / 2>, &add_rows<T, how, shifted, row_vectors - 1>};
  if (row < job.rows) rest[(job.rows - row - 1) / lanes](job, row);
}

template <class T>
void gaussian_tile(const gaussian_job<T> &job) {
  if (job.how == distance_form::products)
    add_gaussian<T, distance_form::products, true>(job);
  else if (job.y_shift != nullptr)
    add_gaussian<T, distance_form::differences, true>(job);
  else
    add_gaussian<T, distance_form::differences, false>(job);
}

// Sums over the lanes of as many vectors as fill 16 bytes with them, into the first lanes.
#if HWY_TARGET == HWY_SCALAR

template <class D, class T>
HWY_INLINE hn::Vec<D> lane_sums(D d, const T *from) {
  return hn::Load(d, from);
}

#else

template <class D, class V>
HWY_INLINE V block_sums([[maybe_unused]] D d, V v) {
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
