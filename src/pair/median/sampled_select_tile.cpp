#include "pair/median/sampled_select_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/median/sampled_select_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/layout/registers-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

using row_tag = hn::ScalableTag<float>;
using row_block = column_block<float, static_cast<size_t>(group_size)>;

static_assert(tile_rows<float> == 64, "a column of a tile is one word of bits");

HWY_INLINE uint64_t bits_of(hn::Mask<row_tag> mask) {
  uint8_t bytes[8] = {};
  hn::StoreMaskBits(row_tag(), mask, bytes);
  uint64_t bits = 0;
  hwy::CopyBytes<8>(bytes, &bits);
  return bits;
}

struct group_of_pairs {
  uint64_t below[group_size], not_above[group_size];   // bit i: row i
  alignas(64) float u[group_size * tile_rows<float>];  // without the norm of y
};

struct thresholds {
  float low[group_size], last[group_size];

  thresholds(const sampled_select_job &job, int64_t g) {
    for (int64_t j = 0; j < group_size; ++j) {
      low[j] = job.low - job.y_up[g * group_size + j];
      last[j] = job.last - job.y_down[g * group_size + j];
    }
  }
};

HWY_INLINE void classify(const row_block &sum, const thresholds &at, const float *HWY_RESTRICT width, int64_t row, group_of_pairs &to) {
  const row_tag d;
  row_block::vector w[row_vectors];
  WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) w[v] = hn::Load(d, width + v * row_block::lanes());
  WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
    const auto low = hn::Set(d, at.low[j]), last = hn::Set(d, at.last[j]);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      const size_t place = static_cast<size_t>(row) + v * row_block::lanes();
      hn::Store(sum.at[j][v], d, to.u + j * row_block::rows_apart + place);
      to.below[j] |= bits_of(hn::Lt(sum.at[j][v], low)) << place;
      to.not_above[j] |= bits_of(hn::Le(hn::Sub(sum.at[j][v], w[v]), last)) << place;
    }
  }
}

HWY_INLINE void classify_group(const sampled_select_job &job, int64_t g, group_of_pairs &to) {
  const thresholds at(job, g);
  const float *y = job.y + g * group_size * job.d;
  for (int64_t j = 0; j < group_size; ++j) to.below[j] = to.not_above[j] = 0;
  for (int64_t row = 0; row < tile_rows<float>; row += row_block::rows()) {
    row_block sum;
    sum.start(job.x_up + row);
    for (int64_t c = 0; c < job.d; ++c) sum.add_product(job.x + c * tile_rows<float> + row, y + c * group_size);
    classify(sum, at, job.x_width + row, row, to);
  }
}

HWY_INLINE uint64_t rows_before(int64_t ahead) { return ahead >= 64 ? ~uint64_t{0} : ahead <= 0 ? 0
                                                                                                : (uint64_t{1} << ahead) - 1; }

struct listing {
  double *to;
  pair_place *place;

  HWY_INLINE void add(uint64_t rows, const float *u, double y_norm, uint32_t first_row, uint32_t column) {
    for (; rows != 0; rows &= rows - 1) {
      const uint32_t row = static_cast<uint32_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(rows));
      *to++ = static_cast<double>(u[row]) + y_norm;
      *place++ = {first_row + row, column};
    }
  }
};

sampled_select_result sampled_select_tile(const sampled_select_job &job) {
  sampled_select_result r{0, 0, false};
  listing list{job.list, job.places};
  const double *const end = job.list + job.room - group_size * tile_rows<float>;
  group_of_pairs pairs;
  for (int64_t g = 0; g < job.groups; ++g) {
    if (list.to > end) return {0, 0, true};
    classify_group(job, g, pairs);
    for (int64_t j = 0; j < group_size; ++j) {
      const int64_t column = g * group_size + j;
      const uint64_t wanted = rows_before(job.ahead + column);
      r.below += static_cast<int64_t>(hwy::PopCount(pairs.below[j] & wanted));
      list.add(pairs.not_above[j] & ~pairs.below[j] & wanted, pairs.u + j * tile_rows<float>, static_cast<double>(job.y_up[column]),
               job.first.row, job.first.column + static_cast<uint32_t>(column));
    }
  }
  r.inside = list.to - job.list;
  return r;
}

// `count` pairs side by side: one alone would wait for each of its sums.
template <size_t count>
HWY_INLINE void pair_distances(const distances_job &job, int64_t first) {
  const hn::CappedTag<double, 1> one;
  const double *x[count], *y[count];
  hn::Vec<decltype(one)> sum[count];
  WGF_UNROLL for (size_t t = 0; t < count; ++t) {
    const pair_place at = job.places[static_cast<size_t>(first) + t];
    x[t] = job.x + static_cast<int64_t>(at.row) * job.d;
    y[t] = job.y + static_cast<int64_t>(at.column) * job.d;
    sum[t] = hn::Zero(one);
  }
  for (int64_t c = 0; c < job.d; ++c) {
    WGF_UNROLL for (size_t t = 0; t < count; ++t) {
      const auto difference = hn::Sub(hn::Load(one, x[t] + c), hn::Load(one, y[t] + c));
      sum[t] = hn::MulAdd(difference, difference, sum[t]);
    }
  }
  WGF_UNROLL for (size_t t = 0; t < count; ++t) hn::Store(sum[t], one, job.u + first + static_cast<int64_t>(t));
}

void listed_distances(const distances_job &job) {
  int64_t t = 0;
  for (; t + 4 <= job.count; t += 4) pair_distances<4>(job, t);
  for (; t < job.count; ++t) pair_distances<1>(job, t);
}

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(sampled_select_tile);
HWY_EXPORT(listed_distances);

sampled_select_result run(const sampled_select_job &job) { return WGF_DISPATCH(sampled_select_tile, job); }
void run(const distances_job &job) { WGF_DISPATCH(listed_distances, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
