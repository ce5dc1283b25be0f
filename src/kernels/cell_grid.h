// A grid of boxes in up to three dimensions, and clouds in the order of its cells.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wgf {

// Cells are numbered so that those of a line along the last coordinate follow one another. Particles beyond the grid belong to its outermost cells:
// two particles closer than `radius` are never more than `reach` cells apart in any coordinate.
struct cell_grid {
  int64_t d = 0;
  std::array<int64_t, 3> cells{}, reach{};  // of each coordinate
  std::array<double, 3> origin{}, side{};

  // Around n particles, with at most about n cells. radius: of each coordinate; may be infinite.
  static cell_grid around(int64_t n, int64_t d, const double *x, const std::array<double, 3> &radius);

  int64_t count() const;
  int64_t lines() const { return count() / cells[static_cast<size_t>(d - 1)]; }
  int64_t cell_of(const double *x) const;
};

class cell_order {
 public:
  cell_order(int64_t most, int64_t d);
  void sort(const cell_grid &grid, int64_t n, const double *x);  // counting sort
  int64_t begin(int64_t cell) const { return start_[static_cast<size_t>(cell)]; }
  int64_t end(int64_t cell) const { return start_[static_cast<size_t>(cell) + 1]; }
  int64_t operator[](int64_t place) const { return order_[static_cast<size_t>(place)]; }

 private:
  std::vector<int64_t> start_, cell_, order_;
};

}  // namespace wgf
