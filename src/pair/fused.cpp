#include "pair/fused.h"

#include <algorithm>
#include <limits>

#include "pair/distances.h"
#include "pair/fused_tile.h"
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
  T *o, *self, *twice;  // twice: 2 x of the tile
  exponent_parts<T> start;
  T *w;  // of a block, where each pair counts once
  double *sum;

  fused_slot(carver &memory, const sizes &s)
      : o(memory.take<T>((s.columns + s.d + 1) * tile_rows<T>)), self(memory.take<T>(block_size)),
        twice(memory.take<T>(s.d * tile_rows<T>)), start(memory, tile_rows<T>), w(memory.take<T>(block_size)),
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
    : size_(s), at_(memory, s), shift_(memory, s.blocks() * block_size),
      v_(memory.take<T>(s.blocks() * block_size * (s.columns + s.d + 1))),
      pull_(memory.take<double>(s.d)) {
  carver counted(nullptr);
  const fused_slot<T> one(counted, s);
  slot_bytes_ = counted.used();
  slots_ = memory.take<char>(static_cast<int64_t>(slot_bytes_) * s.threads);
}

template <class T>
void fused<T>::fill_block(const plan &p, int64_t block) {
  if (p.in.y_potential != nullptr) fill_shifts(p, block);
  const int64_t d = p.in.d, first = block * block_size, count = std::min(block_size, p.active - first);
  T *v = v_ + first * columns_;
  if (count < block_size) std::fill_n(v, block_size * columns_, T{0});
  for (int64_t j = 0; j < count; ++j) {
    const int64_t group = j / group_size * group_size, within = j % group_size;
    const T *y = at_.block(block, d) + group * d + within;
    T *to = v + group * columns_ + within;
    const double w = p.weight(p.index[first + j]), *from = p.in.p + p.index[first + j] * p.in.columns;
    for (int64_t c = 0; c < payload_; ++c) {
      const double drift = together_ ? pull_[c] * static_cast<double>(y[c * group_size]) : 0;
      to[c * group_size] = static_cast<T>(w * (together_ ? a_ * from[c] - drift : from[c]));
    }
    to += payload_ * group_size;
    for (int64_t c = 0; c < coordinates_; ++c) to[c * group_size] = static_cast<T>(w * static_cast<double>(y[c * group_size]));
    to[coordinates_ * group_size] = static_cast<T>(w);
  }
}

template <class T>
void fused<T>::fill_shifts(const plan &p, int64_t block) {
  for (int64_t j = block * block_size; j < (block + 1) * block_size; ++j) {
    const double none = -std::numeric_limits<double>::infinity();  // what fills up the last group must not overflow
    shift_.set_negative(j, at_.y_norm[j], j < p.active ? log2_e * p.in.y_potential[p.index[j]] : none);
  }
}

template <class T>
const T *fused<T>::y_shift(const plan &p, metric how, int64_t block) const {
  const int64_t first = block * block_size;
  if (p.in.y_potential != nullptr) return shift_.by(how) + first;
  return how == metric::gram ? at_.y_norm + first : nullptr;
}

// One tile of rows against one segment of y.
template <class T>
class fused_task {
 public:
  fused_task(const plan &p, const fused<T> &data, int64_t tile, int slot)
      : p_(p), in_(p.in), data_(data), tile_(tile), memory_(data.slots_ + data.slot_bytes_ * static_cast<size_t>(slot)),
        slot_(memory_, data.size_) {
    std::fill_n(slot_.o, data_.columns_ * rows, T{0});
    std::fill_n(slot_.sum, data_.columns_ * rows, 0.0);
    const T *x = data_.at_.tile(tile, in_.d);
    std::transform(x, x + in_.d * rows, slot_.twice, [](T value) { return 2 * value; });
    for (int64_t r = 0; r < rows; ++r) fill_start(tile * rows + r, r);
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

  void fill_start(int64_t i, int64_t row) {
    const bool with_potential = in_.x_potential != nullptr && i < in_.n;
    slot_.start.set(row, data_.at_.x_norm[i], with_potential ? log2_e * in_.x_potential[i] : 0);
  }

  void add_block(int64_t block) {
    const int64_t d = in_.d, first = block * block_size, count = std::min(block_size, p_.active - first);
    const points<T> &at = data_.at_;
    const metric how = usual_metric(p_, at, tile_, block);
    wgf::pair::run(gaussian_job<T>{how, how == metric::gram ? slot_.twice : at.tile(tile_, d), at.block(block, d),
                                   data_.y_shift(p_, how, block), slot_.start.by(how), d, (count + group_size - 1) / group_size,
                                   own_rows(first, count), values(block), data_.columns_, slot_.o});
  }

  const T *values(int64_t block) {
    if (!in_.each_pair_once) return data_.v_ + block * block_size * data_.columns_;
    fill_weights(p_, tile_ * rows, rows, block, slot_.w);
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
    if (p_.b.used()) finish_displacement(count, out.displacement + begin * in_.d);
    for (int64_t r = 0; p_.c.used() && r < count; ++r) out.scalar[begin + r] += data_.c_ * total()[r];
  }

  void finish_payload(int64_t begin, int64_t count, double *out) {
    const double a = data_.together_ ? 1 : data_.a_;
    for (int64_t c = 0; c < data_.payload_; ++c)
      for (int64_t r = 0; r < count; ++r) out[r * in_.columns + c] += a * sum(c)[r];
    if (!p_.e.used()) return;
    const double *s = in_.s + begin * in_.columns;
    for (int64_t r = 0; r < count; ++r)
      for (int64_t c = 0; c < in_.columns; ++c) out[r * in_.columns + c] += data_.e_ * total()[r] * s[r * in_.columns + c];
  }

  // b (x - y) / scale^2, from packed coordinates (x - y) unit. What belongs to y is in the payload already when they are together.
  void finish_displacement(int64_t count, double *out) {
    const T *x = data_.at_.tile(tile_, in_.d);
    for (int64_t c = 0; c < in_.d; ++c, x += rows) {
      const double pull = data_.pull_[c], *of_y = data_.together_ ? nullptr : sum(data_.payload_ + c);
      for (int64_t r = 0; r < count; ++r)
        out[r * in_.d + c] += pull * (total()[r] * static_cast<double>(x[r]) - (of_y != nullptr ? of_y[r] : 0));
    }
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
  at_.fill(p, pool);
  const double cost = 2.0 * static_cast<double>(columns_ * block_size);
  pool.for_each((p.active + block_size - 1) / block_size, cost, [&](int64_t b, int) { fill_block(p, b); });
  for_segments<T>(p, pool, [&](int64_t tile, int64_t first, int64_t end, int slot) {
    fused_task<T>(p, *this, tile, slot).run(first, end);
  });
}

template class fused<float>;
template class fused<double>;

}  // namespace wgf::pair
