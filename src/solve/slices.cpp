#include "solve/slices.h"

#include <algorithm>
#include <numeric>

#include "core/status.h"
#include "simd/sort.h"

namespace wgf {

namespace {

constexpr double sort_ns = 20;  // a value

slices::points without_equal_weights(const slices::points &c) {
  const bool equal = std::all_of(c.w, c.w + c.n, [&](double w) { return w == c.w[0]; });
  return {c.n, c.x, equal ? nullptr : c.w};
}

// Directions whose projections take some tenths of the memory of the cloud itself pass over it together.
constexpr int64_t dimensions_a_block = 12;

template <class T>
std::unique_ptr<T[]> unfilled(int64_t size) {
  return std::unique_ptr<T[]>(new T[static_cast<size_t>(size)]);
}

struct sorting {
  uint32_t *order;
  int64_t *keys;
};

// The row in ascending order goes to `values`, the weights of c beside it to `weights`; the order stays behind.
line_measure in_order(const slices::points &c, const double *row, double *values, double *weights, sorting by) {
  simd::sort_order(row, c.n, by.order, by.keys);
  for (int64_t k = 0; k < c.n; ++k) values[k] = row[by.order[k]];
  for (int64_t k = 0; c.w && k < c.n; ++k) weights[k] = c.w[by.order[k]];
  return {c.n, values, c.w ? weights : nullptr};
}

line_measure in_place(int64_t n, double *row, int64_t *keys) {
  simd::sort_values(row, n, keys);
  return {n, row, nullptr};
}

}  // namespace

void slices::prepare(int64_t n, int64_t m, int64_t d, int64_t count, int threads) {
  const std::array<int64_t, 5> sizes{n, m, d, count, threads};
  if (sizes == prepared_) return;
  require(std::max(n, m) < int64_t{1} << 31, WGF_E_ARGUMENT, "sorting allows fewer than 2^31 particles");
  prepared_ = {};
  lines_.prepare(d, count);
  const int64_t busy = (threads + directions::block - 1) / directions::block;
  batch_blocks_ = std::min(lines_.blocks(), std::max(busy, d / dimensions_a_block));
  x_rows_ = unfilled<double>(batch_blocks_ * directions::block * n);
  y_rows_ = unfilled<double>(batch_blocks_ * directions::block * m);
  values_.resize(static_cast<size_t>(lines_.count()));
  scratch_.resize(static_cast<size_t>(threads));
  for (scratch &own : scratch_) {
    for (room<double> *v : {&own.x_values, &own.x_weights, &own.move}) *v = unfilled<double>(n);
    for (room<double> *v : {&own.y_values, &own.y_weights}) *v = unfilled<double>(m);
    own.order = unfilled<uint32_t>(std::max(n, m));
    own.keys = unfilled<int64_t>(std::max(n, m));
  }
  prepared_ = sizes;
}

void slices::set_directions(const stream &random) {
  lines_.draw(random);
  kept_ = false;
}

slices::batch slices::batch_from(int64_t block) const {
  const int64_t blocks = std::min(batch_blocks_, lines_.blocks() - block), first = block * directions::block;
  return {block, blocks, first, std::min(blocks * directions::block, lines_.count() - first)};
}

void slices::keep(const points &all, workers &pool) {
  const points y = without_equal_weights(all);
  kept_values_.resize(values_.size() * static_cast<size_t>(y.n));
  kept_weights_.resize(y.w ? kept_values_.size() : 0);
  for (int64_t block = 0; block < lines_.blocks(); block += batch_blocks_) {
    const batch now = batch_from(block);
    lines_.project(y.n, y.x, now.block, now.blocks, y_rows_.get(), pool);
    pool.for_each(now.count, sort_ns * static_cast<double>(y.n), [&](int64_t row, int slot) {
      const line_measure line = sorted(y, y_rows_.get() + row * y.n, scratch_[static_cast<size_t>(slot)]);
      const int64_t at = (now.first + row) * y.n;
      std::copy_n(line.x, y.n, kept_values_.data() + at);
      if (line.w) std::copy_n(line.w, y.n, kept_weights_.data() + at);
    });
  }
  kept_ = true;
}

line_measure slices::sorted(const points &y, double *row, scratch &own) {
  if (!y.w) return in_place(y.n, row, own.keys.get());
  return in_order(y, row, own.y_values.get(), own.y_weights.get(), {own.order.get(), own.keys.get()});
}

line_measure slices::sorted_y(const points &y, int64_t direction, double *row, scratch &own) {
  if (!kept_) return sorted(y, row, own);
  const int64_t at = direction * y.n;
  return {y.n, kept_values_.data() + at, y.w ? kept_weights_.data() + at : nullptr};
}

// With moves, the row of projections of x becomes the moves along the direction over the number of directions.
double slices::along(line_rule rule, const points &x, const line_measure &y, double *row, bool with_moves,
                     scratch &own) {
  const sorting by{own.order.get(), own.keys.get()};
  const double share = 1 / static_cast<double>(lines_.count());
  if (!with_moves && !x.w) return rule(in_place(x.n, row, by.keys), y, nullptr);
  if (rule == line_transport && with_moves && !x.w && !y.w && x.n == y.n) {
    simd::sort_order(row, x.n, by.order, by.keys);
    return line_transport_in_place(x.n, by.order, y.x, share, row);
  }
  double *move = with_moves ? own.move.get() : nullptr;
  const double value = rule(in_order(x, row, own.x_values.get(), own.x_weights.get(), by), y, move);
  for (int64_t k = 0; move && k < x.n; ++k) row[by.order[k]] = share * move[k];
  return value;
}

double slices::average(line_rule rule, const points &all_x, const points &all_y, double *velocity,
                       workers &pool) {
  const points x = without_equal_weights(all_x), y = without_equal_weights(all_y);
  const double share = 1 / static_cast<double>(lines_.count());
  if (velocity) std::fill(velocity, velocity + x.n * lines_.d(), 0.0);
  for (int64_t block = 0; block < lines_.blocks(); block += batch_blocks_) {
    const batch now = batch_from(block);
    lines_.project(x.n, x.x, now.block, now.blocks, x_rows_.get(), pool);
    if (!kept_) lines_.project(y.n, y.x, now.block, now.blocks, y_rows_.get(), pool);
    pool.for_each(now.count, sort_ns * static_cast<double>(kept_ ? x.n : x.n + y.n),
                  [&](int64_t row, int slot) {
                    scratch &own = scratch_[static_cast<size_t>(slot)];
                    const line_measure line = sorted_y(y, now.first + row, y_rows_.get() + row * y.n, own);
                    values_[static_cast<size_t>(now.first + row)] =
                        along(rule, x, line, x_rows_.get() + row * x.n, velocity != nullptr, own);
                  });
    if (velocity) lines_.add_back(x.n, x_rows_.get(), now.block, now.blocks, velocity, pool);
  }
  return std::accumulate(values_.begin(), values_.end(), 0.0) * share;
}

double slices::sw2(const points &x, const points &y, double *velocity, workers &pool) {
  return average(line_transport, x, y, velocity, pool);
}

double slices::energy(const points &x, const points &y, double *velocity, workers &pool) {
  return average(line_energy, x, y, velocity, pool);
}

double slices::distance_factor(int64_t d) {
  double factor = d % 2 == 0 ? 0.5 * 3.14159265358979323846 : 1;
  for (int64_t k = d % 2 == 0 ? 2 : 1; k < d; k += 2) factor *= static_cast<double>(k + 1) / static_cast<double>(k);
  return factor;
}

}  // namespace wgf
