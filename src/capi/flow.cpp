#include "wgf/flow.h"

#include <algorithm>
#include <ostream>

#include "base/paced.h"
#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "capi/own_kernel.h"
#include "core/catalogue.h"
#include "base/file.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

void require_answer(const char *name, const double *values, int32_t wants, int32_t flag) {
  if ((wants & flag) && !values) fail_null(name, "the request wants it");
}

void require_answers(const request &waiting, int64_t n, int64_t d, const double *log_density,
                     const double *score, const double *hv) {
  require_equal("n", n, waiting.n, "the number of points of the request");
  require_equal("d", d, waiting.d, "the dimension of the request");
  require_answer("log_density", log_density, waiting.wants & ~waiting.may_be_missing, WGF_LOG_DENSITY);
  require_answer("score", score, waiting.wants, WGF_SCORE);
  require_answer("hv", hv, waiting.wants, WGF_HESSIAN_VECTOR);
}

std::string checkpoint(flow &f) {
  const int64_t size = f.checkpoint_size();
  std::string bytes;
  bytes.reserve(static_cast<size_t>(size));
  in_stretches(size, 0.5, [&](int64_t, int64_t end) { bytes.resize(static_cast<size_t>(end)); });
  f.save(reinterpret_cast<uint8_t *>(bytes.data()), static_cast<int64_t>(bytes.size()));
  return bytes;
}

void write_all(const std::string &bytes, std::ostream &out) {
  constexpr size_t piece = 1 << 20;
  for (size_t at = 0; at < bytes.size() && out; at += piece) {
    out.write(bytes.data() + at, static_cast<std::streamsize>(std::min(piece, bytes.size() - at)));
    breathe(2e6);
  }
}

// Some more than the largest, so that one of other options is told as such.
std::string checkpoint_in(flow &f, const std::string &path) {
  const computation work(*f.owner(), &f.cancel_requested);
  return read_file(path, [&] {
    f.bind();
    return f.largest_checkpoint() + (1 << 20);
  });
}

}  // namespace

extern "C" {

wgf_status wgf_flow_create(wgf_context *context, const char *name, wgf_flow **result) {
  return guarded(__func__, [&] {
    const auto owner = core_of("context", context);
    const flow_spec &spec = find_flow(require_text("name", name));
    require_pointer("result", result);
    *result = new wgf_flow(std::make_shared<flow>(owner, spec));
  });
}

void wgf_flow_destroy(wgf_flow *flow) { delete flow; }

wgf_status wgf_flow_get_options(wgf_flow *flow, wgf_options **options) {
  return guarded(__func__, [&] { lend_options("flow", flow, options); });
}

wgf_status wgf_flow_set_target(wgf_flow *flow, wgf_target *target) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    core->set_target(core_of("target", target));
  });
}

wgf_status wgf_flow_set_ensemble(wgf_flow *flow, wgf_ensemble *ensemble) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    core->set_ensemble(core_of("ensemble", ensemble));
  });
}

wgf_status wgf_flow_set_kernel(wgf_flow *flow, int32_t flags, wgf_kernel_fn fn, void *user,
                               wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    const callback<wgf_kernel_fn> kernel = own(fn, user, free_user);
    const at_work core("flow", flow);
    require_kernel(core->options());
    core->set_own_kernel(own_profile(kernel, flags));
  });
}

wgf_status wgf_flow_set_features(wgf_flow *flow, int64_t m, wgf_features_fn fn, void *user,
                                 wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    const callback<wgf_features_fn> features = own(fn, user, free_user);
    const at_work core("flow", flow);
    require_at_least("m", m, 1);
    require_pointer("fn", fn);
    require_kernel(core->options());
    core->set_features({features, m});
  });
}

wgf_status wgf_flow_set_progress(wgf_flow *flow, wgf_progress_fn fn, void *user, wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    callback<wgf_progress_fn> receiver = own(fn, user, free_user);
    const at_work core("flow", flow);
    std::swap(core->progress_callback, receiver);
  });
}

wgf_status wgf_flow_bind(wgf_flow *flow) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    core->bind();
  });
}

wgf_status wgf_flow_step(wgf_flow *flow) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    core->step();
  });
}

wgf_status wgf_flow_run(wgf_flow *flow, int64_t steps, double seconds, double tolerance) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    require_between("steps", steps, 0, int64_t{1} << 53);
    require_number("seconds", seconds, 0, unbounded);
    require_number("tolerance", tolerance, 0, unbounded);
    return core->run(steps, seconds, tolerance);
  });
}

wgf_status wgf_flow_ask(wgf_flow *flow, wgf_request *request) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    require_record("request", request);
    const wgf::request *wanted = core->ask();
    const wgf::request shown = wanted ? *wanted : wgf::request{};
    fill_record(request, wgf_request{0, shown.wants, shown.n, shown.d, shown.batch, shown.x, shown.v});
  });
}

wgf_status wgf_flow_tell(wgf_flow *flow, int64_t n, int64_t d, const double *log_density, const double *score,
                         const double *hv) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    const request *waiting = core->pending();
    require(waiting != nullptr, WGF_E_STATE, "no request waits for an answer; call wgf_flow_ask first");
    require_answers(*waiting, n, d, log_density, score, hv);
    core->tell(log_density, score, hv);
  });
}

wgf_status wgf_flow_abandon(wgf_flow *flow) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    core->abandon();
  });
}

wgf_status wgf_flow_cancel(wgf_flow *flow) {
  return guarded(__func__, [&] { core_of("flow", flow)->cancel_requested.store(true); });
}

wgf_status wgf_flow_get_stats(const wgf_flow *flow, wgf_stats *stats) {
  return guarded(__func__, [&] {
    const auto core = core_of("flow", flow);
    require_record("stats", stats);
    wgf_stats numbers{};
    core->stats(numbers);
    fill_record(stats, numbers);
  });
}

wgf_status wgf_flow_drift(wgf_flow *flow, int64_t n, int64_t d, double *x) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    core->bind();
    const ensemble &particles = *core->particles_ensemble();
    require_matrix(n, d, x,
                   {particles.n, particles.d, "the number of particles",
                    "the dimension of the unconstrained coordinates"});
    core->drift(x);
  });
}

wgf_status wgf_flow_energy(wgf_flow *flow, double *value) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    require_pointer("value", value);
    *value = core->energy();
  });
}

wgf_status wgf_flow_get_draws(const wgf_flow *flow, wgf_draws **result) {
  return guarded(__func__, [&] {
    const auto core = core_of("flow", flow);
    require_pointer("result", result);
    const computation work(*core->owner(), &core->cancel_requested);
    *result = new wgf_draws(std::make_shared<const draws>(core->recorded()));
  });
}

wgf_status wgf_flow_get_checkpoint_size(const wgf_flow *flow, int64_t *n) {
  return guarded(__func__, [&] {
    const auto core = core_of("flow", flow);
    require_pointer("n", n);
    *n = core->checkpoint_size();
  });
}

wgf_status wgf_flow_save(const wgf_flow *flow, int64_t n, uint8_t *bytes) {
  return guarded(__func__, [&] {
    const auto core = core_of("flow", flow);
    require_equal("n", n, core->checkpoint_size(), "the number that wgf_flow_get_checkpoint_size gives");
    require_pointer("bytes", bytes);
    const computation work(*core->owner(), &core->cancel_requested);
    core->save(bytes, n);
  });
}

wgf_status wgf_flow_restore(wgf_flow *flow, int64_t n, const uint8_t *bytes) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    require_at_least("n", n, 1);
    require_pointer("bytes", bytes);
    core->restore(bytes, n);
  });
}

wgf_status wgf_flow_save_file(const wgf_flow *flow, const char *path) {
  return guarded(__func__, [&] {
    const auto core = core_of("flow", flow);
    const std::string file = require_word("path", path);
    const computation work(*core->owner(), &core->cancel_requested);
    const std::string bytes = checkpoint(*core);
    replace_file(file, [&](std::ostream &out) { write_all(bytes, out); });
  });
}

wgf_status wgf_flow_restore_file(wgf_flow *flow, const char *path) {
  return guarded(__func__, [&] {
    const at_work core("flow", flow);
    const std::string bytes = checkpoint_in(*core.core, require_word("path", path));
    core->restore(reinterpret_cast<const uint8_t *>(bytes.data()), static_cast<int64_t>(bytes.size()));
  });
}

}  // extern "C"
