#include "kernels/radial.h"

#include <algorithm>

namespace wgf {

radial_kernel::radial_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r)
    : kernel(r.d), sums_(profile, bandwidth, r.options.text("precision") == "float", r), fixed_(bandwidth > 0), seed_(r.seed), options_(r.options) {
  if (!fixed_) reserve_for_bandwidth(options_, std::max(r.n, r.m), r.d, r.pool.threads(), sums_.scratch);
}

void radial_kernel::adapt(const cloud &own, const cloud &other) {
  if (scale_wanted() && sums_.scale.empty()) sums_.scale = coordinate_scale(other.n > 0 ? other : own, d_);
  if (fixed_) return;
  const double *scale = sums_.scale.empty() ? nullptr : sums_.scale.data();
  const double chosen = chosen_bandwidth(options_, own, other, scale, d_, seed_, sums_.scratch, sums_.pool);
  sums_.length = chosen > 0 ? chosen : 1;  // all at one place: sums of values and slopes are the same for any length
}

void radial_kernel::archive(wgf::archive &bytes) {
  bytes.number(sums_.length, 0);
  if (!scale_wanted()) return;
  int64_t known = static_cast<int64_t>(sums_.scale.size());
  bytes.value(known);
  require(known == 0 || known == d_, WGF_E_FORMAT, "the checkpoint holds a scale of another dimension");
  sums_.scale.resize(static_cast<size_t>(known));
  bytes.bytes(sums_.scale.data(), known * static_cast<int64_t>(sizeof(double)));
}

std::unique_ptr<kernel> make_radial_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r) {
  return std::make_unique<radial_kernel>(profile, bandwidth, r);
}

}  // namespace wgf
