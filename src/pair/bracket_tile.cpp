#include "pair/bracket_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/bracket_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/registers-inl.h"
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

struct column_bits {
  uint64_t below[group_size], not_above[group_size];  // bit i: row i
};

struct thresholds {
  float low[group_size], last[group_size];

  thresholds(const bracket_job &job, int64_t g) {
    for (int64_t j = 0; j < group_size; ++j) {
      low[j] = job.low - job.y_up[g * group_size + j];
      last[j] = job.last - job.y_down[g * group_size + j];
    }
  }
};

HWY_INLINE void classify(const row_block &sum, const thresholds &at, const float *HWY_RESTRICT width, int64_t row, column_bits &bits) {
  const row_tag d;
  row_block::vector w[row_vectors];
  WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) w[v] = hn::Load(d, width + v * row_block::lanes());
  WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
    const auto low = hn::Set(d, at.low[j]), last = hn::Set(d, at.last[j]);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      const size_t place = static_cast<size_t>(row) + v * row_block::lanes();
      bits.below[j] |= bits_of(hn::Lt(sum.at[j][v], low)) << place;
      bits.not_above[j] |= bits_of(hn::Le(hn::Sub(sum.at[j][v], w[v]), last)) << place;
    }
  }
}

HWY_INLINE column_bits classify_group(const bracket_job &job, int64_t g) {
  const thresholds at(job, g);
  const float *y = job.y + g * group_size * job.d;
  column_bits bits = {};
  for (int64_t row = 0; row < tile_rows<float>; row += row_block::rows()) {
    row_block sum;
    sum.start(job.x_up + row);
    for (int64_t c = 0; c < job.d; ++c) sum.add_product(job.x + c * tile_rows<float> + row, y + c * group_size);
    classify(sum, at, job.x_width + row, row, bits);
  }
  return bits;
}

HWY_INLINE double distance(const double *HWY_RESTRICT x, const double *HWY_RESTRICT y, int64_t d) {
  const hn::CappedTag<double, 1> one;
  auto sum = hn::Zero(one);
  for (int64_t c = 0; c < d; ++c) {
    const auto difference = hn::Sub(hn::Load(one, x + c), hn::Load(one, y + c));
    sum = hn::MulAdd(difference, difference, sum);
  }
  return hn::GetLane(sum);
}

HWY_INLINE double *list_column(const bracket_job &job, uint64_t rows, const double *y, double *to) {
  for (; rows != 0; rows &= rows - 1) *to++ = distance(job.x_rows + static_cast<int64_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(rows)) * job.d, y, job.d);
  return to;
}

HWY_INLINE uint64_t rows_before(int64_t ahead) { return ahead >= 64 ? ~uint64_t{0} : ahead <= 0 ? 0
                                                                                                : (uint64_t{1} << ahead) - 1; }

bracket_result bracket_tile(const bracket_job &job) {
  bracket_result r{0, 0, false};
  double *to = job.list, *const end = job.list + job.room - group_size * tile_rows<float>;
  for (int64_t g = 0; g < job.groups; ++g) {
    if (to > end) return {0, 0, true};
    const column_bits bits = classify_group(job, g);
    for (int64_t j = 0; j < group_size; ++j) {
      const int64_t column = g * group_size + j;
      const uint64_t wanted = rows_before(job.ahead + column);
      r.below += static_cast<int64_t>(hwy::PopCount(bits.below[j] & wanted));
      to = list_column(job, bits.not_above[j] & ~bits.below[j] & wanted, job.y_rows + column * job.d, to);
    }
  }
  r.inside = to - job.list;
  return r;
}

void row_distances(const distances_job &job) {
  for (int64_t i = 0; i < job.count; ++i) job.u[i] = distance(job.x_rows + i * job.d, job.y_rows + i * job.d, job.d);
}

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(bracket_tile);
HWY_EXPORT(row_distances);

bracket_result run(const bracket_job &job) { return WGF_DISPATCH(bracket_tile, job); }
void run(const distances_job &job) { WGF_DISPATCH(row_distances, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
