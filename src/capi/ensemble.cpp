#include "wgf/ensemble.h"

#include <algorithm>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "capi/layout.h"
#include "base/busy.h"
#include "base/passes.h"
#include "diagnostics/weighted.h"
#include "base/text.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

constexpr const char *its_size = "the number of particles";
constexpr const char *its_dim = "the ensemble's dimension on the user's scale";

std::vector<double> users_rows(const ensemble &e) {
  std::vector<double> rows;
  resize(rows, require_volume(e.n, e.user_dim()));
  e.to_user(rows.data());
  return rows;
}

stats::weighted_particles weighted(const ensemble &e, const std::vector<double> &rows) {
  return {rows.data(), e.n, e.user_dim(), e.w.data()};
}

bool single_particle(const ensemble &e) {
  return std::count_if(e.w.begin(), e.w.end(), [](double w) { return w > 0; }) == 1;
}

// A change of an ensemble that no flow is working on.
struct change {
  explicit change(ensemble &e) : mark("ensemble", e.busy) {
    require(!e.asked, WGF_E_STATE,
            "a step begun by wgf_flow_ask is in progress; end it with wgf_flow_tell or wgf_flow_abandon");
  }
  busy_mark mark;
};

}  // namespace

extern "C" {

wgf_status wgf_ensemble_create(wgf_context *context, int64_t n, int64_t d, wgf_ensemble **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    require_volume(n, d);
    require_pointer("result", result);
    const computation work(*owner);
    *result = new wgf_ensemble(std::make_shared<ensemble>(owner, n, d));
  });
}

wgf_status wgf_ensemble_create_for_target(wgf_target *target, int64_t n, wgf_ensemble **result) {
  return guarded(__func__, [&] {
    const auto home = core_of("target", target);
    require_volume(n, home->user_dim());
    require_pointer("result", result);
    const computation work(*home->owner());
    *result = new wgf_ensemble(std::make_shared<ensemble>(home, n));
  });
}

void wgf_ensemble_destroy(wgf_ensemble *ensemble) { delete ensemble; }

wgf_status wgf_ensemble_get_size(const wgf_ensemble *ensemble, int64_t *n) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_pointer("n", n);
    *n = core->n;
  });
}

wgf_status wgf_ensemble_get_dim(const wgf_ensemble *ensemble, int64_t *d) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_pointer("d", d);
    *d = core->user_dim();
  });
}

wgf_status wgf_ensemble_import(wgf_ensemble *ensemble, int64_t n, int64_t d, const double *x,
                               int32_t layout) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_matrix(n, d, x, {core->n, core->user_dim(), its_size, its_dim});
    require_layout(layout);
    const computation work(*core->owner);
    require_finite("x", n * d, x);
    const change mark(*core);
    std::vector<double> rows;
    resize(rows, n * d);
    from_layout(layout, n, d, x, rows.data());
    core->from_user(rows.data());
  });
}

wgf_status wgf_ensemble_export(const wgf_ensemble *ensemble, int64_t n, int64_t d, double *x,
                               int32_t layout) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_matrix(n, d, x, {core->n, core->user_dim(), its_size, its_dim});
    require_layout(layout);
    const computation work(*core->owner);
    if (layout == WGF_PARTICLE_MAJOR) return core->to_user(x);
    to_layout(layout, n, d, users_rows(*core).data(), x);
  });
}

wgf_status wgf_ensemble_borrow(const wgf_ensemble *ensemble, const double **values) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_pointer("values", values);
    *values = core->x.data();
  });
}

wgf_status wgf_ensemble_import_weights(wgf_ensemble *ensemble, int64_t n, const double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_vector(n, values, core->n, its_size);
    const computation work(*core->owner);
    const change mark(*core);
    const std::vector<double> weights = require_weights(n, values);
    const unbroken whole;
    copy(weights.data(), n, core->w.data());
    ++core->revision;
  });
}

wgf_status wgf_ensemble_export_weights(const wgf_ensemble *ensemble, int64_t n, double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_vector(n, values, core->n, its_size);
    const computation work(*core->owner);
    copy(core->w.data(), n, values);
  });
}

wgf_status wgf_ensemble_set_name(wgf_ensemble *ensemble, int64_t index, const char *name) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_index("index", index, core->user_dim());
    std::string word = require_word("name", name);
    const change mark(*core);
    core->names[static_cast<size_t>(index)] = std::move(word);
  });
}

wgf_status wgf_ensemble_get_name(const wgf_ensemble *ensemble, int64_t index, const char **name) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_index("index", index, core->user_dim());
    require_pointer("name", name);
    *name = core->names[static_cast<size_t>(index)].c_str();
  });
}

wgf_status wgf_ensemble_init_normal(wgf_ensemble *ensemble, double mean, double sd) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_number("mean", mean);
    require_number("sd", sd, 0, unbounded);
    const change mark(*core);
    const computation work(*core->owner);
    init_normal(*core, mean, sd);
  });
}

wgf_status wgf_ensemble_init_uniform(wgf_ensemble *ensemble, double lower, double upper) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_number("lower", lower);
    require_number("upper", upper);
    if (!(upper > lower)) fail_argument("upper", to_text(upper), "more than lower, " + to_text(lower));
    require_number("upper - lower", upper - lower);
    const change mark(*core);
    const computation work(*core->owner);
    init_uniform(*core, lower, upper);
  });
}

wgf_status wgf_ensemble_init_target(wgf_ensemble *ensemble, wgf_target *target) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    const auto source = core_of("target", target);
    const change mark(*core);
    init_target(*core, *source);
  });
}

wgf_status wgf_ensemble_mean(const wgf_ensemble *ensemble, int64_t n, double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_vector(n, values, core->user_dim(), its_dim);
    const computation work(*core->owner);
    const std::vector<double> rows = users_rows(*core);
    stats::weighted_mean(weighted(*core, rows), values);
  });
}

wgf_status wgf_ensemble_covariance(const wgf_ensemble *ensemble, int64_t n, int64_t d, double *x) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_matrix(n, d, x, {core->user_dim(), core->user_dim(), its_dim, its_dim});
    const computation work(*core->owner);
    const std::vector<double> rows = users_rows(*core);
    if (single_particle(*core))
      std::fill(x, x + n * d, 0.0);
    else
      stats::weighted_covariance(weighted(*core, rows), x);
    require(all_finite(x, n * d), WGF_E_NUMERIC, "the covariance is above 1e308: no double holds it; other units may help");
  });
}

wgf_status wgf_ensemble_quantile(const wgf_ensemble *ensemble, double probability, int64_t n,
                                 double *values) {
  return guarded(__func__, [&] {
    const auto core = core_of("ensemble", ensemble);
    require_number("probability", probability, 0, 1);
    require_vector(n, values, core->user_dim(), its_dim);
    const computation work(*core->owner);
    const std::vector<double> rows = users_rows(*core);
    for (int64_t k = 0; k < n; ++k)
      values[k] = stats::weighted_quantile(weighted(*core, rows), k, probability);
  });
}

}  // extern "C"
