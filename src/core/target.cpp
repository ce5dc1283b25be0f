#include "core/target.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/ensemble.h"
#include "core/passes.h"

namespace wgf {

namespace {

// The row that a uniform number falls on, among the running sums of the weights.
int64_t row_at(const std::vector<double> &sums, double uniform) {
  const auto row = std::upper_bound(sums.begin(), sums.end(), uniform * sums.back());
  const auto last = std::lower_bound(sums.begin(), sums.end(), sums.back());
  return std::min(row, last) - sums.begin();
}

void draw_rows(const sample_cloud &cloud, const stream &random, int64_t n, double *x) {
  std::vector<double> sums(cloud.w.size()), chosen(static_cast<size_t>(n));
  std::partial_sum(cloud.w.begin(), cloud.w.end(), sums.begin());
  uniforms(random, 0, n, 1, chosen.data());
  for (const double uniform : chosen) {
    x = std::copy_n(cloud.x.data() + row_at(sums, uniform) * cloud.d, cloud.d, x);
    breathe(200 + static_cast<double>(cloud.d));  // the search misses the cache
  }
}

int64_t checked_dim(int64_t d) {
  if (d < 1) fail(WGF_E_ARGUMENT, "the dimension of the target is " + std::to_string(d) + "; allowed is at least 1");
  return d;
}

}  // namespace

void density::hessian_vector(const request &, double *) {
  fail(WGF_E_INTERNAL, "this density has no Hessian products");
}

bool density::sample(const stream &, int64_t, double *) { return false; }

target::target(std::shared_ptr<context> owner, std::shared_ptr<density> law, int64_t user_dim)
    : owner_(std::move(owner)),
      law_(std::move(law)),
      coordinates_(checked_dim(user_dim)),
      names_(default_names(user_dim)) {}

target::target(std::shared_ptr<context> owner, std::unique_ptr<option_set> options, const target_spec &spec,
               int64_t user_dim)
    : owner_(std::move(owner)),
      spec_(&spec),
      options_(std::move(options)),
      coordinates_(checked_dim(user_dim)),
      names_(default_names(user_dim)) {
  ns_per_point_ = std::max(ns_per_point_, static_cast<double>(user_dim) * static_cast<double>(user_dim));  // a dense covariance
}

target::target(std::shared_ptr<context> owner, sample_cloud samples)
    : owner_(std::move(owner)),
      samples_(std::move(samples)),
      coordinates_(checked_dim(samples_.d)),
      names_(default_names(samples_.d)) {
  require(samples_.n >= 1, WGF_E_ARGUMENT, "a target of samples needs at least one");
}

transform &target::editable_coordinates() {
  require(!is_samples(), WGF_E_UNSUPPORTED, "a target of samples has no bounds");
  require(!frozen_ && !coordinates_fixed_, WGF_E_STATE, "the target is in use: its bounds can no longer change");
  return coordinates_;
}

option_set &target::editable_options() {
  require(options_ != nullptr, WGF_E_UNSUPPORTED, "only ready-made targets have options");
  require(!frozen_, WGF_E_STATE, "the target is in use: its options can no longer change");
  return *options_;
}

void target::freeze() {
  if (spec_ && !law_) law_ = spec_->make(*options_, user_dim());
  frozen_ = true;
}

int32_t target::provides() const {
  constexpr int32_t everything = WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR;
  if (is_samples()) return 0;
  if (!law_) return everything;
  const int32_t given = law_->provides();
  if (!is_external()) return given | WGF_SCORE | WGF_HESSIAN_VECTOR;
  return coordinates_.identity() ? given : given & ~WGF_HESSIAN_VECTOR;
}

int32_t target::tells_support() const { return law_ && law_->positive() ? 0 : provides() & WGF_LOG_DENSITY; }

bool target::sample(const stream &random, int64_t n, double *u, workers &pool) {
  freeze();
  pool.check();
  if (is_samples()) {
    draw_rows(samples_, random, n, u);
    return true;
  }
  if (!law_ || !coordinates_.identity() || !law_->sample(random, n, u)) return false;
  require(all_finite(u, n * dim()), WGF_E_NUMERIC, "an exact draw of the target is beyond 1e308, the largest number of a double");
  return true;
}

}  // namespace wgf
