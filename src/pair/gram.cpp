#include <algorithm>

#include "base/status.h"
#include "pair/general/distances.h"
#include "pair/layout/extent.h"
#include "pair/general/cancelling_pairs.h"
#include "pair/layout/schedule.h"

namespace wgf::pair {

namespace {

constexpr int64_t rows = tile_rows<double>;

struct gram_slot {
  double *u, *k[max_order + 1];
  uint16_t *pairs;

  explicit gram_slot(arena &memory) : u(memory.take<double>(rows * block_size)) {
    for (double *&tile : k) tile = memory.take<double>(rows * block_size);
    pairs = memory.take<uint16_t>(rows * block_size);
  }
};

void copy_rows(const sweep_job &p, int64_t tile, int64_t block, int64_t count, const double *from, double *to) {
  const int64_t end = std::min(p.in.n, (tile + 1) * rows);
  for (int64_t i = tile * rows; i < end; ++i)
    for (int64_t j = 0; j < count; ++j) to[i * p.in.m + block * block_size + j] = from[j * rows + i % rows];
}

void fill_apart(const sweep_job &p, int64_t tile, int64_t block, const gram_slot &slot, double *to) {
  const int64_t count = std::min(block_size, p.active - block * block_size), end = std::min(p.in.n, (tile + 1) * rows);
  std::fill_n(slot.u, rows * block_size, 1.0);
  for (int64_t j = 0; j < count; ++j)
    for (int64_t i = tile * rows; i < end; ++i) slot.u[j * rows + i % rows] = exact_u(p, i, block * block_size + j);
  evaluate_tile(p.in.kernel, 0, rows * block_size, slot.u, slot.k);
  for (int64_t t = 0; t < rows * block_size; ++t) refuse_tail(slot.u[t], slot.k[0][t]);
  copy_rows(p, tile, block, count, slot.k[0], to);
}

void fill_tile(const sweep_job &p, const points<double> &at, int64_t tile, int64_t block, const gram_slot &slot, double *to) {
  if (p.apart) return fill_apart(p, tile, block, slot, to);
  const measured m = measure_tile(p, at, tile, block, slot.u, slot.pairs);
  for (int64_t t = 0; t < m.cancelling; ++t)
    slot.u[slot.pairs[t]] = exact_u(p, tile * rows + slot.pairs[t] % rows, block * block_size + slot.pairs[t] / rows);
  evaluate_tile(p.in.kernel, 0, m.groups * group_size * rows, slot.u, slot.k);
  copy_rows(p, tile, block, m.count, slot.k[0], to);
}

struct gram_path {
  points<double> at;
  size_t slot_bytes;
  char *slots;

  gram_path(arena &memory, const sizes &s) : at(memory, s) {
    arena counted(nullptr);
    const gram_slot one(counted);
    slot_bytes = counted.used();
    slots = memory.take<char>(static_cast<int64_t>(slot_bytes) * s.threads);
  }
};

}  // namespace

void gram(const profile &kernel, double length, const double *scale, int64_t n, const double *x, int64_t m, const double *y,
          int64_t d, double *k, workspace &scratch, workers &pool) {
  rule value;
  value.c.k = 1;
  sweep_input in;
  in.n = n, in.m = m, in.d = d;
  in.x = x, in.y = y;
  in.kernel = kernel, in.length = length, in.scale = scale;
  sweep_job p = make_sweep_job(value, in, {nullptr, nullptr, k});
  const sizes s{n, m, d, 0, pool.threads()};
  require(bytes_needed<gram_path>(s) <= scratch.bytes(), WGF_E_INTERNAL, "gram: the workspace was prepared for less");
  arena memory(scratch.memory());
  packing shared(memory, s);
  gram_path path(memory, s);
  shared.locate(p);
  choose_care(p, extent_of(p, shared.room, pool), false);
  shared.set_unit(p, 1);
  if (!p.apart) path.at.fill(p, pool);
  for_segments<double>(p, pool, [&](int64_t tile, int64_t first, int64_t end, int slot) {
    arena own(path.slots + path.slot_bytes * static_cast<size_t>(slot));
    const gram_slot place(own);
    for (int64_t b = first; b < end; ++b) fill_tile(p, path.at, tile, b, place, k);
  });
}

}  // namespace wgf::pair
