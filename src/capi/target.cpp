#include "wgf/target.h"

#include <algorithm>
#include <cmath>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "density/callback_density.h"
#include "core/catalogue.h"
#include "base/paced.h"
#include "core/score_check.h"
#include "base/text.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

constexpr const char *its_dim = "the dimension of the unconstrained coordinates";
constexpr const char *its_user_dim = "the dimension on the user's scale";

sample_cloud copy_samples(int64_t n, int64_t d, const double *x) {
  const int64_t size = require_volume(n, d);
  require_pointer("x", x);
  require_finite("x", size, x);
  sample_cloud samples{n, d, copied(x, size), {}};
  resize(samples.w, n);
  std::fill(samples.w.begin(), samples.w.end(), 1 / static_cast<double>(n));
  return samples;
}

void require_law(const target &t) {
  require(!t.is_samples(), WGF_E_UNSUPPORTED,
          "the target is a cloud of samples; one with a density is needed");
}

// A target whose density can be asked here.
void require_answers(const target &t) {
  require_law(t);
  require(!t.is_external(), WGF_E_STATE, "the target has no callback: its answers come by wgf_flow_tell");
}

void require_points(const target &t, int64_t n, int64_t d, const double *x) {
  require_volume(n, d);
  require_matrix(n, d, x, {n, t.dim(), "", its_dim});
  require_finite("x", n * d, x);
}

std::vector<double> limits_or(double none, int64_t n, const double *values) {
  return values ? std::vector<double>(values, values + n) : std::vector<double>(static_cast<size_t>(n), none);
}

void set_bounds(target &t, int64_t n, const double *lower, const double *upper) {
  const std::vector<double> from = limits_or(-INFINITY, n, lower), to = limits_or(INFINITY, n, upper);
  transform edited = t.editable_coordinates();
  edited.bounds(from.data(), to.data());
  t.editable_coordinates() = std::move(edited);
}

void judge(const score_check &found) {
  if (found.worst < 1e-4) return;
  fail(WGF_E_NUMERIC, "at point " + std::to_string(found.point) + ", coordinate " +
                          std::to_string(found.coordinate) + ", the score is " + to_text(found.given) +
                          " and the difference of the log density is " + to_text(found.differenced) +
                          " (deviation " + to_text(found.worst) + "; allowed is less than 1e-4)");
}

}  // namespace

extern "C" {

wgf_status wgf_target_create(wgf_context *context, const char *name, int64_t dim, wgf_target **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    const target_spec &spec = find_target(require_text("name", name));
    require_at_least("dim", dim, spec.least_dim);
    require_pointer("result", result);
    const computation work(*owner);
    auto options = std::make_unique<option_set>(std::string("target \"") + spec.name + "\"", spec.options);
    *result = new wgf_target(std::make_shared<target>(owner, std::move(options), spec, dim));
  });
}

wgf_status wgf_target_create_callback(wgf_context *context, int64_t dim, int32_t flags, wgf_density_fn fn,
                                      void *user, wgf_free_fn free_user, wgf_target **result) {
  return guarded(__func__, [&] {
    const callback<wgf_density_fn> owned = own(fn, user, free_user);
    const auto owner = core_of("context", context);
    require_at_least("dim", dim, 1);
    require_pointer("result", result);
    const computation work(*owner);
    const auto law = std::make_shared<callback_density>(flags, owned);
    *result = new wgf_target(std::make_shared<target>(owner, law, dim));
  });
}

wgf_status wgf_target_create_samples(wgf_context *context, int64_t n, int64_t d, const double *x,
                                     wgf_target **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    const computation work(*owner);
    sample_cloud samples = copy_samples(n, d, x);
    require_pointer("result", result);
    *result = new wgf_target(std::make_shared<target>(owner, std::move(samples)));
  });
}

void wgf_target_destroy(wgf_target *target) { delete target; }

wgf_status wgf_target_get_options(wgf_target *target, wgf_options **options) {
  return guarded(__func__, [&] {
    core_of("target", target)->options();
    lend_options("target", target, options);
  });
}

wgf_status wgf_target_set_hessian_vector(wgf_target *target, wgf_hessian_vector_fn fn, void *user,
                                         wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    callback<wgf_hessian_vector_fn> products = own(fn, user, free_user);
    const auto core = core_of("target", target);
    require_pointer("fn", fn);
    auto *law = dynamic_cast<callback_density *>(core->law());
    require(law && law->answers(), WGF_E_UNSUPPORTED,
            "only a target with a density callback takes one for Hessian products");
    require(!core->frozen(), WGF_E_STATE, "the target is in use and can no longer change");
    law->give_hessian_vector(std::move(products));
  });
}

wgf_status wgf_target_import_weights(wgf_target *target, int64_t n, const double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require(core->is_samples(), WGF_E_UNSUPPORTED, "only a target made from samples has weights");
    require(!core->frozen(), WGF_E_STATE, "the target is in use and can no longer change");
    require_vector(n, values, core->samples().n, "the number of samples");
    const computation work(*core->owner());
    core->samples().w = require_weights(n, values);
  });
}

wgf_status wgf_target_set_bounds(wgf_target *target, int64_t n, const double *lower, const double *upper) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_law(*core);
    require_equal("n", n, core->user_dim(), its_user_dim);
    const computation work(*core->owner());
    set_bounds(*core, n, lower, upper);
  });
}

wgf_status wgf_target_set_simplex(wgf_target *target, int64_t first, int64_t count) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_law(*core);
    transform edited = core->editable_coordinates();
    edited.simplex(first, count);
    core->editable_coordinates() = std::move(edited);
  });
}

wgf_status wgf_target_set_ordered(wgf_target *target, int64_t first, int64_t count) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_law(*core);
    transform edited = core->editable_coordinates();
    edited.ordered(first, count);
    core->editable_coordinates() = std::move(edited);
  });
}

wgf_status wgf_target_set_name(wgf_target *target, int64_t index, const char *name) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_index("index", index, core->user_dim());
    core->names()[static_cast<size_t>(index)] = require_word("name", name);
  });
}

wgf_status wgf_target_get_dim(const wgf_target *target, int64_t *d) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_pointer("d", d);
    *d = core->dim();
  });
}

wgf_status wgf_target_get_user_dim(const wgf_target *target, int64_t *d) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_pointer("d", d);
    *d = core->user_dim();
  });
}

wgf_status wgf_target_evaluate(wgf_target *target, int64_t n, int64_t d, const double *x, double *log_density,
                               double *score) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_answers(*core);
    computation work(*core->owner());
    core->freeze();
    require_points(*core, n, d, x);
    if (!log_density && !score) fail_argument("log_density and score", "NULL", "at least one address");
    const int32_t wants = (log_density ? WGF_LOG_DENSITY : 0) | (score ? WGF_SCORE : 0);
    require((wants & ~core->provides()) == 0, WGF_E_UNSUPPORTED,
            "the target gives only a score: log_density must be NULL");
    std::vector<uint8_t> rejected(static_cast<size_t>(n));
    core->respond({wants, n, d, -1, x, nullptr, {log_density, score, nullptr, rejected.data()}}, work.pool);
  });
}

wgf_status wgf_target_hessian_vector(wgf_target *target, int64_t n, int64_t d, const double *x,
                                     const double *v, double *hv) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_answers(*core);
    computation work(*core->owner());
    core->freeze();
    require_points(*core, n, d, x);
    require_pointer("v", v);
    require_finite("v", n * d, v);
    require_pointer("hv", hv);
    std::vector<uint8_t> rejected(static_cast<size_t>(n));
    core->respond({WGF_HESSIAN_VECTOR, n, d, -1, x, v, {nullptr, nullptr, hv, rejected.data()}}, work.pool);
  });
}

wgf_status wgf_target_constrain(const wgf_target *target, int64_t n, int64_t d, const double *x,
                                int64_t user_d, double *user_x) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    const computation work(*core->owner());
    require_points(*core, n, d, x);
    require_equal("user_d", user_d, core->user_dim(), its_user_dim);
    require_pointer("user_x", user_x);
    core->coordinates().constrain(n, x, user_x);
  });
}

wgf_status wgf_target_unconstrain(const wgf_target *target, int64_t n, int64_t user_d, const double *user_x,
                                  int64_t d, double *x) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_at_least("n", n, 1);
    require_equal("user_d", user_d, core->user_dim(), its_user_dim);
    require_equal("d", d, core->dim(), its_dim);
    require_volume(n, user_d);
    require_pointer("user_x", user_x);
    const computation work(*core->owner());
    require_finite("user_x", n * user_d, user_x);
    require_pointer("x", x);
    int64_t row = 0, coordinate = 0;
    if (!core->coordinates().unconstrain(n, user_x, x, &row, &coordinate))
      fail_argument(
          ("user_x, point " + std::to_string(row) + ", coordinate " + std::to_string(coordinate) + ",")
              .c_str(),
          to_text(user_x[row * user_d + coordinate]), "a value inside the target's bounds");
  });
}

wgf_status wgf_target_check_score(wgf_target *target, int64_t n, int64_t d, const double *x, double *worst,
                                  int64_t *coordinate) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    require_answers(*core);
    computation work(*core->owner());
    core->freeze();
    require_points(*core, n, d, x);
    const score_check found = check_score(*core, n, x, work.pool);
    if (worst) *worst = found.worst;
    if (coordinate) *coordinate = found.coordinate;
    judge(found);
  });
}

wgf_status wgf_target_get_rejections(const wgf_target *target, int64_t *count, int64_t *index,
                                     const char **message) {
  return guarded(__func__, [&] {
    const auto core = core_of("target", target);
    if (count) *count = core->rejected().count;
    if (index) *index = core->rejected().first;
    if (message) *message = core->rejected().message.c_str();
  });
}

}  // extern "C"
