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

template <class value, int64_t count>
using array = value[static_cast<size_t>(count)];

template <class D>
inline constexpr int64_t lanes_of = static_cast<int64_t>(hn::MaxLanes(D()));

#if HWY_TARGET == HWY_SCALAR
template <class D>
HWY_INLINE void transpose(D, array<hn::Vec<D>, lanes_of<D>> &) {}
#else

struct swap_floats {
  template <class D>
  static HWY_INLINE void two(D, hn::Vec<D> &a, hn::Vec<D> &b) {
    const auto odd = hn::DupOdd(a);
    a = hn::OddEven(hn::DupEven(b), a);
    b = hn::OddEven(b, odd);
  }
};

struct swap_doubles {
  template <class D>
  static HWY_INLINE void two(D d, hn::Vec<D> &a, hn::Vec<D> &b) {
    const hn::Repartition<double, D> wide;
    const auto lower = hn::InterleaveLower(wide, hn::BitCast(wide, a), hn::BitCast(wide, b));
    b = hn::BitCast(d, hn::InterleaveUpper(wide, hn::BitCast(wide, a), hn::BitCast(wide, b)));
    a = hn::BitCast(d, lower);
  }
};

struct swap_blocks {
  template <class D>
  static HWY_INLINE void two(D, hn::Vec<D> &a, hn::Vec<D> &b) {
    const auto lower = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a);
    b = hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a));
    a = lower;
  }
};

struct swap_halves {
  template <class D>
  static HWY_INLINE void two(D d, hn::Vec<D> &a, hn::Vec<D> &b) {
    const auto lower = hn::ConcatLowerLower(d, b, a);
    b = hn::ConcatUpperUpper(d, b, a);
    a = lower;
  }
};

template <class swap, int64_t apart, class D>
HWY_INLINE void swap_all(D d, array<hn::Vec<D>, lanes_of<D>> &row) {
  WGF_UNROLL for (int64_t i = 0; i < lanes_of<D>; ++i) {
    if ((i & apart) == 0) swap::two(d, row[i], row[i + apart]);
  }
}

// row[i][p] becomes row[p][i], by swaps of blocks of 4, 8, 16 and 32 bytes.
template <class D>
HWY_INLINE void transpose(D d, array<hn::Vec<D>, lanes_of<D>> &row) {
  constexpr int64_t size = static_cast<int64_t>(sizeof(hn::TFromD<D>)), bytes = size * lanes_of<D>;
  if constexpr (size == 4) swap_all<swap_floats, 1>(d, row);
  if constexpr (bytes >= 16) swap_all<swap_doubles, 8 / size>(d, row);
  if constexpr (bytes == 32) swap_all<swap_halves, 16 / size>(d, row);
  if constexpr (bytes == 64) {
    swap_all<swap_blocks, 16 / size>(d, row);
    swap_all<swap_halves, 32 / size>(d, row);
  }
}
#endif

void centered_floats(int64_t n, int64_t d, const double *x, const double *center, float *out) {
  const auto convert = [=](auto tag, int64_t begin, int64_t k) HWY_ATTR {
    const hn::Rebind<float, decltype(tag)> narrow;
    const auto away = hn::Sub(hn::LoadU(tag, x + begin + k), hn::LoadU(tag, center + k));
    hn::StoreU(hn::DemoteTo(narrow, away), narrow, out + begin + k);
  };
  const hn::CappedTag<double, centers> whole;
  const hn::CappedTag<double, 1> single;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(whole)), period = centers * d;
  for (int64_t begin = 0; begin < n * d; begin += period) {
    const int64_t size = HWY_MIN(period, n * d - begin);
    int64_t k = 0;
    for (; k + lanes <= size; k += lanes) convert(whole, begin, k);
    for (; k < size; ++k) convert(single, begin, k);
  }
}

template <int64_t count, int64_t parts, class D, class T>
HWY_INLINE void products(D tag, int64_t d, const T *x, const T *theta, array<array<hn::Vec<D>, count>, parts> &sum) {
  WGF_UNROLL for (auto &part : sum) {
    WGF_UNROLL for (auto &v : part) v = hn::Zero(tag);
  }
  for (int64_t k = 0; k < d; ++k) {
    hn::Vec<D> column[static_cast<size_t>(parts)];
    WGF_UNROLL for (int64_t q = 0; q < parts; ++q) {
      column[q] = hn::LoadU(tag, theta + k * projected_together<T> + q * lanes_of<D>);
    }
    WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
      const auto number = hn::Set(tag, x[i * d + k]);
      WGF_UNROLL for (int64_t q = 0; q < parts; ++q) sum[q][i] = hn::MulAdd(number, column[q], sum[q][i]);
    }
  }
}

// `parts` vectors of directions.
template <int64_t parts, class D, class T>
HWY_INLINE void project_parts(D tag, int64_t n, int64_t d, const T *x, const T *theta, T *rows, int64_t stride) {
  constexpr int64_t lanes = lanes_of<D>;
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    array<hn::Vec<D>, lanes> sum[static_cast<size_t>(parts)];
    products<lanes, parts>(tag, d, x + i * d, theta, sum);
    WGF_UNROLL for (int64_t q = 0; q < parts; ++q) {
      transpose(tag, sum[q]);
      T *to = rows + q * lanes * stride + i;
      WGF_UNROLL for (int64_t p = 0; p < lanes; ++p) hn::StoreU(sum[q][p], tag, to + p * stride);
    }
  }
  for (; i < n; ++i) {
    array<hn::Vec<D>, 1> sum[static_cast<size_t>(parts)];
    products<1, parts>(tag, d, x + i * d, theta, sum);
    HWY_ALIGN T one[static_cast<size_t>(projected_together<T>)];
    WGF_UNROLL for (int64_t q = 0; q < parts; ++q) hn::Store(sum[q][0], tag, one + q * lanes);
    for (int64_t p = 0; p < parts * lanes; ++p) rows[p * stride + i] = one[p];
  }
}

template <size_t most, class T>
HWY_INLINE void project_some(int64_t n, int64_t d, const T *x, const T *theta, int64_t count, T *rows, int64_t stride) {
  const hn::CappedTag<T, most> tag;
  constexpr int64_t lanes = lanes_of<hn::CappedTag<T, most>>, parts = lanes < 8 ? 2 : 1;
  for (int64_t p = 0; p < count; p += parts * lanes)
    project_parts<parts>(tag, n, d, x, theta + p, rows + p * stride, stride);
}

template <class T>
HWY_INLINE void project_rows(int64_t n, int64_t d, const T *x, const T *theta, int64_t count, T *rows, int64_t stride) {
  if (count > 8)
    project_some<16>(n, d, x, theta, count, rows, stride);
  else
    project_some<8>(n, d, x, theta, count, rows, stride);
}

void project_doubles(int64_t n, int64_t d, const double *x, const double *theta, int64_t count, double *rows, int64_t stride) {
  project_rows(n, d, x, theta, count, rows, stride);
}
void project_floats(int64_t n, int64_t d, const float *x, const float *theta, int64_t count, float *rows, int64_t stride) {
  project_rows(n, d, x, theta, count, rows, stride);
}

template <class D>
HWY_INLINE hn::Vec<D> start(D tag, [[maybe_unused]] const double *v, [[maybe_unused]] bool add) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(double)) return add ? hn::LoadU(tag, v) : hn::Zero(tag);
  return hn::Zero(tag);
}

template <class D>
HWY_INLINE void finish(D tag, hn::Vec<D> sum, [[maybe_unused]] bool add, double *v) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(double)) {
    hn::StoreU(sum, tag, v);
#if HWY_TARGET != HWY_SCALAR
  } else if constexpr (lanes_of<D> > HWY_LANES(double)) {
    const hn::Half<D> half;
    finish(half, hn::LowerHalf(half, sum), add, v);
    finish(half, hn::UpperHalf(half, sum), add, v + lanes_of<D> / 2);
#endif
  } else {
    const hn::Rebind<double, D> wide;
    const auto exact = hn::PromoteTo(wide, sum);
    hn::StoreU(add ? hn::Add(hn::LoadU(wide, v), exact) : exact, wide, v);
  }
}

// What adds rows along directions to v.
template <class T>
struct moves {
  const T *rows;
  int64_t stride, count;
  const T *theta;
  bool add;
  double *v;

  HWY_INLINE moves at(int64_t i, int64_t k, int64_t d) const { return {rows + i, stride, count, theta + k, add, v + i * d + k}; }
};

// `width` vectors of coordinates of `count` particles.
template <int64_t count, int64_t width, class D, class T>
HWY_INLINE void add_tile(D tag, int64_t d, const moves<T> &m) {
  constexpr int64_t step = lanes_of<D>;
  array<array<hn::Vec<D>, width>, count> sum;
  array<hn::Vec<D>, width> coordinates;
  WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
    WGF_UNROLL for (int64_t c = 0; c < width; ++c) sum[i][c] = start(tag, m.v + i * d + c * step, m.add);
  }
  for (int64_t p = 0; p < m.count; ++p) {
    WGF_UNROLL for (int64_t c = 0; c < width; ++c) coordinates[c] = hn::LoadU(tag, m.theta + p * d + c * step);
    WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
      const auto number = hn::Set(tag, m.rows[p * m.stride + i]);
      WGF_UNROLL for (int64_t c = 0; c < width; ++c) sum[i][c] = hn::MulAdd(number, coordinates[c], sum[i][c]);
    }
  }
  WGF_UNROLL for (int64_t i = 0; i < count; ++i) {
    WGF_UNROLL for (int64_t c = 0; c < width; ++c) finish(tag, sum[i][c], m.add, m.v + i * d + c * step);
  }
}

template <int64_t count, int64_t width, class D, class T>
HWY_INLINE void add_column(D tag, int64_t n, int64_t d, const moves<T> &m) {
  int64_t i = 0;
  for (; i + count <= n; i += count) add_tile<count, width>(tag, d, m.at(i, 0, d));
  for (; i < n; ++i) add_tile<1, width>(tag, d, m.at(i, 0, d));
}

// The coordinates from `first` on, in vectors of at most `most` lanes.
template <size_t most, class T>
HWY_INLINE void add_columns(int64_t first, int64_t n, int64_t d, const moves<T> &m) {
  const hn::CappedTag<T, most> tag;
  constexpr int64_t step = lanes_of<hn::CappedTag<T, most>>;
  constexpr int64_t width = most == HWY_LANES(T) ? (HWY_TARGET <= HWY_AVX3 ? 4 : 2) : 1;
  for (; width > 1 && first + width * step <= d; first += width * step) add_column<4, width>(tag, n, d, m.at(0, first, d));
  for (; first + step <= d; first += step) add_column<8, 1>(tag, n, d, m.at(0, first, d));
  if constexpr (most > 1) add_columns<most / 2>(first, n, d, m);
}

void add_back_doubles(int64_t n, int64_t d, const double *rows, int64_t stride, int64_t count, const double *theta, bool add,
                      double *v) {
  add_columns<HWY_LANES(double)>(0, n, d, moves<double>{rows, stride, count, theta, add, v});
}
void add_back_floats(int64_t n, int64_t d, const float *rows, int64_t stride, int64_t count, const float *theta, bool add,
                     double *v) {
  add_columns<HWY_LANES(float)>(0, n, d, moves<float>{rows, stride, count, theta, add, v});
}

}  // namespace HWY_NAMESPACE
}  // namespace wgf::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "simd/dispatch.h"

namespace wgf::simd {

HWY_EXPORT(centered_floats);
HWY_EXPORT(project_doubles);
HWY_EXPORT(project_floats);
HWY_EXPORT(add_back_doubles);
HWY_EXPORT(add_back_floats);

void centered(int64_t n, int64_t d, const double *x, const double *center, float *out) {
  WGF_DISPATCH(centered_floats, n, d, x, center, out);
}

void project(int64_t n, int64_t d, const double *x, const double *theta, int64_t count, double *rows, int64_t stride) {
  WGF_DISPATCH(project_doubles, n, d, x, theta, count, rows, stride);
}
void project(int64_t n, int64_t d, const float *x, const float *theta, int64_t count, float *rows, int64_t stride) {
  WGF_DISPATCH(project_floats, n, d, x, theta, count, rows, stride);
}

void add_back(int64_t n, int64_t d, const double *rows, int64_t stride, int64_t count, const double *theta, bool add, double *v) {
  WGF_DISPATCH(add_back_doubles, n, d, rows, stride, count, theta, add, v);
}
void add_back(int64_t n, int64_t d, const float *rows, int64_t stride, int64_t count, const float *theta, bool add, double *v) {
  WGF_DISPATCH(add_back_floats, n, d, rows, stride, count, theta, add, v);
}

}  // namespace wgf::simd

#endif  // HWY_ONCE
