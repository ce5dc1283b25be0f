#include "pair/general/radial_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/general/radial_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/general/measured-inl.h"
#include "pair/general/profile-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T, class Profile, bool derivative, bool usual, bool even>
struct radial_block : measured_block<T> {
  using base = register_block<T>;
  using base::lanes;
  using base::rows_apart;
  using typename base::tag;
  using typename base::vector;
  static constexpr size_t order = derivative ? 1 : 0;

  HWY_INLINE bool has_near(const T *HWY_RESTRICT limit) const {
    auto any = hn::FirstN(tag(), 0);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      vector least = this->at[0][v];
      WGF_UNROLL for (size_t j = 1; j < group_size; ++j) least = hn::Min(least, this->at[j][v]);
      any = hn::Or(any, hn::Le(least, hn::Load(tag(), limit + v * lanes())));
    }
    return !hn::AllFalse(tag(), any);
  }

  // u becomes phi', and `value` gains w phi. No pair cancels.
  HWY_INLINE void evaluate(const radial_job<T> &job, const T *HWY_RESTRICT w, T *HWY_RESTRICT value) {
    const T shape = shape_of<Profile, usual>(job.shape);
    vector sum[row_vectors];
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) sum[v] = even ? hn::Zero(tag()) : hn::Load(tag(), value + v * lanes());
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      const vector weight = hn::Set(tag(), w[j]);
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
        vector k[order + 1];
        at_distance<Profile, int{order}, usual>(tag(), this->at[j][v], shape, k);
        sum[v] = even ? hn::Add(sum[v], k[0]) : hn::MulAdd(weight, k[0], sum[v]);
        this->at[j][v] = k[order];
      }
    }
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      T *to = value + v * lanes();
      hn::Store(even ? hn::MulAdd(hn::Set(tag(), w[0]), sum[v], hn::Load(tag(), to)) : sum[v], tag(), to);
    }
  }

  HWY_INLINE void weigh(const T *HWY_RESTRICT w) {
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      const vector weight = hn::Set(tag(), w[j]);
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) this->at[j][v] = hn::Mul(this->at[j][v], weight);
    }
  }

  // o += sum_j k_ij y_jc
  HWY_INLINE void multiply(const T *HWY_RESTRICT y, int64_t stride, T *HWY_RESTRICT o) const {
    vector sum[row_vectors];
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) sum[v] = hn::Load(tag(), o + v * lanes());
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      const vector b = hn::Set(tag(), y[static_cast<int64_t>(j) * stride]);
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) sum[v] = hn::MulAdd(this->at[j][v], b, sum[v]);
    }
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) hn::Store(sum[v], tag(), o + v * lanes());
  }

  // o -= w sum_j k_ij (x_ic - y_jc); without `even` the weights are in k.
  HWY_INLINE void multiply_differences(const T *HWY_RESTRICT x, const T *HWY_RESTRICT y, T w, T *HWY_RESTRICT o) const {
    vector sum[row_vectors], at_row[row_vectors];
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      sum[v] = even ? hn::Zero(tag()) : hn::Load(tag(), o + v * lanes());
      at_row[v] = hn::Load(tag(), x + v * lanes());
    }
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      const vector b = hn::Set(tag(), y[j]);
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) sum[v] = hn::NegMulAdd(this->at[j][v], hn::Sub(at_row[v], b), sum[v]);
    }
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v)
        hn::Store(even ? hn::MulAdd(hn::Set(tag(), w), sum[v], hn::Load(tag(), o + v * lanes())) : sum[v], tag(), o + v * lanes());
  }

  HWY_INLINE void accumulate(const radial_job<T> &job, int64_t row, int64_t g) {
    if (job.at.how == distance_form::differences) {
      const T *w = job.w + g * group_size;
      if (!even) weigh(w);
      for (int64_t c = 0; c < job.at.d; ++c)
        multiply_differences(job.at.x + c * tile_rows<T> + row, job.at.y + (g * job.at.d + c) * group_size, w[0], job.displacement + c * tile_rows<T> + row);
      return;
    }
    const T *yw = job.yw + g * group_size * (job.at.d + 1);
    for (int64_t c = 0; c < job.at.d; ++c) multiply(yw + c, job.at.d + 1, job.displacement + c * tile_rows<T> + row);
    multiply(yw + job.at.d, job.at.d + 1, job.alone + row);
  }
};

// A register block by way of memory, where some pairs cancel, which are left out and listed, or it is not full.
template <class Profile, class T, size_t order, bool usual>
HWY_NOINLINE uint16_t *evaluate_some(const radial_job<T> &job, int64_t row, int64_t g, T *u, uint16_t *list) {
  using block = register_block<T>;
  using vector = typename block::vector;
  const typename block::tag d;
  vector sum[row_vectors];
  T *value = job.value + row;
  WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) sum[v] = hn::Load(d, value + v * block::lanes());
  const int64_t here_count = HWY_MIN(group_size, job.at.count - g * group_size);
  for (int64_t j = here_count; j < group_size; ++j)
    for (size_t v = 0; v < row_vectors; ++v) hn::Store(hn::Zero(d), d, u + static_cast<size_t>(j) * block::rows_apart + v * block::lanes());
  for (int64_t j = 0; j < here_count; ++j, u += block::rows_apart) {
    const int64_t at = g * group_size + j;
    const vector weight = hn::Set(d, job.w[at]);
    hn::Mask<decltype(d)> out[row_vectors], any = hn::FirstN(d, 0);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      const vector here = hn::Load(d, u + v * block::lanes());
      vector k[order + 1];
      Profile::template at<int{order}>(d, here, shape_of<Profile, usual>(job.shape), k);
      out[v] = hn::Le(here, hn::Load(d, job.limit + row + v * block::lanes()));
      any = hn::Or(any, out[v]);
      sum[v] = hn::MulAdd(weight, hn::IfThenZeroElse(out[v], k[0]), sum[v]);
      hn::Store(hn::IfThenZeroElse(out[v], k[order]), d, u + v * block::lanes());
    }
    if (hn::AllFalse(d, any)) continue;
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      const int64_t r = row + static_cast<int64_t>(v * block::lanes());
      list = list_bits(first_bits(bits_of(d, out[v]), job.rows - r), at * tile_rows<T> + r, list);
    }
  }
  WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) hn::Store(sum[v], d, value + v * block::lanes());
  return list;
}

template <class Profile, class T, bool derivative, bool usual, bool even>
int64_t tile_of(const radial_job<T> &job) {
  using block = radial_block<T, Profile, derivative, usual, even>;
  uint16_t *end = job.pairs;
  for (int64_t row = 0; row < tile_rows<T>; row += block::rows())
    for (int64_t g = 0; g < job.at.groups; ++g) {
      block k;
      k.measure(job.at, row, g);
      const bool whole = (g + 1) * group_size <= job.at.count;
      if ((even && !whole) || (job.singular && k.has_near(job.limit + row))) {
        HWY_ALIGN T u[group_size * tile_rows<T>];  // not k itself: it would not stay in registers
        k.store(u);
        end = evaluate_some<Profile, T, block::order, usual>(job, row, g, u, end);
        k.load(u);
      } else {
        k.evaluate(job, job.w + g * group_size, job.value + row);
      }
      if (derivative) k.accumulate(job, row, g);
    }
  return end - job.pairs;
}

// Equal weights are multiplied once a group.
template <class Profile, class T, bool derivative>
int64_t radial_tile(const radial_job<T> &job) {
  if (!is_usual<Profile>(job.shape)) return tile_of<Profile, T, derivative, shapeless<Profile>, false>(job);
  return job.even ? tile_of<Profile, T, derivative, true, true>(job) : tile_of<Profile, T, derivative, true, false>(job);
}

template <class T>
int64_t any_radial_tile(const radial_job<T> &job) {
  using loop = int64_t (*)(const radial_job<T> &);
  static constexpr loop loops[][2] = {
#define WGF_PROFILE(name) {&radial_tile<name, T, false>, &radial_tile<name, T, true>},
#include "profiles.inc"
#undef WGF_PROFILE
  };
  return loops[job.profile][job.derivative ? 1 : 0](job);
}

int64_t radial_float(const radial_job<float> &job) { return any_radial_tile(job); }
int64_t radial_double(const radial_job<double> &job) { return any_radial_tile(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(radial_float);
HWY_EXPORT(radial_double);

int64_t run(const radial_job<float> &job) { return WGF_DISPATCH(radial_float, job); }
int64_t run(const radial_job<double> &job) { return WGF_DISPATCH(radial_double, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
