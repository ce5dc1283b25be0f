#include "pair/gaussian/softmin_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/gaussian/softmin_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/gaussian/kernel_block-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T>
struct exponent_block : kernel_block<T> {
  using base = kernel_block<T>;
  using base::lanes;
  using typename base::tag;
  using typename base::vector;

  // What is above the largest exponent is as good as infinite, and what is far below the least as good as 0.
  HWY_INLINE void bounded_powers(const T *HWY_RESTRICT y_shift) {
    const vector most = hn::Set(tag(), sizeof(T) == 4 ? T{127} : T{1023}), least = hn::Set(tag(), sizeof(T) == 4 ? T{-300} : T{-2200});
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      this->subtract(j, y_shift[j]);
      if (!vec::exp2_overflows_to_infinity) {
        WGF_UNROLL for (auto &v : this->at[j]) v = hn::Min(most, hn::Max(least, v));
      }
      this->exponentiate_column(j);
    }
  }

  HWY_INLINE void add_to(T *HWY_RESTRICT o) const {
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      vector sum = hn::Load(tag(), o + v * lanes());
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) sum = hn::Add(sum, this->at[j][v]);
      hn::Store(sum, tag(), o + v * lanes());
    }
  }

  HWY_INLINE void raise(const T *HWY_RESTRICT y_shift, T *HWY_RESTRICT o) {
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) this->subtract(j, y_shift[j]);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      vector largest = hn::Load(tag(), o + v * lanes());
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) largest = hn::Max(largest, this->at[j][v]);
      hn::Store(largest, tag(), o + v * lanes());
    }
  }
};

template <class T, distance_form how, bool powers>
void visit(const softmin_job<T> &job) {
  using block = exponent_block<T>;
  for (int64_t row = 0; row < tile_rows<T>; row += block::rows())
    for (int64_t g = 0; g < job.groups; ++g) {
      block k;
      k.template measure<how>(job.start + row, job.x + row, job.y + g * group_size * job.d, job.d);
      if (powers) {
        k.bounded_powers(job.y_shift + g * group_size);
        k.add_to(job.o + row);
      } else {
        k.raise(job.y_shift + g * group_size, job.o + row);
      }
    }
}

template <class T, bool powers>
void visit_by(const softmin_job<T> &job) {
  if (job.how == distance_form::products)
    visit<T, distance_form::products, powers>(job);
  else
    visit<T, distance_form::differences, powers>(job);
}

void add_float(const softmin_job<float> &job) { visit_by<float, true>(job); }
void add_double(const softmin_job<double> &job) { visit_by<double, true>(job); }
void largest_float(const softmin_job<float> &job) { visit_by<float, false>(job); }
void largest_double(const softmin_job<double> &job) { visit_by<double, false>(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(add_float);
HWY_EXPORT(add_double);
HWY_EXPORT(largest_float);
HWY_EXPORT(largest_double);

void add_powers(const softmin_job<float> &job) { WGF_DISPATCH(add_float, job); }
void add_powers(const softmin_job<double> &job) { WGF_DISPATCH(add_double, job); }
void find_largest(const softmin_job<float> &job) { WGF_DISPATCH(largest_float, job); }
void find_largest(const softmin_job<double> &job) { WGF_DISPATCH(largest_double, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
