#include "wgf/sampler.h"

#include <algorithm>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "core/catalogue.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

constexpr int64_t most_steps = int64_t{1} << 53, most_evaluations = 2'000'000;

// Enough to learn a covariance from.
int64_t chains_for(int64_t d) { return std::max<int64_t>(64, (6 * d / 10 + 31) / 32 * 32); }

std::shared_ptr<ensemble> started(const std::shared_ptr<target> &law) {
  const computation work(*law->owner());
  auto chains = std::make_shared<ensemble>(law, chains_for(law->dim()));
  init_uniform(*chains, -2, 2);
  return chains;
}

void prepare(flow &run, const std::shared_ptr<target> &law) {
  run.set_target(law);
  run.set_ensemble(started(law));
  run.editable_options().set_integer("record_every", 2);
  run.editable_options().set_integer("max_evaluations", most_evaluations);
  run.bind();
}

wgf_status run_to_its_end(flow &run) {
  try {
    return run.run(most_steps, 0, 0);
  } catch (const cancelled &) {
    return WGF_CANCELLED;
  }
}

}  // namespace

extern "C" {

wgf_status wgf_sample(wgf_target *target, wgf_draws **result) {
  return guarded(__func__, [&] {
    const auto law = core_of("target", target);
    require_pointer("result", result);
    *result = nullptr;
    require(!law->is_samples(), WGF_E_UNSUPPORTED, "target holds samples; allowed is a target with a density");
    flow run(law->owner(), find_flow("ghmc"));
    prepare(run, law);
    const wgf_status said = run_to_its_end(run);
    const unbroken whole;  // what was drawn is handed out, cancelled or not
    draws all = run.recorded();
    if (all.iterations > 0) *result = new wgf_draws(std::make_shared<const draws>(std::move(all)));
    return said;
  });
}

}  // extern "C"
