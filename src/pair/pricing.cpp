#include "pair/pricing.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/pricing.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "simd/dispatch.h"

// The accumulators stay in registers only when every loop over them is gone.
#define WGF_UNROLL _Pragma("GCC unroll 8")

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

namespace hn = ::hwy::HWY_NAMESPACE;

using reals = hn::CappedTag<double, 8>;
using vector = hn::Vec<reals>;
using flags = hn::Mask<reals>;

constexpr size_t rows = static_cast<size_t>(priced_together);
static_assert(rows == 4, "compare_vector unites four rows");

struct product_cost {
  static HWY_INLINE vector start(vector price) { return price; }
  static HWY_INLINE vector add(vector sum, vector x, vector y) { return hn::NegMulAdd(x, y, sum); }
  static HWY_INLINE vector total(vector sum, vector) { return sum; }
};

struct distance_cost {
  static HWY_INLINE vector start(vector) { return hn::Zero(reals()); }
  static HWY_INLINE vector add(vector sum, vector x, vector y) {
    const vector apart = hn::Sub(x, y);
    return hn::MulAdd(apart, apart, sum);
  }
  static HWY_INLINE vector total(vector sum, vector price) { return hn::Add(hn::Sqrt(sum), price); }
};

struct square_cost : distance_cost {
  static HWY_INLINE vector total(vector sum, vector price) { return hn::Add(sum, price); }
};

// The least numbers of each lane, for `width` vectors of sinks side by side.
template <size_t width, bool with_second>
struct least_so_far {
  vector least[rows][width], second[rows][width], where[rows][width];

  HWY_INLINE void clear() {
    const reals t;
    WGF_UNROLL for (size_t r = 0; r < rows; ++r) {
      WGF_UNROLL for (size_t v = 0; v < width; ++v) {
        least[r][v] = hn::Inf(t);
        where[r][v] = hn::Zero(t);
        if constexpr (with_second) second[r][v] = hn::Inf(t);
      }
    }
  }

  HWY_INLINE void see(size_t r, size_t v, vector number, vector first) {
    const flags less = hn::Lt(number, least[r][v]);
    if constexpr (with_second) second[r][v] = hn::Min(second[r][v], hn::Max(number, least[r][v]));
    least[r][v] = hn::Min(number, least[r][v]);
    where[r][v] = hn::IfThenElse(less, first, where[r][v]);
  }

  // Of all lanes; of equal numbers that of the first sink.
  HWY_INLINE offer best(size_t r) const {
    const reals t;
    vector lowest = least[r][0], first = hn::Inf(t), next = hn::Inf(t), sink[width];
    WGF_UNROLL for (size_t v = 1; v < width; ++v) lowest = hn::Min(lowest, least[r][v]);
    lowest = hn::MinOfLanes(t, lowest);
    WGF_UNROLL for (size_t v = 0; v < width; ++v) {
      sink[v] = hn::Add(where[r][v], hn::Iota(t, static_cast<double>(v * hn::Lanes(t))));
      first = hn::Min(first, hn::IfThenElse(hn::Eq(least[r][v], lowest), sink[v], hn::Inf(t)));
    }
    first = hn::MinOfLanes(t, first);
    if constexpr (with_second) {
      WGF_UNROLL for (size_t v = 0; v < width; ++v) next = hn::Min(next, hn::IfThenElse(hn::Eq(sink[v], first), second[r][v], least[r][v]));
      next = hn::MinOfLanes(t, next);
    }
    return {hn::GetLane(lowest), hn::GetLane(next), static_cast<int64_t>(hn::GetLane(first))};
  }
};

template <class cost, size_t width, bool with_second>
HWY_INLINE offers price_sinks(const pricing_job &job) {
  const reals t;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(t));
  least_so_far<width, with_second> found;
  found.clear();
  for (int64_t j = 0; j < job.sinks; j += lanes * static_cast<int64_t>(width)) {
    vector sum[rows][width], price[width];
    WGF_UNROLL for (size_t v = 0; v < width; ++v) {
      price[v] = hn::LoadU(t, job.price + j + static_cast<int64_t>(v) * lanes);
      WGF_UNROLL for (size_t r = 0; r < rows; ++r) sum[r][v] = cost::start(price[v]);
    }
    const double *block = job.y + (j - j % priced_pad) * job.d + j % priced_pad;
    for (int64_t k = 0; k < job.d; ++k) {
      WGF_UNROLL for (size_t v = 0; v < width; ++v) {
        const vector y = hn::LoadU(t, block + k * priced_pad + static_cast<int64_t>(v) * lanes);
        WGF_UNROLL for (size_t r = 0; r < rows; ++r) sum[r][v] = cost::add(sum[r][v], hn::Set(t, job.x[r][k]), y);
      }
    }
    const vector first = hn::Set(t, static_cast<double>(j));
    WGF_UNROLL for (size_t v = 0; v < width; ++v) {
      WGF_UNROLL for (size_t r = 0; r < rows; ++r) found.see(r, v, cost::total(sum[r][v], price[v]), first);
    }
  }
  offers result;
  WGF_UNROLL for (size_t r = 0; r < rows; ++r) result.of[r] = found.best(r);
  return result;
}

// Two vectors side by side hide the time of a sum. Where registers are few the least numbers then go to memory between two blocks,
// which pays only where a block takes long.
template <class cost, bool with_second>
HWY_INLINE offers price_by(const pricing_job &job) {
  constexpr bool room = !with_second && (HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64);
  constexpr int64_t long_enough = room ? 0 : 8;
  return job.d < long_enough ? price_sinks<cost, 1, with_second>(job) : price_sinks<cost, 2, with_second>(job);
}

template <bool with_second>
HWY_INLINE offers price(const pricing_job &job) {
  switch (job.cost) {
    case ground_cost::product: return price_by<product_cost, with_second>(job);
    case ground_cost::distance: return price_by<distance_cost, with_second>(job);
    case ground_cost::square: break;
  }
  return price_by<square_cost, with_second>(job);
}

// Bit k of [r] for the sinks from j on, as many as a vector holds; whether there is a bit.
template <class cost>
HWY_INLINE bool compare_vector(const pricing_job &job, int64_t j, const double *bound, uint32_t *which) {
  const reals t;
  const vector price = hn::LoadU(t, job.price + j);
  const double *block = job.y + (j - j % priced_pad) * job.d + j % priced_pad;
  vector sum[rows];
  WGF_UNROLL for (auto &s : sum) s = cost::start(price);
  for (int64_t k = 0; k < job.d; ++k) {
    const vector y = hn::LoadU(t, block + k * priced_pad);
    WGF_UNROLL for (size_t r = 0; r < rows; ++r) sum[r] = cost::add(sum[r], hn::Set(t, job.x[r][k]), y);
  }
  flags below[rows];
  WGF_UNROLL for (size_t r = 0; r < rows; ++r) below[r] = hn::Lt(cost::total(sum[r], price), hn::Set(t, bound[r]));
  if (hn::AllFalse(t, hn::Or(hn::Or(below[0], below[1]), hn::Or(below[2], below[3])))) return false;
  for (size_t r = 0; r < rows; ++r) {
    uint8_t bits[8] = {};
    hn::StoreMaskBits(t, below[r], bits);
    which[r] |= static_cast<uint32_t>(bits[0]) << (j % priced_pad);
  }
  return true;
}

template <class cost>
HWY_INLINE int64_t list_blocks(const pricing_job &job, const double *bound, low_block *found) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(reals()));
  int64_t count = 0;
  for (int64_t first = 0; first < job.sinks; first += priced_pad) {
    low_block now{first, {}};
    bool some = false;
    for (int64_t j = first; j < first + priced_pad; j += lanes) some |= compare_vector<cost>(job, j, bound, now.which);
    if (some) found[count++] = now;
  }
  return count;
}

int64_t list_below_of(const pricing_job &job, const double *bound, low_block *found) {
  switch (job.cost) {
    case ground_cost::product: return list_blocks<product_cost>(job, bound, found);
    case ground_cost::distance: return list_blocks<distance_cost>(job, bound, found);
    case ground_cost::square: break;
  }
  return list_blocks<square_cost>(job, bound, found);
}

offers least_of(const pricing_job &job) { return price<false>(job); }

offers two_least_of(const pricing_job &job) { return price<true>(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(least_of);
HWY_EXPORT(two_least_of);
HWY_EXPORT(list_below_of);

offers least(const pricing_job &job) { return WGF_DISPATCH(least_of, job); }

offers two_least(const pricing_job &job) { return WGF_DISPATCH(two_least_of, job); }

int64_t list_below(const pricing_job &job, const double *bound, low_block *found) { return WGF_DISPATCH(list_below_of, job, bound, found); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
