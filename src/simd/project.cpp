#include "simd/project.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/project.cpp"
#include "hwy/foreach_target.h"
//
#include "hwy/highway.h"

// Accumulators stay in registers only when every loop over them is gone.
#define WGF_UNROLL _Pragma("GCC unroll 16")

HWY_BEFORE_NAMESPACE();
namespace wgf::simd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using reals = hn::ScalableTag<double>;
using vector = hn::Vec<reals>;

constexpr int64_t lanes = HWY_LANES(double) < 8 ? HWY_LANES(double) : 8;
constexpr int64_t parts = projected_together / lanes;  // vectors that hold one number for each direction

template <class value, int64_t count>
using array = value[static_cast<size_t>(count)];

#if HWY_TARGET == HWY_SCALAR
HWY_INLINE void transpose(array<vector, lanes> &) {}
#else

HWY_INLINE void swap_lanes(vector &a, vector &b) {
  const reals d;
  const vector lower = hn::InterleaveLower(d, a, b);
  b = hn::InterleaveUpper(d, a, b);
  a = lower;
}

HWY_INLINE void swap_pairs(vector &a, vector &b) {
  const vector lower = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a);
  b = hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a));
  a = lower;
}

HWY_INLINE void swap_halves(vector &a, vector &b) {
  const reals d;
  const vector lower = hn::ConcatLowerLower(d, b, a);
  b = hn::ConcatUpperUpper(d, b, a);
  a = lower;
}

template <int64_t apart, class swap>
HWY_INLINE void swap_all(array<vector, lanes> &row, swap two) {
  WGF_UNROLL for (int64_t i = 0; i < lanes; ++i) {
    if ((i & apart) == 0) two(row[i], row[i + apart]);
  }
}

// row[i][p] becomes row[p][i], by swaps of blocks of 1, 2 and 4 lanes.
HWY_INLINE void transpose(array<vector, lanes> &row) {
  swap_all<1>(row, [](vector &a, vector &b) HWY_ATTR { swap_lanes(a, b); });
  if constexpr (lanes == 4) swap_all<2>(row, [](vector &a, vector &b) HWY_ATTR { swap_halves(a, b); });
  if constexpr (lanes == 8) {
    swap_all<2>(row, [](vector &a, vector &b) HWY_ATTR { swap_pairs(a, b); });
    swap_all<4>(row, [](vector &a, vector &b) HWY_ATTR { swap_halves(a, b); });
  }
}
#endif

template <int64_t count>
HWY_INLINE void products(int64_t d, const double *x, const double *theta, array<vector, count> (&sum)[parts]) {
  const reals tag;
  WGF_UNROLL for (auto &part : sum) {
    WGF_UNROLL for (vector &v : part) v = hn::Zero(tag);
  }
  for (int64_t k = 0; k < d; ++k) {
    vector column[parts];
    WGF_UNROLL for (int64_t q = 0; q < parts; ++q) {
      column[q] = hn::LoadU(tag, theta + k * projected_together + q * lanes);
    }
    WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
      const vector number = hn::Set(tag, x[i * d + k]);
      WGF_UNROLL for (int64_t q = 0; q < parts; ++q) sum[q][i] = hn::MulAdd(number, column[q], sum[q][i]);
    }
  }
}

void project_rows(int64_t n, int64_t d, const double *x, const double *theta, double *rows, int64_t stride) {
  const reals tag;
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    array<vector, lanes> sum[parts];
    products<lanes>(d, x + i * d, theta, sum);
    WGF_UNROLL for (int64_t q = 0; q < parts; ++q) {
      transpose(sum[q]);
      double *to = rows + q * lanes * stride + i;
      WGF_UNROLL for (int64_t p = 0; p < lanes; ++p) hn::StoreU(sum[q][p], tag, to + p * stride);
    }
  }
  for (; i < n; ++i) {
    array<vector, 1> sum[parts];
    products<1>(d, x + i * d, theta, sum);
    HWY_ALIGN double one[projected_together];
    WGF_UNROLL for (int64_t q = 0; q < parts; ++q) hn::Store(sum[q][0], tag, one + q * lanes);
    for (int64_t p = 0; p < projected_together; ++p) rows[p * stride + i] = one[p];
  }
}

// `width` vectors of coordinates of `count` particles.
template <int64_t count, int64_t width, class D>
HWY_INLINE void add_tile(D tag, int64_t d, const double *rows, int64_t stride, int64_t directions,
                         const double *theta, double *v) {
  constexpr int64_t step = static_cast<int64_t>(hn::MaxLanes(D()));
  array<array<hn::Vec<D>, width>, count> sum;
  array<hn::Vec<D>, width> coordinates;
  WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
    WGF_UNROLL for (int64_t c = 0; c < width; ++c) sum[i][c] = hn::LoadU(tag, v + i * d + c * step);
  }
  for (int64_t p = 0; p < directions; ++p) {
    WGF_UNROLL for (int64_t c = 0; c < width; ++c) coordinates[c] = hn::LoadU(tag, theta + p * d + c * step);
    WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
      const auto number = hn::Set(tag, rows[p * stride + i]);
      WGF_UNROLL for (int64_t c = 0; c < width; ++c) sum[i][c] = hn::MulAdd(number, coordinates[c], sum[i][c]);
    }
  }
  WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
    WGF_UNROLL for (int64_t c = 0; c < width; ++c) hn::StoreU(sum[i][c], tag, v + i * d + c * step);
  }
}

template <int64_t count, int64_t width, class D>
HWY_INLINE void add_column(D tag, int64_t n, int64_t d, const double *rows, int64_t stride, int64_t directions,
                           const double *theta, double *v) {
  int64_t i = 0;
  for (; i + count <= n; i += count)
    add_tile<count, width>(tag, d, rows + i, stride, directions, theta, v + i * d);
  for (; i < n; ++i) add_tile<1, width>(tag, d, rows + i, stride, directions, theta, v + i * d);
}

// The coordinates from `first` on, in vectors of at most `most` lanes.
template <size_t most>
HWY_INLINE void add_columns(int64_t first, int64_t n, int64_t d, const double *rows, int64_t stride,
                            int64_t directions, const double *theta, double *v) {
  const hn::CappedTag<double, most> tag;
  constexpr int64_t step = static_cast<int64_t>(hn::MaxLanes(decltype(tag)()));
  constexpr int64_t width = most == static_cast<size_t>(lanes) ? (HWY_TARGET <= HWY_AVX3 ? 4 : 2) : 1;
  for (; width > 1 && first + width * step <= d; first += width * step)
    add_column<4, width>(tag, n, d, rows, stride, directions, theta + first, v + first);
  for (; first + step <= d; first += step)
    add_column<8, 1>(tag, n, d, rows, stride, directions, theta + first, v + first);
  if constexpr (most > 1) add_columns<most / 2>(first, n, d, rows, stride, directions, theta, v);
}

void add_back_rows(int64_t n, int64_t d, const double *rows, int64_t stride, int64_t count, const double *theta,
                   double *v) {
  add_columns<static_cast<size_t>(lanes)>(0, n, d, rows, stride, count, theta, v);
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "simd/dispatch.h"

namespace wgf::simd {

HWY_EXPORT(project_rows);
HWY_EXPORT(add_back_rows);

void project(int64_t n, int64_t d, const double *x, const double *theta, double *rows, int64_t stride) {
  WGF_DISPATCH(project_rows, n, d, x, theta, rows, stride);
}

void add_back(int64_t n, int64_t d, const double *rows, int64_t stride, int64_t count, const double *theta,
              double *v) {
  WGF_DISPATCH(add_back_rows, n, d, rows, stride, count, theta, v);
}

}  // namespace wgf::simd

#endif  // HWY_ONCE
