#include "pair/fused_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/fused_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/kernel_block-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T, metric how, bool shifted>
void add_gaussian(const gaussian_job<T> &job) {
  using block = kernel_block<T>;
  for (int64_t row = 0; row < tile_rows<T>; row += block::rows())
    for (int64_t g = 0; g < job.groups; ++g) {
      block k;
      k.template measure<how>(job.start + row, job.x + row, job.y + g * group_size * job.d, job.d);
      k.template exponentiate<shifted>(shifted ? job.y_shift + g * group_size : nullptr);
      if (job.self != nullptr) k.leave_out(row, job.self + g * group_size);
      k.multiply(job.v + g * group_size * job.columns, job.columns, job.o + row);
    }
}

template <class T>
void gaussian_tile(const gaussian_job<T> &job) {
  if (job.how == metric::gram)
    add_gaussian<T, metric::gram, true>(job);
  else if (job.y_shift != nullptr)
    add_gaussian<T, metric::differences, true>(job);
  else
    add_gaussian<T, metric::differences, false>(job);
}

void gaussian_float(const gaussian_job<float> &job) { gaussian_tile(job); }
void gaussian_double(const gaussian_job<double> &job) { gaussian_tile(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(gaussian_float);
HWY_EXPORT(gaussian_double);

void run(const gaussian_job<float> &job) { WGF_DISPATCH(gaussian_float, job); }
void run(const gaussian_job<double> &job) { WGF_DISPATCH(gaussian_double, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
