#include "pair/scores.h"

#include <algorithm>

namespace wgf::pair {

template <class T>
packed_scores<T>::packed_scores(carver &memory, const sizes &n) {
  constexpr int64_t rows = tile_rows<T>;
  s_ = memory.take<T>(rows * n.d);
  xs_ = memory.take<T>(rows * 2 * n.d);
  xs_dot_ = memory.take<T>(rows);
  p_ = memory.take<T>(block_size * n.d);
  py_ = memory.take<T>(block_size * 2 * n.d);
  py_dot_ = memory.take<T>(block_size);
  zeros_ = memory.take<T>(std::max(rows, block_size));
}

template <class T>
void packed_scores<T>::fill_rows(const plan &p, const points<T> &at, int64_t tile) {
  constexpr int64_t rows = tile_rows<T>;
  const int64_t d = p.in.d, count = std::min(rows, p.in.n - tile * rows);
  std::fill_n(zeros_, std::max(rows, block_size), T{0});
  if (p.sp) {
    std::fill_n(s_, rows * d, T{0});
    for (int64_t r = 0; r < count; ++r)
      for (int64_t c = 0; c < d; ++c) s_[c * rows + r] = static_cast<T>(p.in.s[(tile * rows + r) * d + c]);
  }
  if (p.xq) fill_crossed_rows(p, at, tile);
}

template <class T>
void packed_scores<T>::fill_crossed_rows(const plan &p, const points<T> &at, int64_t tile) {
  constexpr int64_t rows = tile_rows<T>;
  const int64_t d = p.in.d, count = std::min(rows, p.in.n - tile * rows);
  std::copy_n(at.tile(tile, d), rows * d, xs_);
  std::fill_n(xs_ + rows * d, rows * d, T{0});
  std::fill_n(xs_dot_, rows, T{0});
  for (int64_t r = 0; r < count; ++r) {
    double dot = 0;
    for (int64_t c = 0; c < d; ++c) {
      const T s = static_cast<T>(p.in.s[(tile * rows + r) * d + c] / p.unit[c]);
      xs_[(d + c) * rows + r] = s;
      dot += static_cast<double>(s) * static_cast<double>(xs_[c * rows + r]);
    }
    xs_dot_[r] = static_cast<T>(dot);
  }
}

template <class T>
void packed_scores<T>::fill_columns(const plan &p, int64_t block, int64_t count) {
  const int64_t d = p.in.d;
  std::fill_n(p_, block_size * d, T{0});
  for (int64_t j = 0; j < count; ++j) {
    const double *from = p.in.p + p.index[block * block_size + j] * d;
    T *to = p_ + j / group_size * group_size * d + j % group_size;
    for (int64_t c = 0; c < d; ++c) to[c * group_size] = static_cast<T>(from[c]);
  }
}

template <class T>
void packed_scores<T>::fill_crossed_columns(const plan &p, const points<T> &at, int64_t block, int64_t count) {
  const int64_t d = p.in.d;
  std::fill_n(py_, block_size * 2 * d, T{0});
  std::fill_n(py_dot_, block_size, T{0});
  for (int64_t j = 0; j < count; ++j) {
    const double *from = p.in.p + p.index[block * block_size + j] * d;
    const int64_t group = j / group_size * group_size, within = j % group_size;
    const T *y = at.block(block, d) + group * d + within;
    T *to = py_ + group * 2 * d + within;
    double dot = 0;
    for (int64_t c = 0; c < d; ++c) {
      const T value = static_cast<T>(from[c] / p.unit[c]);
      to[c * group_size] = value;
      to[(d + c) * group_size] = y[c * group_size];
      dot += static_cast<double>(value) * static_cast<double>(y[c * group_size]);
    }
    py_dot_[j] = static_cast<T>(dot);
  }
}

template <class T>
void packed_scores<T>::products(const plan &p, const points<T> &at, int64_t block, int64_t count, T *sp, T *xq) {
  const int64_t d = p.in.d, groups = (count + group_size - 1) / group_size;
  if (p.sp) {
    fill_columns(p, block, count);
    run(product_job<T>{s_, zeros_, p_, zeros_, d, groups, T{1}, sp});
  }
  if (p.xq) {
    fill_crossed_columns(p, at, block, count);
    run(product_job<T>{xs_, xs_dot_, py_, py_dot_, 2 * d, groups, T{-1}, xq});
  }
}

template class packed_scores<float>;
template class packed_scores<double>;

}  // namespace wgf::pair
