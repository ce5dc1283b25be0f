#include "pair/pack.h"

#include <algorithm>

#include "parallel.h"

namespace wgf::pair {

frame::frame(carver &memory, const sizes &s)
    : index(memory.take<int64_t>(s.m)), centre(memory.take<double>(s.d)), unit(memory.take<double>(s.d)) {}

namespace {

// The median of some 31 particles: one outlier, which would move a mean, costs the others no digits.
double coordinate_centre(const plan &p, int64_t c) {
  constexpr int64_t most = 31;
  double values[most];
  const int64_t count = std::min(most, p.active);
  for (int64_t t = 0; t < count; ++t) values[t] = p.in.y[p.index[t * p.active / count] * p.in.d + c];
  std::nth_element(values, values + count / 2, values + count);
  return count > 0 ? values[count / 2] : 0;
}

}  // namespace

void frame::fill(plan &p, double stretch) {
  const sweep_input &in = p.in;
  p.active = 0;
  for (int64_t j = 0; j < in.m; ++j)
    if (p.weight(j) != 0) index[p.active++] = j;
  p.index = index;
  for (int64_t c = 0; c < in.d; ++c) {
    centre[c] = coordinate_centre(p, c);
    unit[c] = stretch / (in.length * (in.scale != nullptr ? in.scale[c] : 1));
  }
  p.centre = centre;
  p.unit = unit;
}

template <class T>
points<T>::points(carver &memory, const sizes &s)
    : x(memory.take<T>(s.tiles<T>() * tile_rows<T> * s.d)), x_norm(memory.take<T>(s.tiles<T>() * tile_rows<T>)),
      y(memory.take<T>(s.blocks() * block_size * s.d)), y_norm(memory.take<T>(s.blocks() * block_size)),
      x_largest(memory.take<T>(s.tiles<T>())), y_largest(memory.take<T>(s.blocks())) {}

namespace {

// One particle into every `apart`-th place; its squared norm after rounding.
template <class T>
T pack_point(const plan &p, const double *from, T *to, int64_t apart) {
  double norm = 0;
  for (int64_t c = 0; c < p.in.d; ++c) {
    const T value = static_cast<T>((from[c] - p.centre[c]) * p.unit[c]);
    to[c * apart] = value;
    norm += static_cast<double>(value) * static_cast<double>(value);
  }
  return static_cast<T>(norm);
}

template <class T>
T largest_of(const T *values, int64_t count) {
  T largest = 0;
  for (int64_t i = 0; i < count; ++i)
    if (values[i] > largest) largest = values[i];
  return largest;
}

template <class T>
void pack_tile(const plan &p, points<T> &to, int64_t t) {
  constexpr int64_t rows = tile_rows<T>;
  T *x = to.x + t * rows * p.in.d, *norm = to.x_norm + t * rows;
  const int64_t first = t * rows, count = std::min(rows, p.in.n - first);
  if (count < rows) std::fill_n(x, rows * p.in.d, T{0});
  std::fill_n(norm, rows, T{0});
  for (int64_t r = 0; r < count; ++r) norm[r] = pack_point(p, p.in.x + (first + r) * p.in.d, x + r, rows);
  to.x_largest[t] = largest_of(norm, rows);
}

template <class T>
void pack_block(const plan &p, points<T> &to, int64_t b) {
  T *y = to.y + b * block_size * p.in.d, *norm = to.y_norm + b * block_size;
  const int64_t first = b * block_size, count = std::min(block_size, p.active - first);
  if (count < block_size) std::fill_n(y, block_size * p.in.d, T{0});
  std::fill_n(norm, block_size, T{0});
  for (int64_t j = 0; j < count; ++j) {
    T *place = y + (j / group_size) * group_size * p.in.d + j % group_size;
    norm[j] = pack_point(p, p.in.y + p.index[first + j] * p.in.d, place, group_size);
  }
  to.y_largest[b] = largest_of(norm, block_size);
}

}  // namespace

template <class T>
void points<T>::fill(const plan &p, workers &pool) {
  const int64_t tiles = (p.in.n + tile_rows<T> - 1) / tile_rows<T>, blocks = (p.active + block_size - 1) / block_size;
  const double cost = 2.0 * static_cast<double>(p.in.d);
  pool.for_each(tiles, cost * static_cast<double>(tile_rows<T>), [&](int64_t t, int) { pack_tile(p, *this, t); });
  pool.for_each(blocks, cost * static_cast<double>(block_size), [&](int64_t b, int) { pack_block(p, *this, b); });
}

template struct points<float>;
template struct points<double>;

}  // namespace wgf::pair
