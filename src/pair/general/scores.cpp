#include "pair/general/scores.h"

#include <algorithm>

#include "pair/layout/layout_tile.h"

namespace wgf::pair {

template <class T>
packed_payload<T>::packed_payload(arena &memory, const sizes &n)
    : p(memory.take<T>(n.blocks() * block_size * n.d)), crossed(memory.take<T>(n.blocks() * block_size * 2 * n.d)),
      dot(memory.take<T>(n.blocks() * block_size)), over(memory.take<double>(n.d)), dot_factor(memory.take<double>(n.d)) {}

template <class T>
void packed_payload<T>::begin(const sweep_job &job, double times_dot) const {
  std::fill_n(over, job.in.d, job.over);
  for (int64_t c = 0; c < job.in.d; ++c) dot_factor[c] = times_dot / job.pure_unit(c);
}

template <class T>
void packed_payload<T>::fill_block(const sweep_job &job, const points<T> &at, int64_t block) {
  if (!job.sp && !job.xq) return;
  const int64_t d = job.in.d, first = block * block_size, count = std::min(block_size, job.active - first);
  T *to = p + first * d, *both = crossed + first * 2 * d;
  if (count < block_size) std::fill_n(to, block_size * d, T{0});
  run(points_job<T>{{job.in.p, job.index + first, count, d, d}, nullptr, over, group_size, d, to, nullptr});
  for (int64_t j = 0; j < block_size; j += group_size)
    cross_group(d, to + j * d, at.block(block, d) + j * d, both + j * 2 * d, dot + first + j);
}

template <class T>
void packed_payload<T>::cross_group(int64_t d, const T *scores, const T *y, T *both, T *products) const {
  double sum[group_size] = {};
  std::copy_n(scores, group_size * d, both);
  std::copy_n(y, group_size * d, both + group_size * d);
  for (int64_t c = 0; c < d; ++c, y += group_size, scores += group_size)
    for (int64_t j = 0; j < group_size; ++j) sum[j] += dot_factor[c] * static_cast<double>(scores[j]) * static_cast<double>(y[j]);
  for (int64_t j = 0; j < group_size; ++j) products[j] = static_cast<T>(sum[j]);
}

template <class T>
packed_scores<T>::packed_scores(arena &memory, const sizes &n)
    : s(memory.take<T>(tile_rows<T> * n.d)), crossed(memory.take<T>(tile_rows<T> * 2 * n.d)), dot(memory.take<T>(tile_rows<T>)),
      zeros_(memory.take<T>(std::max(tile_rows<T>, block_size))), times_(memory.take<double>(n.d)), sum_(memory.take<double>(tile_rows<T>)) {}

template <class T>
void packed_scores<T>::fill(const sweep_job &p, const points<T> &at, int64_t tile, const score_factors &by) {
  if (!p.sp && !p.xq) return;
  constexpr int64_t rows = tile_rows<T>;
  const int64_t d = p.in.d, count = std::min(rows, p.in.n - tile * rows);
  std::fill_n(zeros_, std::max(rows, block_size), T{0});
  if (count < rows) std::fill_n(s, rows * d, T{0});
  std::fill_n(times_, d, p.over);
  run(points_job<T>{{p.in.s + tile * rows * d, nullptr, count, d, d}, nullptr, times_, rows, d, s, nullptr});
  cross(p, at.tile(tile, d), by);
}

template <class T>
void packed_scores<T>::cross(const sweep_job &p, const T *x, const score_factors &by) const {
  constexpr int64_t rows = tile_rows<T>;
  const T times_s = static_cast<T>(by.s);
  std::fill_n(sum_, rows, 0.0);
  for (int64_t c = 0; c < p.in.d; ++c, x += rows) {
    const double per_unit = 1 / p.pure_unit(c);
    const T factor = static_cast<T>(by.crossed * per_unit);
    T *score = s + c * rows, *crossed_x = crossed + c * rows, *crossed_s = crossed_x + p.in.d * rows;
    for (int64_t r = 0; r < rows; ++r) {
      sum_[r] += per_unit * static_cast<double>(x[r]) * static_cast<double>(score[r]);
      crossed_x[r] = factor * x[r];
      crossed_s[r] = factor * score[r];
      score[r] *= times_s;
    }
  }
  for (int64_t r = 0; r < rows; ++r) dot[r] = static_cast<T>(by.dot * sum_[r] + by.added);
}

template <class T>
void packed_scores<T>::products(const sweep_job &p, const packed_payload<T> &columns, int64_t block, int64_t groups, T *sp, T *xq) const {
  const int64_t d = p.in.d, first = block * block_size;
  if (p.sp) run(product_job<T>{s, zeros_, columns.p + first * d, zeros_, d, groups, T{1}, sp});
  if (p.xq) run(product_job<T>{crossed, dot, columns.crossed + first * 2 * d, columns.dot + first, 2 * d, groups, T{-1}, xq});
}

template struct packed_payload<float>;
template struct packed_payload<double>;
template struct packed_scores<float>;
template struct packed_scores<double>;

}  // namespace wgf::pair
