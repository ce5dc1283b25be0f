// How a sweep is cut into tasks: a tile of rows against a segment of blocks of y. The cut depends on sizes only, never on
// threads, and each output row is summed in one order, so the bits do not depend on threads either.
#pragma once

#include <algorithm>
#include <cstdint>

#include "pair/gaussian/gaussian_terms.h"
#include "pair/layout/pack.h"
#include "base/parallel.h"
#include "simd/isa.h"

namespace wgf::pair {

// Rough nanoseconds of one pair on one AVX2 core.
template <class T>
double rough_pair_ns(int64_t d, int64_t columns) {
  return (1 + 0.08 * static_cast<double>(2 * d + columns)) * (sizeof(T) == 4 ? 0.5 : 1);
}

// A caller's kernel counts as slow, so that a poll comes soon even where it is. By this work is cut, on any instruction set alike.
template <class T>
double pair_cost(const sweep_job &p) {
  const double cost = rough_pair_ns<T>(p.in.d, p.in.columns);
  return p.in.kernel.callback != nullptr ? cost + 200 : cost;
}

// Nearer to the truth, with the instruction set in force, for the choice of how much is done between two polls.
template <class T>
double pair_cost_here(const sweep_job &p) {
  constexpr double of_gaussian = 0.3;  // in registers from one product to the next
  if (p.in.kernel.callback != nullptr) return pair_cost<T>(p);
  return pair_cost<T>(p) * simd::isa_slowness() * (has_gaussian_terms(p) ? of_gaussian : 1);
}

// The first block with a particle that is not before this row; the first of all unless each pair counts once.
inline int64_t first_block(const sweep_job &p, int64_t row) {
  if (!p.in.each_pair_once) return 0;
  return (std::lower_bound(p.index, p.index + p.active, row) - p.index) / block_size;
}

// The weights of a block where each pair counts once, from those of its particles, zeros behind the last.
template <class T>
void fill_weights(const sweep_job &p, int64_t first_row, int64_t rows, int64_t block, const T *once, T *w) {
  const int64_t first = block * block_size, count = std::min(block_size, p.active - first);
  if (p.index[first] >= first_row + rows) {
    std::transform(once, once + block_size, w, [](T each) { return 2 * each; });
    return;
  }
  std::fill_n(w + count, block_size - count, T{0});
  for (int64_t j = 0; j < count; ++j) w[j] = static_cast<T>(p.weight(p.index[first + j], first_row, rows));
}

inline constexpr int64_t blocks_per_flush = 24;  // some 1150 terms: a float sum of so many is still good to 1e-5

inline constexpr double task_ns = 4e6;  // ten times that without vectors, still below the 100 ms between two polls

// Calls task(tile, first block, end block, slot): every tile for one segment, then every tile for the next.
template <class T, class Task>
void for_segments(const sweep_job &p, workers &pool, const Task &task) {
  const int64_t tiles = (p.in.n + tile_rows<T> - 1) / tile_rows<T>, blocks = (p.active + block_size - 1) / block_size;
  const double block_ns = pair_cost<T>(p) * static_cast<double>(tile_rows<T> * block_size);
  const int64_t segment = std::max<int64_t>(1, static_cast<int64_t>(task_ns / block_ns));
  const double block_ns_here = pair_cost_here<T>(p) * static_cast<double>(tile_rows<T> * block_size);
  for (int64_t first = 0; first == 0 || first < blocks; first += segment) {
    const int64_t end = std::min(blocks, first + segment);
    const double tile_ns = block_ns_here * static_cast<double>(end - first);
    const auto body = [&](int64_t tile, int slot) { task(tile, first, end, slot); };
    if (p.in.kernel.callback == nullptr) {
      pool.for_each(tiles, tile_ns, body);
    } else if (p.in.kernel.callback_thread_safe) {
      pool.for_each_isolated(tiles, tile_ns, body);
    } else {
      for (int64_t tile = 0; tile < tiles; ++tile) {
        pool.check();
        body(tile, 0);
      }
    }
  }
}

}  // namespace wgf::pair
