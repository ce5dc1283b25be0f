#include "pair/gaussian/gaussian_sweep.h"

#include <algorithm>
#include <limits>

#include "pair/general/distances.h"
#include "pair/gaussian/gaussian_tile.h"
#include "pair/layout/schedule.h"

namespace wgf::pair {

namespace {

template <class T>
struct gaussian_sweep_slot {
  T *o, *self, *twice;  // twice: 2 x of the tile
  exponent_parts<T> start;
  T *w;  // of a block, where each pair counts once
  double *sum;

  gaussian_sweep_slot(arena &memory, const sizes &s)
      : o(memory.take<T>(gaussian_terms<T>::most_columns(s) * tile_rows<T>)), self(memory.take<T>(block_size)),
        twice(memory.take<T>(s.d * tile_rows<T>)), start(memory, tile_rows<T>),
        w(memory.take<T>(block_size)),
        sum(memory.take<double>(gaussian_terms<T>::most_columns(s) * tile_rows<T>)) {}
};

}  // namespace

template <class T>
gaussian_sweep<T>::gaussian_sweep(arena &memory, const sizes &s) : size_(s), terms_(memory, s), shift_(memory, s.blocks() * block_size) {
  arena counted(nullptr);
  const gaussian_sweep_slot<T> one(counted, s);
  slot_bytes_ = counted.used();
  slots_ = memory.take<char>(static_cast<int64_t>(slot_bytes_) * s.threads);
}

// What fills up the last group: with the potential of any x the kernel is 0, and not by way of infinity less infinity.
double vanishing_potential(const sweep_job &p) {
  return -log2_e * *std::max_element(p.in.x_potential, p.in.x_potential + p.in.n) - 3000;
}

template <class T>
void gaussian_sweep<T>::fill_shifts(const sweep_job &p, int64_t block) {
  const double nowhere = (block + 1) * block_size > p.active ? vanishing_potential(p) : 0;
  for (int64_t j = block * block_size; j < (block + 1) * block_size; ++j) {
    shift_.set_negative(j, terms_.at.y_norm[j], j < p.active ? log2_e * p.in.y_potential[p.index[j]] : nowhere);
  }
}

template <class T>
const T *gaussian_sweep<T>::y_shift(const sweep_job &p, distance_form how, int64_t block) const {
  const int64_t first = block * block_size;
  if (p.in.y_potential != nullptr) return shift_.by(how) + first;
  return how == distance_form::products ? terms_.at.y_norm + first : nullptr;
}

// One tile of rows against one segment of y.
template <class T>
class gaussian_sweep_task {
 public:
  gaussian_sweep_task(const sweep_job &p, const gaussian_sweep<T> &data, int64_t tile, int64_t first, int slot)
      : p_(p), in_(p.in), data_(data), terms_(data.terms_), tile_(tile), memory_(data.slots_ + data.slot_bytes_ * static_cast<size_t>(slot)),
        slot_(memory_, data.size_) {
    if (first == 0) terms_.at.fill_tile(p, tile);
    std::fill_n(slot_.o, terms_.columns * rows, T{0});
    std::fill_n(slot_.sum, terms_.columns * rows, 0.0);
    for (int64_t r = 0; r < rows; ++r) fill_start(tile * rows + r, r);
    if (in_.d <= small_dimension) return;
    const T *x = terms_.at.tile(tile, in_.d);
    std::transform(x, x + in_.d * rows, slot_.twice, [](T value) { return 2 * value; });
  }

  void run(int64_t first, int64_t end) {
    for (int64_t b = std::max(first, first_block(p_, tile_ * rows)); b < end; ++b) {
      add_block(b);
      if ((b - first) % blocks_per_flush == blocks_per_flush - 1) flush();
    }
    flush();
    terms_.finish(p_, tile_, slot_.sum, first == 0);
  }

 private:
  static constexpr int64_t rows = tile_rows<T>;

  // Rows that fill up the last tile have no kernel: it might overflow.
  void fill_start(int64_t i, int64_t row) {
    const bool padding = i >= in_.n;
    const double potential = in_.x_potential == nullptr ? 0 : padding ? -std::numeric_limits<double>::infinity()
                                                                      : log2_e * in_.x_potential[i];
    slot_.start.set(row, terms_.at.x_norm[i], potential);
  }

  void add_block(int64_t block) {
    const int64_t d = in_.d, first = block * block_size, count = std::min(block_size, p_.active - first);
    const points<T> &at = terms_.at;
    const distance_form how = usual_form(p_, at, tile_, block);
    wgf::pair::run(gaussian_job<T>{how, how == distance_form::products ? slot_.twice : at.tile(tile_, d), at.block(block, d),
                                   data_.y_shift(p_, how, block), slot_.start.by(how), std::min(rows, in_.n - tile_ * rows), d,
                                   (count + group_size - 1) / group_size, own_rows(first, count), values(block), terms_.columns, slot_.o});
  }

  const T *values(int64_t block) {
    const T *v = terms_.v + block * block_size * terms_.columns;
    if (!in_.each_pair_once) return v;
    fill_weights(p_, tile_ * rows, rows, block, v, slot_.w);  // of scalars there is one column, the weights
    return slot_.w;
  }

  const T *own_rows(int64_t first, int64_t count) {
    if (!in_.skip_self || p_.index[first + count - 1] < tile_ * rows || p_.index[first] >= (tile_ + 1) * rows) return nullptr;
    std::fill_n(slot_.self, block_size, T{-1});
    for (int64_t j = 0; j < count; ++j) slot_.self[j] = static_cast<T>(p_.index[first + j] - tile_ * rows);
    return slot_.self;
  }

  void flush() { wgf::pair::run(flush_job<T>{terms_.columns * rows, slot_.o, slot_.sum}); }

  const sweep_job &p_;
  const sweep_input &in_;
  const gaussian_sweep<T> &data_;
  const gaussian_terms<T> &terms_;
  int64_t tile_;
  arena memory_;
  gaussian_sweep_slot<T> slot_;
};

template <class T>
void gaussian_sweep<T>::run(const sweep_job &p, workers &pool) {
  terms_.start(p);
  const double cost = 2.0 * static_cast<double>((terms_.columns + p.in.d) * block_size);
  pool.for_each((p.active + block_size - 1) / block_size, cost, [&](int64_t b, int) {
    terms_.fill_block(p, b);
    if (p.in.y_potential != nullptr) fill_shifts(p, b);
  });
  for_segments<T>(p, pool, [&](int64_t tile, int64_t first, int64_t end, int slot) {
    gaussian_sweep_task<T>(p, *this, tile, first, slot).run(first, end);
  });
}

template class gaussian_sweep<float>;
template class gaussian_sweep<double>;

}  // namespace wgf::pair
