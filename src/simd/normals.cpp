#include "simd/normals.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/normals.cpp"
#include "hwy/foreach_target.h"
//
#include "simd/box_muller-inl.h"
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

constexpr int64_t chunk = 512;                                // blocks at a time, in buffers of 4 KiB
constexpr int64_t together = HWY_TARGET <= HWY_AVX3 ? 4 : 2;  // vectors of blocks
constexpr int64_t room = chunk + together * static_cast<int64_t>(HWY_LANES(double));

// What a block becomes: `even` goes to particle 2 pair, `odd` to particle 2 pair + 1.
struct as_words {
  using value = uint64_t;
  HWY_INLINE void finish(value *, value *, int64_t) const {}
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
  HWY_INLINE void finish(value *, value *, int64_t) const {}
  HWY_INLINE void operator()(const philox_block<bits> &block, hn::Vec<reals> &even,
                             hn::Vec<reals> &odd) const {
    hn::Vec<bits> first, second;
    as_words()(block, first, second);
    even = unit(first), odd = unit(second);
  }
};

// The blocks of one lane each, in the order of coordinates and then pairs.
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
  HWY_INLINE void finish(value *even, value *odd, int64_t count) const {
    HWY_ALIGN double rest[room];
    wgf::HWY_NAMESPACE::box_muller(even, odd, rest, count);
  }
};

template <class kind>
HWY_INLINE void make(const random_rows &rows, const philox_keys &keys, int64_t pair, int64_t coordinate,
                     int64_t count, typename kind::value *even, typename kind::value *odd) {
  const hn::ScalableTag<typename kind::value> d;
  block_sequence blocks(rows, pair, coordinate);
  for (int64_t i = 0; i < count;) {
    philox_block<bits> block[static_cast<size_t>(together)];
    HWY_UNROLL(4)
    for (auto &one : block) one = blocks.counters(), blocks.advance();
    philox(bits(), block, keys);
    HWY_UNROLL(4)
    for (const auto &one : block) {
      hn::Vec<decltype(d)> first, second;
      kind()(one, first, second);
      hn::Store(first, d, even + i);
      hn::Store(second, d, odd + i);
      i += static_cast<int64_t>(hn::Lanes(d));
    }
  }
  kind().finish(even, odd, count);
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

// Buffers of `width` coordinates a pair go to their rows; the first and the last pair may lack a row. Rows
// are written in the order of memory, so what one writes too far the next overwrites; a row cut into pieces
// must not write too far.
template <size_t lanes, class value>
HWY_INLINE void spread(const random_rows &rows, const value *even, const value *odd, int64_t row,
                       int64_t pairs, int64_t width, value *out, const value *end) {
  const bool pieces = width != rows.d;
  for (int64_t i = 0; i < pairs; ++i, row += 2) {
    if (row >= 0) {
      value *to = out + row * rows.d;
      copy<lanes>(even + i * width, width, to, pieces ? to + width : end);
    }
    if (row + 1 < rows.n) {
      value *to = out + (row + 1) * rows.d;
      copy<lanes>(odd + i * width, width, to, pieces ? to + width : end);
    }
  }
}

// One coordinate: the rows alternate between the buffers.
template <class value>
HWY_INLINE void interleave(const random_rows &rows, const value *even, const value *odd, int64_t row,
                           int64_t pairs, value *out) {
  const hn::ScalableTag<value> d;
  const int64_t step = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  if (row < 0) out[0] = odd[i++];
  for (; i + step <= pairs && row + 2 * (i + step) <= rows.n; i += step)
    hn::StoreInterleaved2(hn::LoadU(d, even + i), hn::LoadU(d, odd + i), d, out + row + 2 * i);
  for (; i < pairs; ++i) {
    out[row + 2 * i] = even[i];
    if (row + 2 * i + 1 < rows.n) out[row + 2 * i + 1] = odd[i];
  }
}

template <class value>
HWY_INLINE void place(const random_rows &rows, const value *even, const value *odd, int64_t row,
                      int64_t pairs, int64_t width, value *out, const value *end) {
  if (rows.d == 1) return interleave(rows, even, odd, row, pairs, out);
  if (rows.d == 2) return spread<2>(rows, even, odd, row, pairs, width, out, end);
  if (rows.d <= 4) return spread<4>(rows, even, odd, row, pairs, width, out, end);
  spread<HWY_LANES(value)>(rows, even, odd, row, pairs, width, out, end);
}

template <class kind>
HWY_INLINE void fill(const random_rows &rows, typename kind::value *out) {
  if (rows.n <= 0 || rows.d <= 0) return;
  HWY_ALIGN typename kind::value even[room], odd[room];
  const philox_keys keys(rows.seed);
  const auto *out_end = out + rows.n * rows.d;
  const int64_t group = rows.d < chunk ? chunk / rows.d : 1;
  const int64_t end = (rows.first + rows.n + 1) / 2;
  for (int64_t pair = rows.first / 2; pair < end; pair += group) {
    const int64_t pairs = HWY_MIN(group, end - pair);
    for (int64_t k = 0; k < rows.d; k += chunk) {
      const int64_t width = HWY_MIN(chunk, rows.d - k);
      make<kind>(rows, keys, pair, k, pairs * width, even, odd);
      place(rows, even, odd, 2 * pair - rows.first, pairs, width, out + k, out_end);
    }
  }
}

void words(const random_rows &rows, uint64_t *out) { fill<as_words>(rows, out); }
void uniforms(const random_rows &rows, double *out) { fill<as_uniforms>(rows, out); }
void normals(const random_rows &rows, double *out) { fill<as_normals>(rows, out); }

}  // namespace HWY_NAMESPACE
}  // namespace wgf::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "simd/dispatch.h"

namespace wgf::simd {

HWY_EXPORT(words);
HWY_EXPORT(uniforms);
HWY_EXPORT(normals);

void fill_words(const random_rows &rows, uint64_t *out) { WGF_DISPATCH(words, rows, out); }
void fill_uniforms(const random_rows &rows, double *out) { WGF_DISPATCH(uniforms, rows, out); }
void fill_normals(const random_rows &rows, double *out) { WGF_DISPATCH(normals, rows, out); }

}  // namespace wgf::simd

#endif  // HWY_ONCE
