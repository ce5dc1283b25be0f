#include "pair/general/tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/general/tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/layout/registers-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T>
HWY_INLINE void add_products(const T *HWY_RESTRICT x, const T *HWY_RESTRICT y, int64_t d, register_block<T> &sum) {
  for (int64_t c = 0; c < d; ++c) sum.add_product(x + c * tile_rows<T>, y + c * group_size);
}

template <class T>
HWY_INLINE void add_squares(const T *HWY_RESTRICT x, const T *HWY_RESTRICT y, int64_t d, register_block<T> &sum) {
  for (int64_t c = 0; c < d; ++c) sum.add_square(x + c * tile_rows<T>, y + c * group_size);
}

// Calls body(row, group) for every register block of the tile.
template <class T, class Body>
HWY_INLINE void for_blocks(int64_t groups, const Body &body) {
  for (int64_t row = 0; row < tile_rows<T>; row += register_block<T>::rows())
    for (int64_t g = 0; g < groups; ++g) body(row, g);
}

template <class T, distance_form how>
bool distances(const distance_job<T> &job) {
  using block = register_block<T>;
  const typename block::tag d;
  bool any = false;
  for (int64_t g = 0; g < job.groups; ++g) job.suspect[g] = false;
  for_blocks<T>(job.groups, [&](int64_t row, int64_t g) HWY_ATTR {
    block sum;
    sum.clear();
    const T *y = job.y + g * group_size * job.d;
    if (how == distance_form::products)
      add_products(job.x + row, y, job.d, sum);
    else
      add_squares(job.x + row, y, job.d, sum);
    const auto suspect = sum.store_distances(how == distance_form::products, job.x_norm + row, job.y_norm + g * group_size, hn::Set(d, job.near),
                                             job.u + g * group_size * tile_rows<T> + row);
    if (!hn::AllFalse(d, suspect)) job.suspect[g] = any = true;
  });
  return any;
}

template <class T>
bool distance_tile(const distance_job<T> &job) {
  return job.how == distance_form::products ? distances<T, distance_form::products>(job) : distances<T, distance_form::differences>(job);
}

template <class T>
void product_tile(const product_job<T> &job) {
  using block = register_block<T>;
  for_blocks<T>(job.groups, [&](int64_t row, int64_t g) HWY_ATTR {
    block sum;
    sum.clear();
    add_products(job.x + row, job.y + g * group_size * job.d, job.d, sum);
    sum.store_affine(job.factor, job.x_add + row, job.y_add + g * group_size, job.out + g * group_size * tile_rows<T> + row);
  });
}

template <class T>
void combine_tile(const combine_job<T> &job) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t i = 0; i < job.n; i += 2 * lanes) {
    auto first = hn::Zero(d), second = hn::Zero(d);
    for (int t = 0; t < job.count; ++t) {
      const auto value = hn::Set(d, job.value[t]);
      auto f = hn::Mul(value, hn::Load(d, job.f[t] + i)), f2 = hn::Mul(value, hn::Load(d, job.f[t] + i + lanes));
      if (job.g[t] != nullptr) {
        first = hn::MulAdd(f, hn::Load(d, job.g[t] + i), first);
        second = hn::MulAdd(f2, hn::Load(d, job.g[t] + i + lanes), second);
      } else {
        first = hn::Add(first, f);
        second = hn::Add(second, f2);
      }
    }
    hn::Store(first, d, job.out + i);
    hn::Store(second, d, job.out + i + lanes);
  }
}

template <class T, size_t columns>
void accumulate_columns(const accumulate_job<T> &job, int64_t first) {
  const T *HWY_RESTRICT v = job.v + first;
  for (int64_t row = 0; row < tile_rows<T>; row += register_block<T>::rows()) {
    column_block<T, columns> sum;
    sum.load(job.o + first * tile_rows<T> + row);
    const T *HWY_RESTRICT tile = job.tile + row;
    for (int64_t j = 0; j < job.count; ++j) sum.add_product(tile + j * tile_rows<T>, v + j * job.stride);
    sum.store(job.o + first * tile_rows<T> + row);
  }
}

template <class T>
void accumulate_tile(const accumulate_job<T> &job) {
  int64_t first = 0;
  for (; first + 6 <= job.columns; first += 6) accumulate_columns<T, 6>(job, first);
  using loop = void (*)(const accumulate_job<T> &, int64_t);
  static constexpr loop rest[] = {&accumulate_columns<T, 1>, &accumulate_columns<T, 2>, &accumulate_columns<T, 3>,
                                  &accumulate_columns<T, 4>, &accumulate_columns<T, 5>};
  if (first < job.columns) rest[job.columns - first - 1](job, first);
}

template <class T, size_t columns>
void difference_columns(const difference_job<T> &job, int64_t first) {
  for (int64_t row = 0; row < tile_rows<T>; row += register_block<T>::rows()) {
    column_block<T, columns> sum, x;
    sum.load(job.o + first * tile_rows<T> + row);
    x.load(job.x + first * tile_rows<T> + row);
    for (int64_t g = 0; g < job.groups; ++g) {
      const T *HWY_RESTRICT y = job.y + (g * job.d + first) * group_size;
      const T *HWY_RESTRICT tile = job.tile + g * group_size * tile_rows<T> + row;
      for (int64_t j = 0; j < group_size; ++j) sum.subtract_difference(tile + j * tile_rows<T>, x, y + j, static_cast<size_t>(group_size));
    }
    sum.store(job.o + first * tile_rows<T> + row);
  }
}

template <class T>
void difference_tile(const difference_job<T> &job) {
  int64_t first = 0;
  for (; first + 2 <= job.d; first += 2) difference_columns<T, 2>(job, first);
  if (first < job.d) difference_columns<T, 1>(job, first);
}

template <class T>
void scale_tile(const scale_job<T> &job) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t j = 0; j < job.count; ++j) {
    const auto w = hn::Set(d, job.w[j]);
    for (int64_t i = j * tile_rows<T>; i < (j + 1) * tile_rows<T>; i += lanes)
      hn::Store(hn::Mul(w, hn::Load(d, job.tile + i)), d, job.out + i);
  }
}

HWY_INLINE hn::Vec<hn::ScalableTag<double>> as_doubles(const double *from) { return hn::Load(hn::ScalableTag<double>(), from); }

HWY_INLINE hn::Vec<hn::ScalableTag<double>> as_doubles(const float *from) {
  const hn::ScalableTag<double> d;
  return hn::PromoteTo(d, hn::Load(hn::Rebind<float, decltype(d)>(), from));
}

template <class T>
void flush_tile(const flush_job<T> &job) {
  const hn::ScalableTag<double> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t i = 0; i < job.n; i += lanes) hn::Store(hn::Add(hn::Load(d, job.sum + i), as_doubles(job.o + i)), d, job.sum + i);
  const hn::ScalableTag<T> own;
  for (int64_t i = 0; i < job.n; i += static_cast<int64_t>(hn::Lanes(own))) hn::Store(hn::Zero(own), own, job.o + i);
}

template <class T>
int64_t near_tile(const cancelling_job<T> &job) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  uint16_t *end = job.pairs;
  for (int64_t j = 0; j < job.count; ++j) {
    if (!job.suspect[j / group_size]) continue;
    uint64_t near = 0;
    for (int64_t r = 0; r < tile_rows<T>; r += lanes) {
      const auto limit = hn::Mul(hn::Set(d, job.near), hn::Load(d, job.x_norm + r));
      near |= bits_of(d, hn::Le(hn::Load(d, job.u + j * tile_rows<T> + r), limit)) << r;
    }
    end = list_bits(first_bits(near, job.rows), j * tile_rows<T>, end);
  }
  return end - job.pairs;
}

#define WGF_BOTH_PRECISIONS(result, name, job_type)                     \
  result name##_float(const job_type<float> &job) { return name(job); } \
  result name##_double(const job_type<double> &job) { return name(job); }

WGF_BOTH_PRECISIONS(bool, distance_tile, distance_job)
WGF_BOTH_PRECISIONS(void, product_tile, product_job)
WGF_BOTH_PRECISIONS(void, combine_tile, combine_job)
WGF_BOTH_PRECISIONS(void, accumulate_tile, accumulate_job)
WGF_BOTH_PRECISIONS(void, difference_tile, difference_job)
WGF_BOTH_PRECISIONS(void, scale_tile, scale_job)
WGF_BOTH_PRECISIONS(void, flush_tile, flush_job)
WGF_BOTH_PRECISIONS(int64_t, near_tile, cancelling_job)

#undef WGF_BOTH_PRECISIONS

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

#define WGF_EXPORT_BOTH(result, name, job_type)                                      \
  HWY_EXPORT(name##_float);                                                          \
  HWY_EXPORT(name##_double);                                                         \
  result run(const job_type<float> &job) { return WGF_DISPATCH(name##_float, job); } \
  result run(const job_type<double> &job) { return WGF_DISPATCH(name##_double, job); }

WGF_EXPORT_BOTH(bool, distance_tile, distance_job)
WGF_EXPORT_BOTH(void, product_tile, product_job)
WGF_EXPORT_BOTH(void, combine_tile, combine_job)
WGF_EXPORT_BOTH(void, accumulate_tile, accumulate_job)
WGF_EXPORT_BOTH(void, difference_tile, difference_job)
WGF_EXPORT_BOTH(void, scale_tile, scale_job)
WGF_EXPORT_BOTH(void, flush_tile, flush_job)
WGF_EXPORT_BOTH(int64_t, near_tile, cancelling_job)

#undef WGF_EXPORT_BOTH

}  // namespace wgf::pair
#endif  // HWY_ONCE
