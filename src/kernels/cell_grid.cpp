#include "kernels/cell_grid.h"

#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

int64_t most_per_coordinate(int64_t n, int64_t d) {
  return std::max<int64_t>(1, static_cast<int64_t>(std::pow(static_cast<double>(n), 1 / static_cast<double>(d))));
}

int64_t most_cells(int64_t n, int64_t d) {
  const int64_t each = most_per_coordinate(n, d);
  return d == 1 ? each : d == 2 ? each * each
                                : each * each * each;
}

struct spread {
  double mean = 0, deviation = 0, low, high;

  spread(int64_t n, int64_t d, const double *x, int64_t c) : low(x[c]), high(x[c]) {
    double square = 0;
    for (int64_t i = 0; i < n; ++i) {
      const double away = x[i * d + c] - x[c];
      mean += away;
      square += away * away;
      low = std::min(low, x[i * d + c]);
      high = std::max(high, x[i * d + c]);
    }
    mean /= static_cast<double>(n);
    deviation = std::sqrt(std::max(0.0, square / static_cast<double>(n) - mean * mean));
    mean += x[c];
  }
};

}  // namespace

cell_grid cell_grid::around(int64_t n, int64_t d, const double *x, const std::array<double, 3> &radius) {
  const int64_t most = most_per_coordinate(n, d);
  cell_grid grid;
  grid.d = d;
  for (int64_t c = 0; c < d; ++c) {
    const spread along(n, d, x, c);
    const size_t k = static_cast<size_t>(c);
    const double range = along.high - along.low, bulk = std::min(range, 8 * along.deviation);
    const double side = std::max(radius[k] / 2, bulk / static_cast<double>(most));
    const double ratio = side > 0 ? range / side : 0, wanted = std::isnan(ratio) ? 1 : std::floor(ratio) + 1;  // infinity over infinity: one cell
    grid.side[k] = side > 0 ? side : 1;
    grid.cells[k] = wanted > static_cast<double>(most) ? most : static_cast<int64_t>(wanted);
    grid.origin[k] = wanted > static_cast<double>(most) ? along.mean - side * static_cast<double>(most) / 2 : along.low;
    grid.reach[k] = grid.cells[k] == 1 ? 0 : side > 0 ? static_cast<int64_t>(std::min(std::ceil(radius[k] / side), static_cast<double>(grid.cells[k])))
                                                      : 0;
  }
  return grid;
}

int64_t cell_grid::count() const {
  int64_t all = 1;
  for (int64_t c = 0; c < d; ++c) all *= cells[static_cast<size_t>(c)];
  return all;
}

int64_t cell_grid::cell_of(const double *x) const {
  int64_t cell = 0;
  for (size_t c = 0; c < static_cast<size_t>(d); ++c) {
    const double last = static_cast<double>(cells[c] - 1), place = (x[c] - origin[c]) / side[c];
    cell = cell * cells[c] + (place > 0 ? static_cast<int64_t>(std::min(place, last)) : 0);
  }
  return cell;
}

cell_order::cell_order(int64_t most, int64_t d)
    : start_(static_cast<size_t>(most_cells(most, d) + 1)), cell_(static_cast<size_t>(most)), order_(static_cast<size_t>(most)) {}

void cell_order::sort(const cell_grid &grid, int64_t n, const double *x) {
  const size_t cells = static_cast<size_t>(grid.count());
  std::fill_n(start_.begin(), cells + 1, 0);
  for (int64_t i = 0; i < n; ++i) ++start_[static_cast<size_t>(cell_[static_cast<size_t>(i)] = grid.cell_of(x + i * grid.d)) + 1];
  for (size_t c = 0; c < cells; ++c) start_[c + 1] += start_[c];
  for (int64_t i = 0; i < n; ++i) order_[static_cast<size_t>(start_[static_cast<size_t>(cell_[static_cast<size_t>(i)])]++)] = i;
  for (size_t c = cells; c > 0; --c) start_[c] = start_[c - 1];
  start_[0] = 0;
}

}  // namespace wgf
