#include "density/callback_density.h"

#include <algorithm>
#include <cmath>

#include "base/callback.h"

namespace wgf {

namespace {

constexpr int32_t known_flags = WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR | WGF_MINI_BATCH | WGF_THREAD_SAFE;

// What a callback forgets to write must not pass for a value.
void forget(double *out, int64_t size) {
  if (out) std::fill(out, out + size, std::nan(""));
}

}  // namespace

callback_density::callback_density(int32_t flags, callback<wgf_density_fn> fn)
    : flags_(flags), density_(std::move(fn)) {
  if (flags & ~known_flags)
    fail(WGF_E_ARGUMENT, "flags is " + std::to_string(flags) + "; allowed is a sum of wgf_target_flag values");
  if (!(flags & (WGF_LOG_DENSITY | WGF_SCORE)))
    fail(WGF_E_ARGUMENT, "flags is " + std::to_string(flags) + "; it must hold WGF_LOG_DENSITY or WGF_SCORE or both");
}

int32_t callback_density::provides() const {
  if (!answers()) return flags_;
  return (flags_ & ~WGF_HESSIAN_VECTOR) | (hessian_vector_ ? WGF_HESSIAN_VECTOR : 0);
}

void callback_density::evaluate(const request &at, double *log_density, double *score) {
  forget(log_density, at.n);
  forget(score, at.n * at.d);
  obey("target's density", [&] { return density_.fn(density_.user, at.batch, at.n, at.d, at.x, log_density, score); });
}

void callback_density::hessian_vector(const request &at, double *hv) {
  forget(hv, at.n * at.d);
  obey("target's Hessian product", [&] { return hessian_vector_.fn(hessian_vector_.user, at.batch, at.n, at.d, at.x, at.v, hv); });
}

}  // namespace wgf
