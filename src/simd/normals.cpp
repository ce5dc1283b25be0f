#include "simd/normals.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/normals.cpp"
#include "hwy/foreach_target.h"
//
#include "simd/box_muller-inl.h"
#include "simd/box_muller_float-inl.h"
#include "simd/philox-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::simd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using wgf::HWY_NAMESPACE::philox;
using wgf::HWY_NAMESPACE::philox_block;
using wgf::HWY_NAMESPACE::philox_keys;

using reals = hn::ScalableTag<double>;
using bits = hn::ScalableTag<uint64_t>;
using counts = hn::ScalableTag<int64_t>;

constexpr int64_t chunk = 512;                                // blocks at a time, in buffers of 2 to 4 KiB
constexpr int64_t together = HWY_TARGET <= HWY_AVX3 ? 4 : 2;  // vectors of blocks
constexpr int64_t room = chunk + 4 * static_cast<int64_t>(HWY_LANES(float));

// What a block becomes: one value for each of the particles that it serves, `particles` neighbours, in as many buffers.
template <class kind>
using buffers = typename kind::value *const (&)[static_cast<size_t>(kind::particles)];

struct as_words {
  using value = uint64_t;
  static constexpr int64_t particles = 2;

  HWY_INLINE void store(const philox_block<bits> &block, buffers<as_words> to, int64_t i) const {
    const bits du;
    hn::Vec<bits> even, odd;
    (*this)(block, even, odd);
    hn::Store(even, du, to[0] + i), hn::Store(odd, du, to[1] + i);
  }
  HWY_INLINE void finish(buffers<as_words>, int64_t) const {}
  HWY_INLINE void operator()(const philox_block<bits> &block, hn::Vec<bits> &even, hn::Vec<bits> &odd) const {
    const bits du;
    const auto low = hn::Set(du, uint64_t{0xFFFFFFFFu});
    even = hn::Or(hn::And(block.word[0], low), hn::ShiftLeft<32>(block.word[1]));
    odd = hn::Or(hn::And(block.word[2], low), hn::ShiftLeft<32>(block.word[3]));
  }
};

HWY_INLINE hn::Vec<reals> unit(hn::Vec<bits> word) {  // (k + 1/2) / 2^52, k the top 52 bits: exact
  const reals d;
  const auto one_and_fraction = hn::Or(hn::ShiftRight<12>(word), hn::BitCast(bits(), hn::Set(d, 1.0)));
  return hn::Sub(hn::BitCast(d, one_and_fraction), hn::Set(d, 1.0 - 0x1p-53));
}

struct as_uniforms {
  using value = double;
  static constexpr int64_t particles = 2;

  HWY_INLINE void store(const philox_block<bits> &block, buffers<as_uniforms> to, int64_t i) const {
    const reals d;
    hn::Vec<bits> even, odd;
    as_words()(block, even, odd);
    hn::Store(unit(even), d, to[0] + i), hn::Store(unit(odd), d, to[1] + i);
  }
  HWY_INLINE void finish(buffers<as_uniforms>, int64_t) const {}
};

// The blocks of one lane each, in the order of coordinates and then groups of particles, here called pairs.
class block_sequence {
 public:
  HWY_INLINE block_sequence(const random_rows &rows, int64_t pair, int64_t coordinate) : rows_(rows) {
    const counts d;
    HWY_ALIGN int64_t pairs[HWY_LANES(int64_t)], coordinates[HWY_LANES(int64_t)];
    for (size_t lane = 0; lane < hn::Lanes(d); ++lane) {
      pairs[lane] = pair, coordinates[lane] = coordinate;
      if (++coordinate == rows.d) coordinate = 0, ++pair;
    }
    pair_ = hn::Load(d, pairs), coordinate_ = hn::Load(d, coordinates);
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    whole_ = hn::Set(d, lanes / rows.d), part_ = hn::Set(d, lanes % rows.d);
  }

  HWY_INLINE philox_block<bits> counters() const {
    const bits du;
    const auto pair = hn::BitCast(du, pair_);
    const auto high = hn::And(hn::ShiftRight<24>(pair), hn::Set(du, uint64_t{0xFF00u}));  // bits 32 to 39
    const auto word3 = hn::Or(high, hn::Set(du, uint64_t{rows_.word3}));
    return {{hn::BitCast(du, coordinate_), pair, hn::Set(du, uint64_t{rows_.word2}), word3}};
  }

  HWY_INLINE void advance() {
    const counts d;
    coordinate_ = hn::Add(coordinate_, part_);
    const auto past = hn::VecFromMask(d, hn::Gt(coordinate_, hn::Set(d, rows_.d - 1)));
    coordinate_ = hn::Sub(coordinate_, hn::And(past, hn::Set(d, rows_.d)));
    pair_ = hn::Sub(hn::Add(pair_, whole_), past);
  }

 private:
  const random_rows &rows_;
  hn::Vec<counts> pair_, coordinate_, whole_, part_;
};

struct as_normals : as_uniforms {
  HWY_INLINE void finish(buffers<as_uniforms> to, int64_t count) const {
    HWY_ALIGN double rest[room];
    wgf::HWY_NAMESPACE::box_muller(to[0], to[1], rest, count);
  }
};

struct as_floats {
  using value = float;
  static constexpr int64_t particles = 4;

  HWY_INLINE void store(const philox_block<bits> &block, buffers<as_floats> to, int64_t i) const {
    const hn::Rebind<uint32_t, bits> narrow;
    const hn::Rebind<float, bits> d;
    HWY_UNROLL(4)
    for (int64_t k = 0; k < 4; ++k) hn::Store(hn::BitCast(d, hn::TruncateTo(narrow, block.word[k])), d, to[k] + i);
  }
  HWY_INLINE void finish(buffers<as_floats> to, int64_t count) const {
    HWY_ALIGN float rest[room];
    wgf::HWY_NAMESPACE::box_muller(to[0], to[1], rest, count);
    wgf::HWY_NAMESPACE::box_muller(to[2], to[3], rest, count);
  }
};

template <class kind>
HWY_INLINE void make(const random_rows &rows, const philox_keys &keys, int64_t pair, int64_t coordinate,
                     int64_t count, buffers<kind> to) {
  block_sequence blocks(rows, pair, coordinate);
  for (int64_t i = 0; i < count;) {
    philox_block<bits> block[static_cast<size_t>(together)];
    HWY_UNROLL(4)
    for (auto &one : block) one = blocks.counters(), blocks.advance();
    philox(bits(), block, keys);
    HWY_UNROLL(4)
    for (const auto &one : block) {
      kind().store(one, to, i);
      i += static_cast<int64_t>(hn::Lanes(bits()));
    }
  }
  kind().finish(to, count);
}

// Copies n values by whole vectors of `lanes`: up to lanes - 1 further values are written while they are
// before `end`.
template <size_t lanes, class value>
HWY_INLINE void copy(const value *from, int64_t n, value *to, const value *end) {
  const hn::CappedTag<value, lanes> d;
  const int64_t step = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i < n && end - (to + i) >= step; i += step) hn::StoreU(hn::LoadU(d, from + i), d, to + i);
  for (; i < n; ++i) to[i] = from[i];
}

// Whole rows of whole groups, as long as nothing that is written too far is beyond `end`; returns how many groups.
template <size_t lanes, class kind>
HWY_INLINE int64_t spread_whole(const random_rows &rows, buffers<kind> from, int64_t row, int64_t groups, typename kind::value *out,
                                const typename kind::value *end) {
  const hn::CappedTag<typename kind::value, lanes> d;
  const int64_t step = static_cast<int64_t>(hn::Lanes(d)), padded = (rows.d + step - 1) / step * step;
  typename kind::value *to = out + row * rows.d;
  int64_t i = 0;
  for (; i < groups && end - to >= (kind::particles - 1) * rows.d + padded; ++i) {
    HWY_UNROLL(4)
    for (int64_t p = 0; p < kind::particles; ++p, to += rows.d)
      for (int64_t k = 0; k < padded; k += step) hn::StoreU(hn::LoadU(d, from[p] + i * rows.d + k), d, to + k);
  }
  return i;
}

// Buffers of `width` coordinates a group of particles go to their rows; the first and the last group may lack rows. Rows
// are written in the order of memory, so what one writes too far the next overwrites; a row cut into pieces
// must not write too far.
template <size_t lanes, class kind>
HWY_INLINE void spread(const random_rows &rows, buffers<kind> from, int64_t row, int64_t groups, int64_t width,
                       typename kind::value *out, const typename kind::value *end) {
  const bool pieces = width != rows.d;
  int64_t i = pieces || row < 0 ? 0 : spread_whole<lanes, kind>(rows, from, row, groups, out, end);
  for (row += i * kind::particles; i < groups; ++i)
    for (int64_t p = 0; p < kind::particles; ++p, ++row) {
      if (row < 0 || row >= rows.n) continue;
      typename kind::value *to = out + row * rows.d;
      copy<lanes>(from[p] + i * width, width, to, pieces ? to + width : end);
    }
}

HWY_INLINE void store_in_turn(buffers<as_floats> from, int64_t i, float *out) {
  const hn::ScalableTag<float> d;
  hn::StoreInterleaved4(hn::LoadU(d, from[0] + i), hn::LoadU(d, from[1] + i), hn::LoadU(d, from[2] + i),
                        hn::LoadU(d, from[3] + i), d, out);
}
template <class value>
HWY_INLINE void store_in_turn(value *const (&from)[2], int64_t i, value *out) {
  const hn::ScalableTag<value> d;
  hn::StoreInterleaved2(hn::LoadU(d, from[0] + i), hn::LoadU(d, from[1] + i), d, out);
}

// One coordinate: the rows go through the buffers in turn.
template <class kind>
HWY_INLINE void interleave(const random_rows &rows, buffers<kind> from, int64_t row, int64_t groups,
                           typename kind::value *out) {
  constexpr int64_t particles = kind::particles, step = HWY_LANES(typename kind::value);
  int64_t i = 0;
  const auto one_by_one = [&] {
    for (int64_t p = 0; p < particles; ++p) {
      const int64_t at = row + particles * i + p;
      if (at >= 0 && at < rows.n) out[at] = from[p][i];
    }
    ++i;
  };
  if (row < 0) one_by_one();
  for (; i + step <= groups && row + particles * (i + step) <= rows.n; i += step)
    store_in_turn(from, i, out + row + particles * i);
  while (i < groups) one_by_one();
}

template <class kind>
HWY_INLINE void place(const random_rows &rows, buffers<kind> from, int64_t row, int64_t groups, int64_t width,
                      typename kind::value *out, const typename kind::value *end) {
  if (rows.d == 1) return interleave<kind>(rows, from, row, groups, out);
  if (rows.d == 2) return spread<2, kind>(rows, from, row, groups, width, out, end);
  if (rows.d <= 4) return spread<4, kind>(rows, from, row, groups, width, out, end);
  if (rows.d <= 8) return spread<8, kind>(rows, from, row, groups, width, out, end);
  spread<HWY_LANES(typename kind::value), kind>(rows, from, row, groups, width, out, end);
}

template <class kind>
HWY_INLINE void fill(const random_rows &rows, typename kind::value *out) {
  if (rows.n <= 0 || rows.d <= 0) return;
  constexpr int64_t particles = kind::particles;
  HWY_ALIGN typename kind::value buffer[static_cast<size_t>(particles)][room];
  typename kind::value *to[static_cast<size_t>(particles)];
  for (int64_t p = 0; p < particles; ++p) to[p] = buffer[p];
  const philox_keys keys(rows.seed);
  const auto *out_end = out + rows.n * rows.d;
  const int64_t together_at_most = rows.d < chunk ? chunk / rows.d : 1;
  const int64_t end = (rows.first + rows.n + particles - 1) / particles;
  for (int64_t group = rows.first / particles; group < end; group += together_at_most) {
    const int64_t groups = HWY_MIN(together_at_most, end - group);
    for (int64_t k = 0; k < rows.d; k += chunk) {
      const int64_t width = HWY_MIN(chunk, rows.d - k);
      make<kind>(rows, keys, group, k, groups * width, to);
      place<kind>(rows, to, particles * group - rows.first, groups, width, out + k, out_end);
    }
  }
}

void words(const random_rows &rows, uint64_t *out) { fill<as_words>(rows, out); }
void uniforms(const random_rows &rows, double *out) { fill<as_uniforms>(rows, out); }
void normals(const random_rows &rows, double *out) { fill<as_normals>(rows, out); }
void float_normals(const random_rows &rows, float *out) { fill<as_floats>(rows, out); }

}  // namespace HWY_NAMESPACE
}  // namespace wgf::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "simd/dispatch.h"

namespace wgf::simd {

HWY_EXPORT(words);
HWY_EXPORT(uniforms);
HWY_EXPORT(normals);
HWY_EXPORT(float_normals);

void fill_words(const random_rows &rows, uint64_t *out) { WGF_DISPATCH(words, rows, out); }
void fill_uniforms(const random_rows &rows, double *out) { WGF_DISPATCH(uniforms, rows, out); }
void fill_normals(const random_rows &rows, double *out) { WGF_DISPATCH(normals, rows, out); }
void fill_normals(const random_rows &rows, float *out) { WGF_DISPATCH(float_normals, rows, out); }

}  // namespace wgf::simd

#endif  // HWY_ONCE
