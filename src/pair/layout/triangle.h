// How the pairs of one cloud are cut into tasks when each pair is visited once: by sizes alone, never by threads. The particles are cut into units of
// whole tiles and blocks. Rows, the units of one side, are dealt out to parts; columns, those of the other side, come in stripes, and a stripe in
// segments. A task is the rows of a part against one segment, as far as they lie before it. The tasks of one stripe may run side by side.
//
//              columns (units of y) ->
//              | stripe 0      | stripe 1
//              | seg 0 | seg 1 | seg 0 | ...
//   part 0     | \  x    x   x   x   x   x      rows are dealt out to and fro: part 0, 1, .. p-1, p-1, .. 1, 0, 0, ..
//   part 1     |    \   x   x   x   x   x      x: both sides are summed at once, the row's in place, the column's in the part's own sums
//   part 1     |        \   x   x   x   x      \: the pairs inside a unit, one by one
//   part 0     |            \   x   x   x
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "pair/layout/schedule.h"

namespace wgf::pair {

template <class T>
struct triangle {
  // The least number of particles in whole tiles and whole blocks.
  static constexpr int64_t unit = std::lcm(tile_rows<T>, block_size), tiles_of_unit = unit / tile_rows<T>, blocks_of_unit = unit / block_size;

  int64_t units, parts, segments, stripe;  // stripe: units in one

  triangle(int64_t n, int64_t d, int64_t columns)
      : units((n + unit - 1) / unit), parts(parts_of(n)), segments(parts < enough_parts ? std::clamp<int64_t>(units / 2, 1, 2) : 1) {
    const int64_t by_memory = part_sums_bytes / (parts * unit * columns * static_cast<int64_t>(sizeof(double)));
    const double unit_ns = rough_pair_ns<T>(d, columns) * static_cast<double>(std::max<int64_t>(n / parts, 1) * unit);
    stripe = std::clamp<int64_t>(std::min(by_memory, static_cast<int64_t>(task_ns / unit_ns)), 1, units);
  }

  // Row number `turn` of a part; there is none where it is not below units. To and fro, for the first rows have most columns behind them.
  int64_t row(int64_t part, int64_t turn) const { return turn * parts + (turn % 2 == 0 ? part : parts - 1 - part); }
  int64_t turns() const { return (units + parts - 1) / parts; }  // rows of a part at most

  // Of a stripe from unit `first` on.
  int64_t stripe_end(int64_t first) const { return std::min(units, first + stripe); }
  int64_t segment_begin(int64_t first, int64_t segment) const { return first + (stripe_end(first) - first) * segment / segments; }

 private:
  static constexpr int64_t rows_of_part = 512;  // so many amortise what is done once for the rows of a part
  static constexpr int64_t enough_parts = 16;   // of this size to keep threads busy
  static constexpr int64_t most_parts = 32;     // of this size; then they grow, up to
  static constexpr int64_t rows_of_large_part = 2048;
  static constexpr int64_t part_sums_bytes = int64_t{1} << 24;  // of a stripe

  // An even number, for two threads.
  static int64_t parts_of(int64_t n) {
    return 2 * std::max(std::clamp<int64_t>(n / (2 * rows_of_part), 1, most_parts / 2), n / (2 * rows_of_large_part));
  }
};

}  // namespace wgf::pair
