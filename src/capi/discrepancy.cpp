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

void require_samples(const wgf::discrepancy &measure, const target &t) {
  require(t.is_samples(), WGF_E_UNSUPPORTED,
          (measure.options().owner() + " needs a target made from samples").c_str());
}

void require_score(const wgf::discrepancy &measure, const target &t) {
  require(!t.is_samples() && !t.is_external(), WGF_E_UNSUPPORTED,
          (measure.options().owner() + " needs a target with a score that a callback gives").c_str());
}

// Particles and target must live in the same coordinates.
void require_fit(const wgf::discrepancy &measure, const ensemble &e, const target &t) {
  if (std::strcmp(measure.spec().needs, "samples") == 0)
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

}  // namespace

extern "C" {

wgf_status wgf_discrepancy_create(wgf_context *context, const char *name, wgf_discrepancy **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    const discrepancy_spec &spec = find_discrepancy(require_text("name", name));
    require_pointer("result", result);
    *result = new wgf_discrepancy(std::make_shared<wgf::discrepancy>(owner, spec));
  });
}

void wgf_discrepancy_destroy(wgf_discrepancy *discrepancy) { delete discrepancy; }

wgf_status wgf_discrepancy_get_options(wgf_discrepancy *discrepancy, wgf_options **options) {
  return guarded(__func__, [&] { lend_options("discrepancy", discrepancy, options); });
}

wgf_status wgf_discrepancy_set_kernel(wgf_discrepancy *discrepancy, int32_t flags, wgf_kernel_fn fn,
                                      void *user, wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    const callback<wgf_kernel_fn> kernel = own(fn, user, free_user);
    const at_work core("discrepancy", discrepancy);
    require_kernel(core->options());
    core->set_own_kernel(own_profile(kernel, flags));
  });
}

wgf_status wgf_discrepancy_evaluate(wgf_discrepancy *discrepancy, wgf_ensemble *ensemble, wgf_target *target,
                                    double *value, int64_t n, int64_t d, double *x) {
  return guarded(__func__, [&] {
    const at_work core("discrepancy", discrepancy);
    const auto particles = core_of("ensemble", ensemble);
    const auto other = core_of("target", target);
    require_pointer("value", value);
    require_gradient(*particles, n, d, x);
    require_fit(*core.core, *particles, *other);
    computation work(*core->owner());
    other->freeze();
    *value = core->evaluate(*particles, *other, core->owner()->seed(), work.pool, x);
  });
}

}  // extern "C"
