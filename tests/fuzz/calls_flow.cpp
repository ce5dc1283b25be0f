#include "arguments.h"

namespace wgf::fuzz {

namespace {

slot<wgf_flow> a_flow(world &w) { return recent(w, w.flows); }

struct shape {
  int64_t n, d;
};

// A flow does not tell its shape; the world remembers what it was given.
shape shape_of(world &w, wgf_flow *flow) {
  const auto found = w.shapes.find(flow);
  return found == w.shapes.end() ? shape{w.c.between(1, 9), w.dim} : shape{found->second.first, found->second.second};
}

// Gaussian answers, or odd ones.
numbers answers(world &w, int64_t size, const double *x, bool score) {
  const bool odd = w.c.once_in(5);
  return numbers::made(size, [&](int64_t i) { return odd && w.c.once_in(3) ? w.c.odd_number() : score ? -x[i]
                                                                                                      : -w.c.uniform(); });
}

void answer(world &w, wgf_flow *flow, const wgf_request &r) {
  const numbers log_density = answers(w, r.n, r.x, false), score = answers(w, r.n * r.d, r.x, true), hv = answers(w, r.v ? r.n * r.d : 0, r.v, true);
  CALL(w, wgf_flow_tell, flow, w.c.about(r.n), w.c.about(r.d), maybe(w, log_density), maybe(w, score), r.wants & WGF_HESSIAN_VECTOR ? maybe(w, hv) : nullptr);
}

byte_block checkpoint(world &w) {
  static const byte_block none = std::make_shared<std::vector<uint8_t>>(40);
  if (w.checkpoints.empty()) return none;
  const byte_block whole = w.c.one_of(w.checkpoints);
  if (!w.c.once_in(4)) return whole;
  auto spoilt = std::make_shared<std::vector<uint8_t>>(*whole);
  if (w.c.once_in(3)) spoilt->resize(static_cast<size_t>(w.c.below(static_cast<int64_t>(spoilt->size()))));
  if (!spoilt->empty()) (*spoilt)[static_cast<size_t>(w.c.below(static_cast<int64_t>(spoilt->size())))] ^= static_cast<uint8_t>(1 << w.c.below(8));
  return spoilt;
}

int64_t checkpoint_size(world &w, wgf_flow *flow) {
  int64_t n = 0;
  return CALL(w, wgf_flow_get_checkpoint_size, flow, &n) == WGF_OK ? n : w.c.below(200);
}

}  // namespace

void call_wgf_flow_create(world &w) {
  wgf_flow *made = nullptr;
  const std::string name = entry_name(w.c, WGF_FLOW);
  const wgf_status status = CALL(w, wgf_flow_create, a_context(w), maybe(w, name), maybe(w, made));
  keep(w, w.flows, status, made, "flow", name);
  if (made) w.shapes.erase(made);
}
void call_wgf_flow_destroy(world &w) { destroy_one(w, id_wgf_flow_destroy, w.flows, wgf_flow_destroy); }

void call_wgf_flow_set_target(world &w) { CALL(w, wgf_flow_set_target, a_flow(w).handle, recent(w, w.targets).handle); }

void call_wgf_flow_set_ensemble(world &w) { give_ensemble(w, a_flow(w).handle, recent(w, w.ensembles).handle); }

void give_ensemble(world &w, wgf_flow *flow, wgf_ensemble *e) {
  const std::pair<int64_t, int64_t> shape{size_of(e), unconstrained_dim(w, e)};
  if (CALL(w, wgf_flow_set_ensemble, flow, e) == WGF_OK) w.shapes[flow] = shape;
}

void call_wgf_flow_set_kernel(world &w) {
  const int32_t flags = w.c.once_in(15) ? static_cast<int32_t>(w.c.odd_count()) : w.c.once_in(2) ? 0
                                                                                                 : WGF_THREAD_SAFE;
  const user u = new_user(w, flags & WGF_THREAD_SAFE);
  CALL(w, wgf_flow_set_kernel, a_flow(w).handle, flags, w.c.once_in(10) ? nullptr : act_kernel, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_flow_set_features(world &w) {
  const user u = new_user(w);
  CALL(w, wgf_flow_set_features, a_flow(w).handle, w.c.about(w.c.between(1, 6)), w.c.once_in(10) ? nullptr : act_features, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_flow_set_progress(world &w) {
  const user u = new_user(w);
  CALL(w, wgf_flow_set_progress, a_flow(w).handle, w.c.once_in(4) ? nullptr : act_progress, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_flow_bind(world &w) { CALL(w, wgf_flow_bind, a_flow(w).handle); }
void call_wgf_flow_step(world &w) { CALL(w, wgf_flow_step, a_flow(w).handle); }

void call_wgf_flow_run(world &w) {
  const double seconds = w.c.once_in(8) ? w.c.odd_number() : 0, tolerance = w.c.once_in(5) ? w.c.positive() : 0;
  CALL(w, wgf_flow_run, a_flow(w).handle, w.c.about(w.c.below(12)), seconds, tolerance);
}

void call_wgf_flow_ask(world &w) {
  wgf_request request{};
  request.struct_size = sizeof request;
  CALL(w, wgf_flow_ask, a_flow(w).handle, maybe(w, request));
}

// Half of the time a whole step by hand.
void call_wgf_flow_tell(world &w) {
  wgf_flow *const flow = a_flow(w).handle;
  wgf_request request{};
  request.struct_size = sizeof request;
  for (int64_t left = w.c.once_in(2) ? 40 : 1; left > 0 && (!flow || alive(w.flows, flow)); --left) {
    if (CALL(w, wgf_flow_ask, flow, &request) != WGF_OK || request.wants == 0) break;
    if (alive(w.flows, flow)) answer(w, flow, request);
  }
  if (w.c.once_in(5)) CALL(w, wgf_flow_tell, w.pick(w.flows), w.c.about(3), w.c.about(w.dim), nullptr, nullptr, nullptr);
}

void call_wgf_flow_abandon(world &w) { CALL(w, wgf_flow_abandon, a_flow(w).handle); }
void call_wgf_flow_cancel(world &w) { CALL(w, wgf_flow_cancel, a_flow(w).handle); }

void call_wgf_flow_get_stats(world &w) {
  wgf_stats stats{};
  stats.struct_size = w.c.once_in(8) ? static_cast<uint32_t>(w.c.below(sizeof stats)) : sizeof stats;
  if (CALL(w, wgf_flow_get_stats, a_flow(w).handle, maybe(w, stats)) == WGF_OK) w.expect(stats.step >= 0 && stats.evaluations >= 0 && stats.rejected >= 0, "counts are not negative");
}

void call_wgf_flow_drift(world &w) {
  wgf_flow *const flow = a_flow(w).handle;
  const shape s = shape_of(w, flow);
  const numbers v(s.n * s.d);
  if (CALL(w, wgf_flow_drift, flow, w.c.about(s.n), w.c.about(s.d), maybe(w, v)) == WGF_OK) w.finite("velocity", v);
}

void call_wgf_flow_energy(world &w) {
  const numbers value(1);
  if (CALL(w, wgf_flow_energy, a_flow(w).handle, maybe(w, value)) == WGF_OK) w.finite("energy", value);
}

void call_wgf_flow_get_draws(world &w) {
  wgf_draws *made = nullptr;
  const wgf_status status = CALL(w, wgf_flow_get_draws, a_flow(w).handle, maybe(w, made));
  keep(w, w.draws, status, made, "draws");
}

void call_wgf_flow_get_checkpoint_size(world &w) {
  int64_t n = 0;
  CALL(w, wgf_flow_get_checkpoint_size, a_flow(w).handle, maybe(w, n));
}

void call_wgf_flow_save(world &w) {
  wgf_flow *const flow = a_flow(w).handle;
  const int64_t n = checkpoint_size(w, flow);
  const auto bytes = std::make_shared<std::vector<uint8_t>>(static_cast<size_t>(n));
  if (CALL(w, wgf_flow_save, flow, w.c.about(n), w.c.once_in(50) ? nullptr : bytes->data()) == WGF_OK) w.checkpoints.push_back(bytes);
}

void call_wgf_flow_restore(world &w) {
  const byte_block bytes = checkpoint(w);
  const int64_t n = static_cast<int64_t>(bytes->size());
  CALL(w, wgf_flow_restore, a_flow(w).handle, w.c.once_in(20) ? w.c.between(-2, n) : n, w.c.once_in(50) ? nullptr : bytes->data());
}

void call_wgf_flow_save_file(world &w) { CALL(w, wgf_flow_save_file, a_flow(w).handle, maybe(w, path(w, "fuzz.state"))); }
void call_wgf_flow_restore_file(world &w) { CALL(w, wgf_flow_restore_file, a_flow(w).handle, maybe(w, path(w, "fuzz.state"))); }

}  // namespace wgf::fuzz
