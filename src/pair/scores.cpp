#include "pair/scores.h"

#include <algorithm>

namespace wgf::pair {

template <class T>
packed_payload<T>::packed_payload(carver &memory, const sizes &n)
    : p(memory.take<T>(n.blocks() * block_size * n.d)), crossed(memory.take<T>(n.blocks() * block_size * 2 * n.d)),
      dot(memory.take<T>(n.blocks() * block_size)) {}

template <class T>
void packed_payload<T>::fill_block(const plan &plan, const points<T> &at, int64_t block) {
  if (!plan.sp && !plan.xq) return;
  const int64_t d = plan.in.d, first = block * block_size, count = std::min(block_size, plan.active - first);
  std::fill_n(p + first * d, block_size * d, T{0});
  std::fill_n(crossed + first * 2 * d, block_size * 2 * d, T{0});
  std::fill_n(dot + first, block_size, T{0});
  for (int64_t j = 0; j < count; ++j) {
    const double *from = plan.in.p + plan.index[first + j] * d;
    const int64_t group = first + j / group_size * group_size, within = j % group_size;
    const T *y = at.y + group * d + within;
    T *to = p + group * d + within, *both = crossed + group * 2 * d + within;
    double sum = 0;
    for (int64_t c = 0; c < d; ++c) {
      const T value = static_cast<T>(from[c] / plan.unit[c]);
      to[c * group_size] = static_cast<T>(from[c]);
      both[c * group_size] = value;
      both[(d + c) * group_size] = y[c * group_size];
      sum += static_cast<double>(value) * static_cast<double>(y[c * group_size]);
    }
    dot[first + j] = static_cast<T>(sum);
  }
}

template <class T>
packed_scores<T>::packed_scores(carver &memory, const sizes &n)
    : s(memory.take<T>(tile_rows<T> * n.d)), crossed(memory.take<T>(tile_rows<T> * 2 * n.d)), dot(memory.take<T>(tile_rows<T>)),
      zeros_(memory.take<T>(std::max(tile_rows<T>, block_size))) {}

template <class T>
void packed_scores<T>::fill(const plan &p, const points<T> &at, int64_t tile) {
  if (!p.sp && !p.xq) return;
  constexpr int64_t rows = tile_rows<T>;
  const int64_t d = p.in.d, count = std::min(rows, p.in.n - tile * rows);
  std::fill_n(zeros_, std::max(rows, block_size), T{0});
  std::fill_n(s, rows * d, T{0});
  std::copy_n(at.tile(tile, d), rows * d, crossed);
  std::fill_n(crossed + rows * d, rows * d, T{0});
  std::fill_n(dot, rows, T{0});
  for (int64_t r = 0; r < count; ++r) {
    double sum = 0;
    for (int64_t c = 0; c < d; ++c) {
      const double from = p.in.s[(tile * rows + r) * d + c];
      const T value = static_cast<T>(from / p.unit[c]);
      s[c * rows + r] = static_cast<T>(from);
      crossed[(d + c) * rows + r] = value;
      sum += static_cast<double>(value) * static_cast<double>(crossed[c * rows + r]);
    }
    dot[r] = static_cast<T>(sum);
  }
}

template <class T>
void packed_scores<T>::products(const plan &p, const packed_payload<T> &columns, int64_t block, int64_t groups, T *sp, T *xq) const {
  const int64_t d = p.in.d, first = block * block_size;
  if (p.sp) run(product_job<T>{s, zeros_, columns.p + first * d, zeros_, d, groups, T{1}, sp});
  if (p.xq) run(product_job<T>{crossed, dot, columns.crossed + first * 2 * d, columns.dot + first, 2 * d, groups, T{-1}, xq});
}

template struct packed_payload<float>;
template struct packed_payload<double>;
template struct packed_scores<float>;
template struct packed_scores<double>;

}  // namespace wgf::pair
