#include "core/target.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/busy.h"
#include "base/passes.h"
#include "core/ensemble.h"

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

target::target(std::shared_ptr<context> owner, std::shared_ptr<density> law, int64_t user_dim)
    : owner_(std::move(owner)), density_(checked_dim(user_dim)), names_(default_names(user_dim)) {
  density_.set_law(std::move(law));
}

target::target(std::shared_ptr<context> owner, std::unique_ptr<option_set> options, const target_spec &spec, int64_t user_dim)
    : owner_(std::move(owner)), spec_(&spec), options_(std::move(options)), density_(checked_dim(user_dim)), names_(default_names(user_dim)) {
  density_.expect_cost(static_cast<double>(user_dim) * static_cast<double>(user_dim));  // a dense covariance
}

target::target(std::shared_ptr<context> owner, sample_cloud samples)
    : owner_(std::move(owner)), samples_(std::move(samples)), density_(checked_dim(samples_.d)), names_(default_names(samples_.d)) {
  require(samples_.n >= 1, WGF_E_ARGUMENT, "a target of samples needs at least one");
}

transform &target::editable_coordinates() {
  require(!is_samples(), WGF_E_UNSUPPORTED, "a target of samples has no bounds");
  require(!frozen_ && !coordinates_fixed_, WGF_E_STATE, "the target is in use: its bounds can no longer change");
  return density_.coordinates();
}

const option_set &target::options() const {
  require(options_ != nullptr, WGF_E_UNSUPPORTED, "only ready-made targets have options");
  return *options_;
}

void target::take_options(const std::string &, option_set values) {
  require(!frozen_, WGF_E_STATE, "the target is in use: its options can no longer change");
  *options_ = std::move(values);
}

void target::freeze() {
  if (spec_ && !law()) density_.set_law(spec_->make(*options_, user_dim()));
  frozen_ = true;
}

int32_t target::provides() const {
  constexpr int32_t everything = WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR;
  if (is_samples()) return 0;
  if (!law()) return everything;
  const int32_t given = law()->provides();
  if (!is_external()) return given | WGF_SCORE | WGF_HESSIAN_VECTOR;
  return coordinates().identity() ? given : given & ~WGF_HESSIAN_VECTOR;
}

int32_t target::tells_support() const { return law() && law()->positive() ? 0 : provides() & WGF_LOG_DENSITY; }

void target::respond(const request &ask, workers &pool) {
  const busy_mark mark("target", busy_);
  freeze();
  require(!is_samples(), WGF_E_UNSUPPORTED, "a target of samples has no density");
  require(!is_external(), WGF_E_STATE, "the target has no callback: its answers come by wgf_flow_ask and wgf_flow_tell");
  if ((ask.wants & (WGF_SCORE | WGF_HESSIAN_VECTOR)) && !(law()->provides() & WGF_SCORE)) tell_cost();
  density_.respond(ask, pool);
}

void target::tell_cost() {
  if (cost_told_) return;
  cost_told_ = true;
  owner_->log(WGF_LOG_INFO, "the target gives no score: it is differenced from the log density, at the cost of " + std::to_string(2 * dim()) +
                                " evaluations a point");
}

bool target::sample(const stream &random, int64_t n, double *u, workers &pool) {
  freeze();
  pool.check();
  if (is_samples()) {
    draw_rows(samples_, random, n, u);
    return true;
  }
  if (!law() || !coordinates().identity() || !law()->sample(random, n, u)) return false;
  require(all_finite(u, n * dim()), WGF_E_NUMERIC, "an exact draw of the target is beyond 1e308, the largest number of a double");
  return true;
}

}  // namespace wgf
