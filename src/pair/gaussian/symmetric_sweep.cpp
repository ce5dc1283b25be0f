#include "pair/gaussian/symmetric_sweep.h"

#include <algorithm>
#include <functional>

#include "pair/general/distances.h"
#include "pair/gaussian/gaussian_tile.h"

namespace wgf::pair {

namespace {

// Beyond, the sums for the other side outgrow the caches, and what is saved is less than what they cost.
constexpr int64_t most_columns = 128;
constexpr int64_t fewest_units = 3;

// What one thread works in.
template <class T>
struct symmetric_sweep_slot {
  T *o;       // sums of a part's rows since the last flush, [row tile of the part][column][rows]
  T *mirror;  // sums for the particles of a block, [group][column][group_size][lanes]

  symmetric_sweep_slot(arena &memory, const sizes &s, const triangle<T> &cut) {
    const int64_t columns = std::min(gaussian_terms<T>::most_columns(s), most_columns);
    o = memory.take<T>(cut.turns() * triangle<T>::unit * columns);
    mirror = memory.take<T>(block_size * columns * most_lanes<T>);
  }
};

}  // namespace

template <class T>
bool is_symmetric_sweep(const sweep_job &p) {
  const sweep_input &in = p.in;
  if (in.x != in.y || in.n != in.m || in.skip_self || in.each_pair_once || in.x_potential != nullptr || in.y_potential != nullptr) return false;
  if (gaussian_columns(p) > most_columns || in.n < fewest_units * triangle<T>::unit) return false;
  return in.w == nullptr || std::all_of(in.w, in.w + in.n, [](double w) { return w != 0; });
}

template <class T>
symmetric_sweep<T>::symmetric_sweep(arena &memory, const sizes &s) : size_(s), cut_(s.n, s.d, gaussian_terms<T>::most_columns(s)), terms_(memory, s) {
  const int64_t columns = gaussian_terms<T>::most_columns(s), all = s.tiles<T>() * tile_rows<T> * columns;
  v_rows_ = memory.take<T>(all);
  zero_ = memory.take<T>(tile_rows<T>);
  sum_ = memory.take<double>(cut_.segments * all);
  parts_ = memory.take<double>(cut_.parts * cut_.stripe * triangle<T>::unit * columns);
  arena counted(nullptr);
  const symmetric_sweep_slot<T> one(counted, s, cut_);
  slot_bytes_ = counted.used();
  slots_ = memory.take<char>(static_cast<int64_t>(slot_bytes_) * s.threads);
}

template <class T>
void symmetric_sweep<T>::fill(const sweep_job &p, workers &pool) {
  const int64_t tiles = size_.tiles<T>();
  const double cost = 2.0 * static_cast<double>(terms_.columns + p.in.d);
  pool.for_each(size_.blocks(), cost * static_cast<double>(block_size), [&](int64_t b, int) { terms_.fill_block(p, b); });
  pool.for_each(tiles, cost * static_cast<double>(tile_rows<T>), [&](int64_t t, int) { fill_tile(p, t); });
  std::fill_n(zero_, tile_rows<T>, T{0});
  choose_form(p);
  if (how_ == distance_form::products)
    pool.for_each(tiles, static_cast<double>(p.in.d * tile_rows<T>) / 4, [&](int64_t t, int) { start_tile(p, t); });
}

template <class T>
void symmetric_sweep<T>::fill_tile(const sweep_job &p, int64_t tile) const {
  constexpr int64_t rows = tile_rows<T>;
  const int64_t first = tile * rows;
  terms_.at.fill_tile(p, tile);
  terms_.fill_columns(p, first, std::min(rows, p.in.n - first), rows, terms_.at.tile(tile, p.in.d), v_rows_ + tile * tile_size());
}

// One for all pairs, for a tile meets every block.
template <class T>
void symmetric_sweep<T>::choose_form(const sweep_job &p) {
  how_ = distance_form::differences;
  if (p.in.d <= small_dimension) return;
  const T *largest = terms_.at.x_largest, *end = largest + size_.tiles<T>();
  if (std::all_of(largest, end, [](T norm) { return 2 * norm <= largest_product_norm<T>; })) how_ = distance_form::products;
}

// As products want it: 2 x and -|x|^2.
template <class T>
void symmetric_sweep<T>::start_tile(const sweep_job &p, int64_t tile) const {
  constexpr int64_t rows = tile_rows<T>;
  T *x = terms_.at.x + tile * rows * p.in.d, *norm = terms_.at.x_norm + tile * rows;
  std::transform(x, x + rows * p.in.d, x, [](T value) { return 2 * value; });
  std::transform(norm, norm + rows, norm, std::negate<T>());
}

// The rows of one part against one segment of a stripe.
template <class T>
class symmetric_sweep_task {
 public:
  symmetric_sweep_task(const sweep_job &p, const symmetric_sweep<T> &data, int64_t part, int64_t stripe, int64_t segment, int slot)
      : p_(p), data_(data), cut_(data.cut_), terms_(data.terms_), part_(part), stripe_(stripe), segment_(segment),
        memory_(data.slots_ + data.slot_bytes_ * static_cast<size_t>(slot)), slot_(memory_, data.size_, cut_) {
    std::fill_n(slot_.mirror, block_size * terms_.columns * most_lanes<T>, T{0});
    for_rows_before(cut_.stripe_end(stripe), [&](int64_t tile, int64_t place) {
      std::fill_n(slot_.o + place * data_.tile_size(), data_.tile_size(), T{0});
      if (tile >= stripe * cut::tiles_of_unit) std::fill_n(data_.sums_of(segment, tile), data_.tile_size(), 0.0);
    });
  }

  void run() {
    constexpr int64_t units_of_flush = blocks_per_flush / cut::blocks_of_unit;
    const int64_t first = cut_.segment_begin(stripe_, segment_), end = cut_.segment_begin(stripe_, segment_ + 1);
    for (int64_t column = first; column < end; ++column) {
      add_unit(column);
      if (column + 1 == end || (column + 1 - first) % units_of_flush == 0) flush(column + 1);
    }
  }

 private:
  using cut = triangle<T>;
  static constexpr int64_t rows = tile_rows<T>;

  template <class Do>
  void for_tiles(int64_t turn, const Do &each) const {
    const int64_t first = cut_.row(part_, turn) * cut::tiles_of_unit, end = std::min(first + cut::tiles_of_unit, data_.size_.template tiles<T>());
    for (int64_t tile = first; tile < end; ++tile) each(tile, turn * cut::tiles_of_unit + tile - first);
  }

  // The tiles of this part before a unit, and their places in `o`.
  template <class Do>
  void for_rows_before(int64_t column, const Do &each) const {
    for (int64_t turn = 0; turn * cut_.parts < column; ++turn)
      if (cut_.row(part_, turn) < column) for_tiles(turn, each);
  }

  void add_unit(int64_t column) {
    const int64_t first = column * cut::blocks_of_unit, end = std::min(first + cut::blocks_of_unit, data_.size_.blocks());
    const int64_t turn = column / cut_.parts;
    const bool own = cut_.row(part_, turn) == column;
    for (int64_t block = first; block < end; ++block) {
      if (cut_.row(part_, 0) < column) add_mirrored(column, block);
      if (own) for_tiles(turn, [&](int64_t tile, int64_t place) { add(tile, place, block, nullptr); });
    }
  }

  void add_mirrored(int64_t column, int64_t block) {
    for_rows_before(column, [&](int64_t tile, int64_t place) { add(tile, place, block, slot_.mirror); });
    double *sums = data_.part_sums(part_, column - stripe_) + block % cut::blocks_of_unit * block_size;
    wgf::pair::run(mirror_job<T>{slot_.mirror, groups(block), terms_.columns, cut::unit, sums});
  }

  int64_t groups(int64_t block) const { return (std::min(block_size, p_.in.n - block * block_size) + group_size - 1) / group_size; }

  void add(int64_t tile, int64_t place, int64_t block, T *mirror) {
    const int64_t d = p_.in.d, first = block * block_size;
    const bool gram = data_.how_ == distance_form::products;
    const T *start = gram ? terms_.at.x_norm + tile * rows : data_.zero_, *shift = gram ? terms_.at.y_norm + first : nullptr;
    wgf::pair::run(gaussian_job<T>{data_.how_, terms_.at.tile(tile, d), terms_.at.block(block, d), shift, start,
                                   std::min(rows, p_.in.n - tile * rows), d, groups(block), nullptr, terms_.v + first * terms_.columns,
                                   terms_.columns, slot_.o + place * data_.tile_size(), data_.v_rows_ + tile * data_.tile_size(), mirror});
  }

  void flush(int64_t column) {
    for_rows_before(column, [&](int64_t tile, int64_t place) {
      wgf::pair::run(flush_job<T>{data_.tile_size(), slot_.o + place * data_.tile_size(), data_.sums_of(segment_, tile)});
    });
  }

  const sweep_job &p_;
  const symmetric_sweep<T> &data_;
  const cut &cut_;
  const gaussian_terms<T> &terms_;
  int64_t part_, stripe_, segment_;
  arena memory_;
  symmetric_sweep_slot<T> slot_;
};

template <class T>
void symmetric_sweep<T>::add_stripe(const sweep_job &p, int64_t first, workers &pool) const {
  using cut = triangle<T>;
  const int64_t tasks = cut_.parts * cut_.segments, end = cut_.stripe_end(first);
  const double pairs = static_cast<double>((end - first) * cut::unit) * static_cast<double>(p.in.n) / static_cast<double>(tasks);
  // The long tasks of a part first: what is left over at the end is then short.
  pool.for_each(tasks, pair_cost_here<T>(p) * pairs,
                [&](int64_t t, int slot) { symmetric_sweep_task<T>(p, *this, t / cut_.segments, first, cut_.segments - 1 - t % cut_.segments, slot).run(); });
  const int64_t before = first * cut::tiles_of_unit, tiles = std::min(end * cut::tiles_of_unit, size_.tiles<T>()) - before;
  pool.for_each(tiles, static_cast<double>(cut_.parts * tile_size()) / 4, [&](int64_t t, int) { gather(before + t, first); });
}

// What earlier rows have added to the rows of a tile in the stripe.
template <class T>
void symmetric_sweep<T>::gather(int64_t tile, int64_t first) const {
  constexpr int64_t rows = tile_rows<T>, unit = triangle<T>::unit;
  const int64_t column = tile / triangle<T>::tiles_of_unit;
  double *sum = sums_of(0, tile);
  for (int64_t part = 0; part < std::min(cut_.parts, column); ++part) {
    const double *from = part_sums(part, column - first) + tile * rows % unit;
    for (int64_t c = 0; c < terms_.columns; ++c) std::transform(from + c * unit, from + c * unit + rows, sum + c * rows, sum + c * rows, std::plus<double>());
  }
}

template <class T>
void symmetric_sweep<T>::finish(const sweep_job &p, int64_t tile) const {
  double *sum = sums_of(0, tile);
  for (int64_t segment = 1; segment < cut_.segments; ++segment)
    std::transform(sum, sum + tile_size(), sums_of(segment, tile), sum, std::plus<double>());
  terms_.finish(p, tile, sum, true);
}

template <class T>
void symmetric_sweep<T>::run(const sweep_job &p, workers &pool) {
  terms_.start(p);
  fill(p, pool);
  for (int64_t first = 0; first < cut_.units; first += cut_.stripe) add_stripe(p, first, pool);
  pool.for_each(size_.tiles<T>(), static_cast<double>(cut_.segments * tile_size()), [&](int64_t t, int) { finish(p, t); });
}

template bool is_symmetric_sweep<float>(const sweep_job &);
template bool is_symmetric_sweep<double>(const sweep_job &);
template class symmetric_sweep<float>;
template class symmetric_sweep<double>;

}  // namespace wgf::pair
