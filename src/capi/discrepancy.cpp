#include "wgf/discrepancy.h"

#include <cmath>
#include <cstring>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "capi/own_kernel.h"
#include "core/catalogue.h"
#include "core/discrepancy.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

struct discrepancy_at_work {
  explicit discrepancy_at_work(const wgf_discrepancy *handle)
      : core(core_of("discrepancy", handle)), mark("discrepancy", core->busy) {}
  capi::discrepancy *operator->() const { return core.get(); }
  std::shared_ptr<capi::discrepancy> core;
  busy_mark mark;
};

void require_samples(const capi::discrepancy &measure, const target &t) {
  require(t.is_samples(), WGF_E_UNSUPPORTED,
          (measure.options.owner() + " needs a target made from samples").c_str());
}

void require_score(const capi::discrepancy &measure, const target &t) {
  require(!t.is_samples() && !t.is_external(), WGF_E_UNSUPPORTED,
          (measure.options.owner() + " needs a target with a score that a callback gives").c_str());
}

// Particles and target must live in the same coordinates.
void require_fit(const capi::discrepancy &measure, const ensemble &e, const target &t) {
  if (std::strcmp(measure.spec.needs, "samples") == 0)
    require_samples(measure, t);
  else
    require_score(measure, t);
  if (t.dim() != e.d)
    fail_argument("target", "of dimension " + std::to_string(t.dim()),
                  std::to_string(e.d) + ", the ensemble's");
  const bool plain = t.coordinates().identity() && (!e.home || e.home->coordinates().identity());
  require(plain || e.home.get() == &t, WGF_E_ARGUMENT,
          "a target with bounds can be compared only with an ensemble made for it");
}

void require_gradient(const ensemble &e, int64_t n, int64_t d, const double *x) {
  const shape expected =
      x ? shape{e.n, e.d, "the number of particles", "the dimension of the unconstrained coordinates"}
        : shape{0, 0, "because x is NULL", "because x is NULL"};
  require_matrix(n, d, x, expected);
}

double evaluate(capi::discrepancy &measure, const ensemble &e, target &t, double *gradient) {
  const pair::profile *own_kernel = measure.own_kernel.callback ? &measure.own_kernel : nullptr;
  computation work(*measure.owner);
  t.freeze();
  return wgf::evaluate(
      measure.spec, {measure.options, own_kernel, e.n, e.d, e.x.data(), e.w.data(), t, measure.owner->seed(), work.pool, measure.memory}, gradient);
}

}  // namespace

extern "C" {

wgf_status wgf_discrepancy_create(wgf_context *context, const char *name, wgf_discrepancy **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    const discrepancy_spec &spec = find_discrepancy(require_text("name", name));
    require_pointer("result", result);
    *result = new wgf_discrepancy(std::make_shared<capi::discrepancy>(owner, spec));
  });
}

void wgf_discrepancy_destroy(wgf_discrepancy *discrepancy) { delete discrepancy; }

wgf_status wgf_discrepancy_set_double(wgf_discrepancy *discrepancy, const char *name, double value) {
  return guarded(__func__, [&] {
    const discrepancy_at_work core(discrepancy);
    core->options.set_real(require_text("name", name), value);
  });
}

wgf_status wgf_discrepancy_set_int(wgf_discrepancy *discrepancy, const char *name, int64_t value) {
  return guarded(__func__, [&] {
    const discrepancy_at_work core(discrepancy);
    core->options.set_integer(require_text("name", name), value);
  });
}

wgf_status wgf_discrepancy_set_string(wgf_discrepancy *discrepancy, const char *name, const char *value) {
  return guarded(__func__, [&] {
    const discrepancy_at_work core(discrepancy);
    const std::string option = require_text("name", name), text = require_text("value", value);
    core->options.set_text(option, text);
  });
}

wgf_status wgf_discrepancy_set_kernel(wgf_discrepancy *discrepancy, int32_t flags, wgf_kernel_fn fn,
                                      void *user, wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    const callback<wgf_kernel_fn> kernel = own(fn, user, free_user);
    const discrepancy_at_work core(discrepancy);
    require_kernel(core->options);
    core->own_kernel = own_profile(kernel, flags);
    core->own_kernel_owner = kernel.owner;
  });
}

wgf_status wgf_discrepancy_evaluate(wgf_discrepancy *discrepancy, wgf_ensemble *ensemble, wgf_target *target,
                                    double *value, int64_t n, int64_t d, double *x) {
  return guarded(__func__, [&] {
    const discrepancy_at_work core(discrepancy);
    const auto particles = core_of("ensemble", ensemble);
    const auto other = core_of("target", target);
    require_pointer("value", value);
    require_gradient(*particles, n, d, x);
    require_fit(*core.core, *particles, *other);
    *value = evaluate(*core.core, *particles, *other, x);
  });
}

}  // extern "C"
