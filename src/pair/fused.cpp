#include "pair/fused.h"

#include <algorithm>
#include <functional>

#include "pair/distances.h"
#include "pair/fused_tile.h"
#include "pair/layout_tile.h"
#include "pair/schedule.h"

namespace wgf::pair {

namespace {

bool only_multiples_of_k(const coefficient &c) {
  return std::all_of(c.terms, c.terms + c.count, [](const term &t) { return t.times == multiplier::one; });
}

// phi^(order) = (-1/2)^order phi
double multiple_of_k(const coefficient &c) {
  constexpr double powers[] = {1, -0.5, 0.25, -0.125};
  double sum = 0;
  for (int t = 0; t < c.count; ++t) sum += c.terms[t].value * powers[c.terms[t].order];
  return c.scale * sum;
}

template <class T>
struct fused_slot {
  T *o, *self, *twice, *minus_norm, *zero;  // twice: 2 x of the tile
  T *w;                                     // of a block, where each pair counts once
  double *sum;

  fused_slot(carver &memory, const sizes &s)
      : o(memory.take<T>((s.columns + s.d + 1) * tile_rows<T>)), self(memory.take<T>(block_size)),
        twice(memory.take<T>(s.d * tile_rows<T>)), minus_norm(memory.take<T>(tile_rows<T>)), zero(memory.take<T>(tile_rows<T>)),
        w(memory.take<T>(block_size)),
        sum(memory.take<double>((s.columns + s.d + 1) * tile_rows<T>)) {}
};

}  // namespace

bool is_fused(const plan &p) {
  static const int gaussian = find_profile("gaussian");
  return p.in.kernel.callback == nullptr && p.in.kernel.index == gaussian && only_multiples_of_k(p.a) && only_multiples_of_k(p.b) &&
         only_multiples_of_k(p.c) && only_multiples_of_k(p.e);
}

template <class T>
fused<T>::fused(carver &memory, const sizes &s)
    : size_(s), at_(memory, s), v_(memory.take<T>(s.blocks() * block_size * (s.columns + s.d + 1))),
      pull_(memory.take<double>(s.d)) {
  carver counted(nullptr);
  const fused_slot<T> one(counted, s);
  slot_bytes_ = counted.used();
  slots_ = memory.take<char>(static_cast<int64_t>(slot_bytes_) * s.threads);
}

template <class T>
void fused<T>::fill_block(const plan &p, int64_t block) {
  const int64_t d = p.in.d, first = block * block_size, count = std::min(block_size, p.active - first);
  T *v = v_ + first * columns_;
  at_.fill_block(p, block);
  if (count < block_size) std::fill_n(v, block_size * columns_, T{0});
  double w[block_size] = {};
  for (int64_t j = 0; j < count; ++j) w[j] = p.weight(p.index[first + j]);
  const T *y = at_.block(block, d);
  if (payload_ > 0)
    wgf::pair::run(payload_job<T>{{p.in.p, p.index + first, count, payload_, payload_}, w, together_ ? a_ : 1, together_ ? pull_ : nullptr, y, columns_, v});
  for (int64_t j = 0; j < block_size; j += group_size)
    weigh_group(w + j, y + j * d, v + j * columns_ + payload_ * group_size);
}

// The last columns of a group: coordinates and 1.
template <class T>
void fused<T>::weigh_group(const double *w, const T *y, T *to) {
  for (int64_t c = 0; c < coordinates_; ++c, y += group_size, to += group_size)
    for (int64_t j = 0; j < group_size; ++j) to[j] = static_cast<T>(w[j] * static_cast<double>(y[j]));
  for (int64_t j = 0; j < group_size; ++j) to[j] = static_cast<T>(w[j]);
}

// One tile of rows against one segment of y.
template <class T>
class fused_task {
 public:
  fused_task(const plan &p, const fused<T> &data, int64_t tile, int64_t first, int slot)
      : p_(p), in_(p.in), data_(data), tile_(tile), memory_(data.slots_ + data.slot_bytes_ * static_cast<size_t>(slot)),
        slot_(memory_, data.size_) {
    if (first == 0) data.at_.fill_tile(p, tile);
    std::fill_n(slot_.o, data_.columns_ * rows, T{0});
    std::fill_n(slot_.sum, data_.columns_ * rows, 0.0);
    std::fill_n(slot_.zero, rows, T{0});
    if (in_.d <= small_dimension) return;
    const T *x = data_.at_.tile(tile, in_.d), *norm = data_.at_.x_norm + tile * rows;
    std::transform(x, x + in_.d * rows, slot_.twice, [](T value) { return 2 * value; });
    std::transform(norm, norm + rows, slot_.minus_norm, std::negate<T>());
  }

  void run(int64_t first, int64_t end) {
    for (int64_t b = std::max(first, first_block(p_, tile_ * rows)); b < end; ++b) {
      add_block(b);
      if ((b - first) % blocks_per_flush == blocks_per_flush - 1) flush();
    }
    flush();
    finish(first == 0);
  }

 private:
  static constexpr int64_t rows = tile_rows<T>;

  void add_block(int64_t block) {
    const int64_t d = in_.d, first = block * block_size, count = std::min(block_size, p_.active - first);
    const points<T> &at = data_.at_;
    const metric how = usual_metric(p_, at, tile_, block);
    const bool gram = how == metric::gram;
    wgf::pair::run(gaussian_job<T>{how, gram ? slot_.twice : at.tile(tile_, d), at.block(block, d), at.y_norm + first,
                                   gram ? slot_.minus_norm : slot_.zero, std::min(rows, in_.n - tile_ * rows), d, (count + group_size - 1) / group_size,
                                   own_rows(first, count), values(block), data_.columns_, slot_.o});
  }

  const T *values(int64_t block) {
    const T *v = data_.v_ + block * block_size * data_.columns_;
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

  void flush() { wgf::pair::run(flush_job<T>{data_.columns_ * rows, slot_.o, slot_.sum}); }

  const double *sum(int64_t column) const { return slot_.sum + column * rows; }
  const double *total() const { return sum(data_.columns_ - 1); }

  void finish(bool first) {
    const sweep_output &out = p_.out;
    const int64_t begin = tile_ * rows, count = std::min(rows, in_.n - begin);
    if (first) {
      if (out.payload != nullptr) std::fill_n(out.payload + begin * in_.columns, count * in_.columns, 0.0);
      if (out.displacement != nullptr) std::fill_n(out.displacement + begin * in_.d, count * in_.d, 0.0);
      if (out.scalar != nullptr) std::fill_n(out.scalar + begin, count, 0.0);
    }
    if (out.payload != nullptr) finish_payload(begin, count, out.payload + begin * in_.columns);
    if (p_.b.used() && !data_.together_) finish_displacement(begin, count, out.displacement + begin * in_.d);
    for (int64_t r = 0; p_.c.used() && r < count; ++r) out.scalar[begin + r] += data_.c_ * total()[r];
  }

  void finish_payload(int64_t begin, int64_t count, double *out) {
    if (data_.payload_ > 0)
      wgf::pair::run(unpack_job<T>{slot_.sum, total(), count, in_.columns, data_.together_ ? 1 : data_.a_, nullptr,
                                   data_.together_ ? data_.pull_ : nullptr, in_.x + begin * in_.d, p_.centre, p_.unit, out});
    if (!p_.e.used()) return;
    const double *s = in_.s + begin * in_.columns;
    for (int64_t r = 0; r < count; ++r)
      for (int64_t c = 0; c < in_.columns; ++c) out[r * in_.columns + c] += data_.e_ * total()[r] * s[r * in_.columns + c];
  }

  // b (x - y) / scale^2, from packed coordinates (x - y) unit.
  void finish_displacement(int64_t begin, int64_t count, double *out) {
    wgf::pair::run(unpack_job<T>{sum(data_.payload_), total(), count, in_.d, -1, data_.pull_, data_.pull_, in_.x + begin * in_.d,
                                 p_.centre, p_.unit, out});
  }

  const plan &p_;
  const sweep_input &in_;
  const fused<T> &data_;
  int64_t tile_;
  carver memory_;
  fused_slot<T> slot_;
};

template <class T>
void fused<T>::run(const plan &p, workers &pool) {
  a_ = multiple_of_k(p.a), b_ = multiple_of_k(p.b), c_ = multiple_of_k(p.c), e_ = multiple_of_k(p.e);
  together_ = p.a.used() && p.b.used() && p.out.payload == p.out.displacement;
  payload_ = p.a.used() ? p.in.columns : 0;
  coordinates_ = p.b.used() && !together_ ? p.in.d : 0;
  columns_ = payload_ + coordinates_ + 1;
  for (int64_t c = 0; c < p.in.d; ++c) {
    const double scale = p.in.scale != nullptr ? p.in.scale[c] : 1;
    pull_[c] = b_ / (p.unit[c] * scale * scale);
  }
  const double cost = 2.0 * static_cast<double>((columns_ + p.in.d) * block_size);
  pool.for_each((p.active + block_size - 1) / block_size, cost, [&](int64_t b, int) { fill_block(p, b); });
  for_segments<T>(p, pool, [&](int64_t tile, int64_t first, int64_t end, int slot) {
    fused_task<T>(p, *this, tile, first, slot).run(first, end);
  });
}

template class fused<float>;
template class fused<double>;

}  // namespace wgf::pair
