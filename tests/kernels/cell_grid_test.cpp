#include "kernels/cell_grid.h"

#include "kernels/two_clouds.h"

using namespace wgf;
using namespace wgf::kernel_tests;

namespace {

std::array<int64_t, 3> places(const cell_grid &grid, int64_t cell) {
  std::array<int64_t, 3> at{};
  for (size_t c = static_cast<size_t>(grid.d); c-- > 0; cell /= grid.cells[c]) at[c] = cell % grid.cells[c];
  return at;
}

bool within_reach(const cell_grid &grid, const double *a, const double *b) {
  const std::array<int64_t, 3> p = places(grid, grid.cell_of(a)), q = places(grid, grid.cell_of(b));
  for (size_t c = 0; c < static_cast<size_t>(grid.d); ++c)
    if (std::abs(p[c] - q[c]) > grid.reach[c]) return false;
  return true;
}

bool near(const double *a, const double *b, int64_t d, const std::array<double, 3> &radius) {
  for (int64_t c = 0; c < d; ++c)
    if (std::abs(a[c] - b[c]) > radius[static_cast<size_t>(c)]) return false;
  return true;
}

}  // namespace

TEST_CASE("cell grid: particles within the radius are within reach, and cells are about as many as particles at most") {
  for (const int64_t d : {1, 2, 3})
    for (const double radius : {1e-3, 0.1, 0.7, 5.0, 100.0}) {
      CAPTURE(d);
      CAPTURE(radius);
      numbers x = normal_points(400, d, 3);
      x[0] = 50, x[5] = -1e7;
      const std::array<double, 3> each{radius, 2 * radius, 0.5 * radius};
      const cell_grid grid = cell_grid::around(400, d, x.data(), each);
      CHECK(grid.count() <= 400);
      for (int64_t i = 0; i < 400; ++i)
        for (int64_t j = 0; j < i; ++j)
          if (near(&x[static_cast<size_t>(i * d)], &x[static_cast<size_t>(j * d)], d, each))
            REQUIRE(within_reach(grid, &x[static_cast<size_t>(i * d)], &x[static_cast<size_t>(j * d)]));
    }
}

TEST_CASE("cell grid: an order lists every particle once, in its cell") {
  const numbers x = normal_points(500, 2, 3);
  const cell_grid grid = cell_grid::around(500, 2, x.data(), {0.3, 0.3, 0});
  CHECK(grid.count() > 50);
  cell_order order(500, 2);
  std::vector<int> seen(500);
  for (int repeat = 0; repeat < 2; ++repeat) order.sort(grid, 500, x.data());
  CHECK(order.begin(0) == 0);
  CHECK(order.end(grid.count() - 1) == 500);
  for (int64_t cell = 0; cell < grid.count(); ++cell)
    for (int64_t at = order.begin(cell); at < order.end(cell); ++at) {
      CHECK(grid.cell_of(&x[static_cast<size_t>(2 * order[at])]) == cell);
      ++seen[static_cast<size_t>(order[at])];
    }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}
