#include "pair/median/shuffled.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/parallel.h"

namespace wgf::pair {

namespace {

constexpr int64_t rows = tile_rows<float>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

int64_t tiles_of(int64_t count) { return (count + rows - 1) / rows; }
int64_t groups_of(int64_t count) { return (count + group_size - 1) / group_size; }

// By the generator of Knuth's MMIX: its high bits are random enough for a shuffle.
void random_order(int64_t count, int64_t *place) {
  std::iota(place, place + count, int64_t{0});
  uint64_t state = 1;
  for (int64_t i = count - 1; i > 0; --i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const uint64_t high = state >> 32;
    const auto j = count < int64_t{1} << 31 ? static_cast<int64_t>((high * static_cast<uint64_t>(i + 1)) >> 32)
                                            : static_cast<int64_t>((state >> 1) % static_cast<uint64_t>(i + 1));
    std::swap(place[i], place[j]);
  }
}

// What is taken off before coordinates are scaled. Without scales the unit is a power of two, which rounds nothing, and differences of rows are exact
// as they are; with scales a coordinate far out would lose what its differences have.
double before(const sweep_job &p, int64_t c) { return p.in.scale != nullptr ? p.centre[c] : 0; }
double after(const sweep_job &p, int64_t c) { return p.in.scale != nullptr ? 0 : p.centre[c] * p.unit[c]; }

// One row, scaled; the largest of its coordinates from the centre. Those that are no number are passed over.
double copy_row(const sweep_job &p, const double *from, double *to) {
  double largest = 0;
  for (int64_t c = 0; c < p.in.d; ++c) {
    to[c] = (from[c] - before(p, c)) * p.unit[c];
    const double away = std::abs(to[c] - after(p, c));
    largest = away > largest ? away : largest;
  }
  return largest;
}

// A power of two that brings the largest coordinate below 1.
double scale_for(double largest) {
  constexpr int widest = 300;  // far enough from where squares leave the doubles
  if (!(largest > 0) || std::isinf(largest)) return 0;
  const int exponent = std::ilogb(largest) + 1;
  return std::abs(exponent) <= widest ? std::ldexp(1.0, -exponent) : 0;
}

// One row into every `apart`-th place, times `factor`; its squared norm, NaN when it has none.
double pack_row(const sweep_job &p, double scale, const double *from, float factor, float *to, int64_t apart) {
  double norm = 0;
  for (int64_t c = 0; c < p.in.d; ++c) {
    const float value = static_cast<float>((from[c] - after(p, c)) * scale);
    to[c * apart] = factor * value;
    norm += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::isfinite(norm) ? norm : static_cast<double>(nan);
}

// With x, y and both norms rounded to floats, |x - y|^2 is off by 8 eps (|x|^2 + |y|^2) at most, eps = 2^-24; each of the d products by
// eps (2 |x|^2 + |y|^2), twice where multiplication and addition are two operations; each sum with a norm or a bound, of which only those
// below 3 (|x|^2 + |y|^2) matter, by 3 eps (|x|^2 + |y|^2). The rounding of the doubles is far below all that.
double relative_bound(int64_t d) { return (4 * static_cast<double>(d) + 24) * 0x1p-24; }

}  // namespace

shuffled::shuffled(arena &memory, const sizes &s)
    : x(memory.take<double>(s.n * s.d)), y(memory.take<double>(s.m * s.d)),
      x_tile(memory.take<float>(tiles_of(s.n) * rows * s.d)), x_up(memory.take<float>(tiles_of(s.n) * rows)), x_width(memory.take<float>(tiles_of(s.n) * rows)),
      y_tile(memory.take<float>(groups_of(s.m) * group_size * s.d)), y_up(memory.take<float>(groups_of(s.m) * group_size)), y_down(memory.take<float>(groups_of(s.m) * group_size)),
      largest(memory.take<double>(tiles_of(s.n) + tiles_of(s.m))), place_(memory.take<int64_t>(std::max(s.n, s.m))) {}

void shuffled::shuffle(const sweep_job &p, const double *from, int64_t count, double *to, double *tile_largest, workers &pool) {
  random_order(count, place_);
  const int64_t d = p.in.d;
  pool.for_each(tiles_of(count), static_cast<double>(rows * d), [&](int64_t t, int) {
    tile_largest[t] = 0;
    for (int64_t i = t * rows; i < std::min(count, (t + 1) * rows); ++i)
      tile_largest[t] = std::max(tile_largest[t], copy_row(p, from + place_[i] * d, to + i * d));
  });
}

void shuffled::order(const sweep_job &p, bool one_cloud, workers &pool) {
  int64_t tiles = tiles_of(p.in.n);
  shuffle(p, p.in.x, p.in.n, x, largest, pool);
  if (one_cloud) {
    y = x;
  } else {
    shuffle(p, p.in.y, p.in.m, y, largest + tiles, pool);
    tiles += tiles_of(p.in.m);
  }
  scale = scale_for(*std::max_element(largest, largest + tiles));
}

void shuffled::pack(const sweep_job &p, workers &pool) {
  const int64_t d = p.in.d;
  const double off = relative_bound(d);
  pool.for_each(tiles_of(p.in.n), 2 * static_cast<double>(rows * d), [&](int64_t t, int) {
    float *tile = x_tile + t * rows * d;
    if ((t + 1) * rows > p.in.n) std::fill_n(tile, rows * d, 0.0F);
    for (int64_t r = 0; r < rows; ++r) {
      const int64_t i = t * rows + r;
      const double norm = i < p.in.n ? pack_row(p, scale, x + i * d, 1, tile + r, rows) : static_cast<double>(nan);
      x_up[i] = static_cast<float>(norm * (1 + off));
      x_width[i] = static_cast<float>(norm * 2 * off);
    }
  });
  pool.for_each(groups_of(p.in.m), 2 * static_cast<double>(group_size * d), [&](int64_t g, int) {
    float *group = y_tile + g * group_size * d;
    if ((g + 1) * group_size > p.in.m) std::fill_n(group, group_size * d, 0.0F);
    for (int64_t r = 0; r < group_size; ++r) {
      const int64_t j = g * group_size + r;
      const double norm = j < p.in.m ? pack_row(p, scale, y + j * d, -2, group + r, group_size) : static_cast<double>(nan);
      y_up[j] = static_cast<float>(norm * (1 + off));
      y_down[j] = static_cast<float>(norm * (1 - off));
    }
  });
}

}  // namespace wgf::pair
