#include "pair/layout/pack.h"

#include <algorithm>

#include "pair/general/distances.h"
#include "pair/layout/extent.h"
#include "pair/layout/layout_tile.h"
#include "base/parallel.h"

namespace wgf::pair {

packing::packing(arena &memory, const sizes &s)
    : index(memory.take<int64_t>(s.m)), centre(memory.take<double>(s.d)), unit(memory.take<double>(s.d)),
      room(memory.take<double>(extent_room(s.d, s.threads))) {}

namespace {

double median_of_three(double a, double b, double c) { return std::max(std::min(a, b), std::min(std::max(a, b), c)); }

// The median of three medians of three particles: one outlier, which would move a mean, costs the others no digits.
double coordinate_centre(const sweep_job &p, int64_t c) {
  if (p.active == 0) return 0;
  const auto at = [&](int64_t t) { return p.in.y[p.index[t * p.active / 9] * p.in.d + c]; };
  const auto three = [&](int64_t t) { return median_of_three(at(t), at(t + 3), at(t + 6)); };
  return median_of_three(three(0), three(1), three(2));
}

}  // namespace

void packing::locate(sweep_job &p) const {
  const sweep_input &in = p.in;
  p.active = 0;
  for (int64_t j = 0; j < in.m; ++j)
    if (p.weight(j) != 0) index[p.active++] = j;
  p.index = index;
  for (int64_t c = 0; c < in.d; ++c) centre[c] = coordinate_centre(p, c);
  p.centre = centre;
}

void packing::set_unit(sweep_job &p, double stretch) const {
  const auto unit_of = [&](int64_t c) { return stretch / (p.in.length * (p.in.scale != nullptr ? p.in.scale[c] : 1)); };
  for (int64_t c = 0; c < p.in.d; ++c) unit[c] = p.apart ? 0 : unit_of(c);
  p.unit = unit;
}

void packing::fill(sweep_job &p, double stretch) const {
  locate(p);
  set_unit(p, stretch);
}

template <class T>
points<T>::points(arena &memory, const sizes &s)
    : x(memory.take<T>(s.tiles<T>() * tile_rows<T> * s.d)), x_norm(memory.take<T>(s.tiles<T>() * tile_rows<T>)),
      y(memory.take<T>(s.blocks() * block_size * s.d)), y_norm(memory.take<T>(s.blocks() * block_size)),
      x_largest(memory.take<T>(s.tiles<T>())), y_largest(memory.take<T>(s.blocks())) {}

namespace {

template <class T>
T largest_of(const T *values, int64_t count) {
  T largest = 0;
  for (int64_t i = 0; i < count; ++i)
    if (values[i] > largest) largest = values[i];
  return largest;
}

}  // namespace

template <class T>
void points<T>::fill_tile(const sweep_job &p, int64_t t) const {
  constexpr int64_t rows = tile_rows<T>;
  T *to = x + t * rows * p.in.d, *norm = x_norm + t * rows;
  const int64_t first = t * rows, count = std::min(rows, p.in.n - first);
  if (count < rows) {
    std::fill_n(to, rows * p.in.d, T{0});
    std::fill_n(norm, rows, T{0});
  }
  run(points_job<T>{{p.in.x + first * p.in.d, nullptr, count, p.in.d, p.in.d}, p.centre, p.unit, rows, p.in.d, to, norm});
  if (chooses_form(p)) x_largest[t] = largest_of(norm, rows);
}

template <class T>
void points<T>::fill_block(const sweep_job &p, int64_t b) const {
  T *to = y + b * block_size * p.in.d, *norm = y_norm + b * block_size;
  const int64_t first = b * block_size, count = std::min(block_size, p.active - first);
  if (count < block_size) {
    std::fill_n(to, block_size * p.in.d, T{0});
    std::fill_n(norm, block_size, T{0});
  }
  run(points_job<T>{{p.in.y, p.index + first, count, p.in.d, p.in.d}, p.centre, p.unit, group_size, p.in.d, to, norm});
  if (chooses_form(p)) y_largest[b] = largest_of(norm, block_size);
}

template <class T>
void points<T>::fill(const sweep_job &p, workers &pool) {
  const int64_t tiles = (p.in.n + tile_rows<T> - 1) / tile_rows<T>, blocks = (p.active + block_size - 1) / block_size;
  const double cost = 2.0 * static_cast<double>(p.in.d);
  pool.for_each(tiles, cost * static_cast<double>(tile_rows<T>), [&](int64_t t, int) { fill_tile(p, t); });
  pool.for_each(blocks, cost * static_cast<double>(block_size), [&](int64_t b, int) { fill_block(p, b); });
}

template struct points<float>;
template struct points<double>;

}  // namespace wgf::pair
