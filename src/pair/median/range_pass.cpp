#include "pair/median/range_pass.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/median/range_pass.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

namespace hn = ::hwy::HWY_NAMESPACE;

range_pass_result select_range(const range_pass_job &job) {
  const hn::ScalableTag<double> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto low = hn::Set(d, job.low), last = hn::Set(d, job.last), infinity = hn::Inf(d);
  auto least = infinity;
  range_pass_result r{0, 0, 0};
  for (int64_t i = 0; i < job.n; i += lanes) {
    const auto u = hn::Load(d, job.u + i);
    const auto above = hn::Gt(u, last);
    r.below += static_cast<int64_t>(hn::CountTrue(d, hn::Lt(u, low)));
    r.inside += static_cast<int64_t>(hn::CompressStore(u, hn::And(hn::Ge(u, low), hn::Le(u, last)), d, job.inside + r.inside));
    least = hn::Min(least, hn::IfThenElse(above, u, infinity));
  }
  r.least_above = hn::GetLane(hn::MinOfLanes(d, least));
  return r;
}

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(select_range);

range_pass_result run(const range_pass_job &job) { return WGF_DISPATCH(select_range, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
