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

struct sorting {
  std::vector<uint32_t> &order;
  std::vector<int64_t> &keys;
};

// `values` receives the row in ascending order, `weights` (when c has any) those beside it. `order` is left
// behind when asked for.
line_measure sorted(const slices::points &c, const double *row, bool with_order, double *values,
                    double *weights, sorting by) {
  if (!c.w && !with_order) {
    std::copy(row, row + c.n, values);
    simd::sort_values(values, c.n, by.keys.data());
    return {c.n, values, nullptr};
  }
  simd::sort_order(row, c.n, by.order.data(), by.keys.data());
  for (int64_t k = 0; k < c.n; ++k) values[k] = row[by.order[static_cast<size_t>(k)]];
  if (!c.w) return {c.n, values, nullptr};
  for (int64_t k = 0; k < c.n; ++k) weights[k] = c.w[by.order[static_cast<size_t>(k)]];
  return {c.n, values, weights};
}

}  // namespace

void slices::prepare(int64_t n, int64_t m, int64_t d, int64_t count, int threads) {
  require(std::max(n, m) < int64_t{1} << 31, WGF_E_ARGUMENT, "sorting allows fewer than 2^31 particles");
  lines_.prepare(d, count);
  batch_blocks_ = std::min(lines_.blocks(), (threads + directions::block - 1) / directions::block);
  x_rows_.resize(static_cast<size_t>(batch_blocks_ * directions::block * n));
  y_rows_.resize(static_cast<size_t>(batch_blocks_ * directions::block * m));
  values_.resize(static_cast<size_t>(lines_.count()));
  scratch own;
  for (std::vector<double> *v : {&own.x_values, &own.x_weights, &own.move}) v->resize(static_cast<size_t>(n));
  for (std::vector<double> *v : {&own.y_values, &own.y_weights}) v->resize(static_cast<size_t>(m));
  own.order.resize(static_cast<size_t>(std::max(n, m)));
  own.keys.resize(own.order.size());
  scratch_.assign(static_cast<size_t>(threads), own);
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
    lines_.project(y.n, y.x, now.block, now.blocks, y_rows_.data(), pool);
    pool.for_each(now.count, sort_ns * static_cast<double>(y.n), [&](int64_t row, int slot) {
      scratch &own = scratch_[static_cast<size_t>(slot)];
      const int64_t at = (now.first + row) * y.n;
      sorted(y, y_rows_.data() + row * y.n, false, kept_values_.data() + at, kept_weights_.data() + at,
             {own.order, own.keys});
    });
  }
  kept_ = true;
}

line_measure slices::sorted_y(const points &y, int64_t direction, const double *row, scratch &own) {
  if (!kept_) return sorted(y, row, false, own.y_values.data(), own.y_weights.data(), {own.order, own.keys});
  const int64_t at = direction * y.n;
  return {y.n, kept_values_.data() + at, y.w ? kept_weights_.data() + at : nullptr};
}

// The row of projections of x becomes the moves along the direction.
double slices::along(line_rule rule, const points &x, const line_measure &y, double *row, bool with_moves,
                     scratch &own) {
  const line_measure line =
      sorted(x, row, with_moves, own.x_values.data(), own.x_weights.data(), {own.order, own.keys});
  const double value = rule(line, y, with_moves ? own.move.data() : nullptr);
  for (size_t k = 0; with_moves && k < static_cast<size_t>(x.n); ++k) row[own.order[k]] = own.move[k];
  return value;
}

double slices::average(line_rule rule, const points &all_x, const points &all_y, double *velocity,
                       workers &pool) {
  const points x = without_equal_weights(all_x), y = without_equal_weights(all_y);
  const double share = 1 / static_cast<double>(lines_.count());
  if (velocity) std::fill(velocity, velocity + x.n * lines_.d(), 0.0);
  for (int64_t block = 0; block < lines_.blocks(); block += batch_blocks_) {
    const batch now = batch_from(block);
    lines_.project(x.n, x.x, now.block, now.blocks, x_rows_.data(), pool);
    if (!kept_) lines_.project(y.n, y.x, now.block, now.blocks, y_rows_.data(), pool);
    pool.for_each(now.count, sort_ns * static_cast<double>(kept_ ? x.n : x.n + y.n),
                  [&](int64_t row, int slot) {
                    scratch &own = scratch_[static_cast<size_t>(slot)];
                    const line_measure line = sorted_y(y, now.first + row, y_rows_.data() + row * y.n, own);
                    values_[static_cast<size_t>(now.first + row)] =
                        along(rule, x, line, x_rows_.data() + row * x.n, velocity != nullptr, own);
                  });
    if (velocity) lines_.add_back(x.n, x_rows_.data(), now.block, now.blocks, share, velocity, pool);
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
