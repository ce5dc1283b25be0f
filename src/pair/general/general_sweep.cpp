#include "pair/general/general_sweep.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "pair/general/distances.h"
#include "pair/layout/layout_tile.h"
#include "pair/general/cancelling_pairs.h"
#include "pair/general/radial_tile.h"
#include "pair/general/stein_tile.h"
#include "pair/layout/schedule.h"
#include "pair/general/scores.h"

namespace wgf::pair {

namespace {

// What one thread works in. Tiles are as in tile.h; `o` and `sum` are [column][rows].
template <class T>
struct tile_slot {
  T *u, *k[max_order + 1], *sp, *xq, *a, *b, *c, *e;
  T *twice, *minus_norm;  // 2 x and -|x|^2 of the tile
  T *limit;               // pairs with u up to this cancel
  T *o;                   // sums since the last flush: a, b, weighted b alone, c, e
  double *sum;            // of the whole task
  uint16_t *pairs;
  T *w;  // of a block, where each pair counts once
  packed_scores<T> scores;

  tile_slot(arena &memory, const sizes &s);
};

int64_t sum_columns(int64_t columns, int64_t d) { return columns + d + 3; }

template <class T>
tile_slot<T>::tile_slot(arena &memory, const sizes &n) : scores(memory, n) {
  constexpr int64_t rows = tile_rows<T>, tile = rows * block_size;
  for (T **one : {&u, &k[0], &k[1], &k[2], &k[3], &sp, &xq, &a, &b, &c, &e}) *one = memory.take<T>(tile);
  twice = memory.take<T>(n.d * rows);
  minus_norm = memory.take<T>(rows);
  limit = memory.take<T>(rows);
  o = memory.take<T>(sum_columns(n.columns, n.d) * rows);
  sum = memory.take<double>(sum_columns(n.columns, n.d) * rows);
  pairs = memory.take<uint16_t>(tile);
  w = memory.take<T>(block_size);
}

}  // namespace

template <class T>
general_sweep<T>::general_sweep(arena &memory, const sizes &s)
    : size_(s), at_(memory, s), payload_(memory, s), pw_(memory.take<T>(s.m * s.columns)), yw_(memory.take<T>(s.blocks() * block_size * (s.d + 1))),
      w_(memory.take<T>(s.blocks() * block_size)), displacement_unit_(memory.take<double>(s.d)), even_(memory.take<bool>(s.blocks())) {
  arena counted(nullptr);
  tile_slot<T> one(counted, s);
  slot_bytes_ = counted.used();
  slots_ = memory.take<char>(static_cast<int64_t>(slot_bytes_) * s.threads);
}

template <class T>
void general_sweep<T>::fill_block(const sweep_job &p, int64_t block) {
  const int64_t d = p.in.d, columns = p.in.columns, end = std::min(p.active, (block + 1) * block_size);
  at_.fill_block(p, block);
  std::fill(w_ + end, w_ + (block + 1) * block_size, T{0});
  std::fill(yw_ + end * (d + 1), yw_ + (block + 1) * block_size * (d + 1), T{0});
  payload_.fill_block(p, at_, block);
  for (int64_t j = block * block_size; j < end; ++j) {
    const double weight = p.weight(p.index[j]);
    w_[j] = static_cast<T>(weight);
    if (p.b.used() && d > small_dimension) weigh_point(p, j, weight);
    const double *from = p.in.p + p.index[j] * columns;
    for (int64_t c = 0; p.a.used() && c < columns; ++c) pw_[j * columns + c] = static_cast<T>(weight * (from[c] * p.over));
  }
  T *w = w_ + block * block_size;
  even_[block] = std::all_of(w, w_ + end, [w](T each) { return each == w[0]; });
}

// From the caller's numbers, which lie side by side, to the digits of the packed ones.
template <class T>
void general_sweep<T>::weigh_point(const sweep_job &p, int64_t j, double weight) {
  const double *from = p.in.y + p.index[j] * p.in.d;
  T *to = yw_ + j * (p.in.d + 1);
  for (int64_t c = 0; c < p.in.d; ++c) {
    const T y = static_cast<T>((from[c] - p.centre[c]) * p.unit[c]);
    to[c] = static_cast<T>(weight * static_cast<double>(y));
  }
  to[p.in.d] = static_cast<T>(weight);
}

template <class T>
void general_sweep<T>::fill(const sweep_job &p, workers &pool) {
  if (p.apart) return;
  const double cost = 2.0 * static_cast<double>((2 * p.in.d + p.in.columns) * block_size);
  pool.for_each((p.active + block_size - 1) / block_size, cost, [&](int64_t b, int) { fill_block(p, b); });
}

namespace {

bool is_just(const coefficient &c, int order) {
  return !c.used() || (c.count == 1 && c.terms[0].times == multiplier::one && c.terms[0].order == order);
}

bool is_ready_made(const sweep_job &p) { return p.in.kernel.callback == nullptr && !p.in.skip_self; }

// Values of the Stein kernel.
bool is_stein(const sweep_job &p) {
  return is_ready_made(p) && !p.careful && !p.apart && !p.a.used() && !p.b.used() && !p.e.used() && p.sp && p.xq && p.c.value(0, multiplier::one) == 0;
}

score_factors stein_factors(const sweep_job &p) {
  const double slope = stein_slope_factor(p.in.kernel.index, p.in.kernel.shape), k1q = slope * p.c.value(1, multiplier::xq);
  return {p.c.value(0, multiplier::sp), -k1q, k1q, slope * p.c.value(1, multiplier::one)};
}

// Values and first derivatives of a profile.
bool is_radial(const sweep_job &p) {
  return is_ready_made(p) && !p.apart && !p.a.used() && !p.e.used() && is_just(p.b, 1) && is_just(p.c, 0);
}

}  // namespace

// One tile of rows against one segment of y.
template <class T>
class general_sweep_task {
 public:
  general_sweep_task(const sweep_job &p, const general_sweep<T> &data, int64_t tile, int64_t first, int slot)
      : p_(p), in_(p.in), data_(data), tile_(tile), memory_(data.slots_ + data.slot_bytes_ * static_cast<size_t>(slot)),
        slot_(memory_, data.size_) {
    if (first == 0 && !p.apart) data.at_.fill_tile(p, tile);
    const int64_t all = sum_columns(in_.columns, in_.d) * rows;
    std::fill_n(slot_.o, all, T{0});
    std::fill_n(slot_.sum, all, 0.0);
    if (p.apart) return;
    slot_.scores.fill(p, data.at_, tile, is_stein(p) ? stein_factors(p) : score_factors{});
    const T *norm = data.at_.x_norm + tile * rows;
    std::fill_n(slot_.limit, rows, T{-1});
    if (p.careful) {
      const T near = cancelling_limit<T>(in_.d <= small_dimension ? distance_form::differences : distance_form::products);
      std::transform(norm, norm + rows, slot_.limit, [near, careless = careless_norm<T>(p)](T value) {
        return value <= careless ? T{-1} : std::max(near * value, std::numeric_limits<T>::min());
      });
    }
    if (in_.d <= small_dimension) return;
    std::transform(x(), x() + in_.d * rows, slot_.twice, [](T value) { return 2 * value; });
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

  int64_t real_rows() const { return std::min(rows, in_.n - tile_ * rows); }
  int64_t a_at() const { return 0; }
  int64_t b_at() const { return in_.columns * rows; }
  int64_t b_alone_at() const { return (in_.columns + in_.d) * rows; }
  int64_t c_at() const { return b_alone_at() + rows; }
  int64_t e_at() const { return c_at() + rows; }

  const T *x() const { return data_.at_.tile(tile_, in_.d); }

  // Weights of the particles of a block, with zeros behind the last.
  const T *weights(int64_t block) const {
    const T *once = data_.w_ + block * block_size;
    if (!in_.each_pair_once) return once;
    fill_weights(p_, tile_ * rows, rows, block, once, slot_.w);
    return slot_.w;
  }

  // Where each pair counts once, those of the tile with itself count less.
  bool has_even_weights(int64_t block) const {
    return data_.even_[block] && (!in_.each_pair_once || p_.index[block * block_size] >= (tile_ + 1) * rows);
  }

  T *factor_tile(multiplier m) const {
    return m == multiplier::u ? slot_.u : m == multiplier::sp ? slot_.sp
                                      : m == multiplier::xq   ? slot_.xq
                                                              : nullptr;
  }

  // The tile of a coefficient: that of a derivative itself where the coefficient is nothing else.
  T *coefficient_tile(const coefficient &c, T *own, int64_t n) {
    if (!c.used()) return nullptr;
    if (c.count == 1 && c.terms[0].times == multiplier::one) return slot_.k[c.terms[0].order];
    combine_job<T> job{c.count, {}, {}, {}, n, own};
    for (int t = 0; t < c.count; ++t) {
      job.value[t] = static_cast<T>(c.terms[t].value);
      job.f[t] = slot_.k[c.terms[t].order];
      job.g[t] = factor_tile(c.terms[t].times);
    }
    wgf::pair::run(job);
    return own;
  }

  // Removes each particle's pair with itself from the list of cancelling pairs, and lists it behind them; returns how many there are.
  int64_t list_self(int64_t block, measured &m) {
    if (!in_.skip_self) return 0;
    const auto own = [&](uint16_t at) {
      return p_.index[block * block_size + at / rows] == tile_ * rows + at % rows;
    };
    m.cancelling = std::remove_if(slot_.pairs, slot_.pairs + m.cancelling, own) - slot_.pairs;
    int64_t found = 0;
    for (int64_t j = 0; j < m.count; ++j) {
      const int64_t r = p_.index[block * block_size + j] - tile_ * rows;
      if (r >= 0 && r < real_rows()) slot_.pairs[m.cancelling + found++] = static_cast<uint16_t>(j * rows + r);
    }
    return found;
  }

  void add_block(int64_t block) {
    if (p_.apart)
      add_apart(block);
    else if (is_stein(p_))
      add_stein(block);
    else if (is_radial(p_) && !crowded_)
      add_radial(block);
    else
      add_any(block);
  }

  measured_tile<T> measured_by(distance_form how, int64_t block) const {
    const points<T> &at = data_.at_;
    const int64_t first = block * block_size, count = std::min(block_size, p_.active - first);
    return {how, x(), at.x_norm + tile_ * rows, slot_.twice, slot_.minus_norm, at.block(block, in_.d), at.y_norm + first, in_.d, count,
            (count + group_size - 1) / group_size};
  }

  void add_radial(int64_t block) {
    const int64_t first = block * block_size, count = std::min(block_size, p_.active - first);
    const distance_form how = usual_form(p_, data_.at_, tile_, block);
    const radial_job<T> job{measured_by(how, block), in_.kernel.index, static_cast<T>(in_.kernel.shape), weights(block),
                            data_.yw_ + first * (in_.d + 1), has_even_weights(block), real_rows(), p_.careful, slot_.limit, p_.b.used(),
                            slot_.o + b_at(), slot_.o + b_alone_at(), slot_.o + c_at(), slot_.pairs};
    const int64_t cancelling = wgf::pair::run(job);
    crowded_ = how == distance_form::products && too_many_cancelling<T>(cancelling, count);
    add_cancelling(block, cancelling);
  }

  void add_stein(int64_t block) {
    const int64_t first = block * block_size;
    const packed_payload<T> &payload = data_.payload_;
    wgf::pair::run(stein_job<T>{measured_by(usual_form(p_, data_.at_, tile_, block), block), in_.kernel.index, static_cast<T>(in_.kernel.shape),
                                static_cast<T>(p_.c.value(2, multiplier::u)), (block + 1) * block_size <= p_.active && has_even_weights(block),
                                weights(block), slot_.scores.s, slot_.scores.crossed + in_.d * rows, slot_.scores.crossed, slot_.scores.dot,
                                payload.p + first * in_.d, payload.dot + first, slot_.o + c_at()});
  }

  void add_cancelling(int64_t block, int64_t cancelling) {
    double *sum = slot_.sum;
    if (cancelling > 0)
      add_cancelling_pairs(p_, tile_ * rows, block * block_size, slot_.pairs, cancelling, {sum + a_at(), sum + b_at(), sum + c_at(), sum + e_at(), rows});
  }

  void add_apart(int64_t block) {
    const int64_t count = std::min(block_size, p_.active - block * block_size);
    measured all{count, 0, distance_form::differences, 0};
    for (int64_t j = 0; j < count; ++j)
      for (int64_t r = 0; r < real_rows(); ++r) slot_.pairs[all.cancelling++] = static_cast<uint16_t>(j * rows + r);
    list_self(block, all);
    add_cancelling(block, all.cancelling);
  }

  void add_any(int64_t block) {
    measured m = measure_tile(p_, data_.at_, tile_, block, slot_.u, slot_.pairs);
    const int64_t n = m.groups * group_size * rows, removed = list_self(block, m) + m.cancelling;
    slot_.scores.products(p_, data_.payload_, block, m.groups, slot_.sp, slot_.xq);
    evaluate_tile(in_.kernel, p_.order, n, slot_.u, slot_.k);
    T *const tiles[] = {coefficient_tile(p_.a, slot_.a, n), coefficient_tile(p_.b, slot_.b, n),
                        coefficient_tile(p_.c, slot_.c, n), coefficient_tile(p_.e, slot_.e, n)};
    for (T *tile : tiles)
      for (int64_t t = 0; tile != nullptr && t < removed; ++t) tile[slot_.pairs[t]] = 0;
    accumulate(tiles, block, m);
    crowded_ = m.how == distance_form::differences;
    add_cancelling(block, m.cancelling);
  }

  void add_product(const T *tile, const T *v, int64_t stride, int64_t columns, int64_t count, int64_t at) {
    if (tile != nullptr) wgf::pair::run(accumulate_job<T>{tile, v, stride, columns, count, slot_.o + at});
  }

  void accumulate(T *const *tiles, int64_t block, const measured &m) {
    const int64_t first = block * block_size, d = in_.d;
    const T *y = data_.yw_ + first * (d + 1);
    add_product(tiles[0], data_.pw_ + first * in_.columns, in_.columns, in_.columns, m.count, a_at());
    if (m.how == distance_form::products)
      add_product(tiles[1], y, d + 1, d + 1, m.count, b_at());
    else if (tiles[1] != nullptr)
      add_differences(tiles[1], block, m);
    add_product(tiles[2], weights(block), 1, 1, m.count, c_at());
    add_product(tiles[3], weights(block), 1, 1, m.count, e_at());
  }

  void add_differences(T *tile, int64_t block, const measured &m) {
    if (in_.w != nullptr) wgf::pair::run(scale_job<T>{tile, data_.w_ + block * block_size, m.count, slot_.b});
    T *weighted = in_.w != nullptr ? slot_.b : tile;
    std::fill_n(weighted + m.count * rows, (m.groups * group_size - m.count) * rows, T{0});
    wgf::pair::run(difference_job<T>{weighted, x(), data_.at_.block(block, in_.d), in_.d, m.groups, slot_.o + b_at()});
  }

  void flush() { wgf::pair::run(flush_job<T>{sum_columns(in_.columns, in_.d) * rows, slot_.o, slot_.sum}); }

  void finish(bool first) {
    const sweep_output &out = p_.out;
    const int64_t begin = tile_ * rows, count = real_rows();
    if (first) {
      if (out.payload != nullptr) std::fill_n(out.payload + begin * in_.columns, count * in_.columns, 0.0);
      if (out.displacement != nullptr) std::fill_n(out.displacement + begin * in_.d, count * in_.d, 0.0);
      if (out.scalar != nullptr) std::fill_n(out.scalar + begin, count, 0.0);
    }
    if (out.payload != nullptr) finish_payload(begin, count, out.payload + begin * in_.columns);
    if (p_.b.used()) finish_displacement(begin, count, out.displacement + begin * in_.d);
    for (int64_t r = 0; p_.c.used() && r < count; ++r) out.scalar[begin + r] += p_.c.scale * slot_.sum[c_at() + r];
  }

  void finish_payload(int64_t begin, int64_t count, double *out) {
    if (p_.a.used())
      wgf::pair::run(unpack_job<T>{slot_.sum + a_at(), nullptr, count, in_.columns, p_.a.scale, nullptr, nullptr, nullptr, nullptr, nullptr, out});
    if (!p_.e.used()) return;
    const double *s = in_.s + begin * in_.columns, *sum = slot_.sum + e_at();
    for (int64_t r = 0; r < count; ++r)
      for (int64_t c = 0; c < in_.columns; ++c) out[r * in_.columns + c] += p_.e.scale * sum[r] * (s[r * in_.columns + c] * p_.over);
  }

  // b (x - y) / scale^2, from sums of packed coordinates (x - y) unit.
  void finish_displacement(int64_t begin, int64_t count, double *out) {
    wgf::pair::run(unpack_job<T>{slot_.sum + b_at(), slot_.sum + b_alone_at(), count, in_.d, -1, data_.displacement_unit_, p_.apart ? nullptr : data_.displacement_unit_,
                                 in_.x + begin * in_.d, p_.centre, p_.unit, out});
  }

  const sweep_job &p_;
  const sweep_input &in_;
  const general_sweep<T> &data_;
  int64_t tile_;
  arena memory_;
  tile_slot<T> slot_;
  bool crowded_ = false;  // many cancelling pairs in the block before: this one goes by way of memory, where differences may take over
};

template <class T>
void general_sweep<T>::run(const sweep_job &p, workers &pool) {
  for (int64_t c = 0; c < p.in.d; ++c) {
    const double scale = p.in.scale != nullptr ? p.in.scale[c] : 1;
    displacement_unit_[c] = p.apart ? p.b.scale * p.length / scale : p.b.scale / (p.pure_unit(c) * scale * scale);
  }
  if (!p.apart) payload_.begin(p, is_stein(p) ? stein_factors(p).dot : 1);
  fill(p, pool);
  for_segments<T>(p, pool, [&](int64_t tile, int64_t first, int64_t end, int slot) {
    general_sweep_task<T>(p, *this, tile, first, slot).run(first, end);
  });
}

template class general_sweep<float>;
template class general_sweep<double>;

}  // namespace wgf::pair
