#include "plans.h"

#include "arguments.h"

namespace wgf::fuzz {

namespace {

// What costs and may break, more often than the rest.
constexpr function_id favoured[] = {id_wgf_flow_step, id_wgf_flow_run, id_wgf_flow_ask, id_wgf_flow_tell, id_wgf_flow_drift, id_wgf_flow_energy, id_wgf_flow_save, id_wgf_flow_restore, id_wgf_flow_get_draws, id_wgf_discrepancy_evaluate, id_wgf_target_evaluate, id_wgf_ensemble_import, id_wgf_options_set_double, id_wgf_options_set_int, id_wgf_options_set_string, id_wgf_draws_summary};

// One more public function in three calls is any of them.
function_id any_function(chance &c) { return c.once_in(2) ? c.one_of(favoured) : static_cast<function_id>(c.below(function_count)); }

void set_threads(world &w, wgf_context *context) {
  wgf_options *options = nullptr;
  if (CALL(w, wgf_context_get_options, context, &options) == WGF_OK) CALL(w, wgf_options_set_int, options, "threads", w.c.between(1, 3));
}

void make_context(world &w) {
  action_of(id_wgf_context_create)(w);
  if (!w.contexts.empty()) set_threads(w, w.contexts.back().handle);
}

void make_flow(world &w) {
  for (function_id id : {id_wgf_target_create, id_wgf_target_create_callback})
    if (w.c.once_in(2)) action_of(id)(w);
  for (function_id id : {id_wgf_target_create_samples, id_wgf_ensemble_create_for_target, id_wgf_ensemble_import, id_wgf_flow_create}) action_of(id)(w);
  for (int64_t left = w.c.below(4); left > 0; --left)
    action_of(w.c.one_of(std::vector<function_id>{id_wgf_options_set_double, id_wgf_options_set_int, id_wgf_options_set_string}))(w);
  if (w.flows.empty() || w.ensembles.empty()) return;
  wgf_flow *const flow = w.flows.back().handle;
  const std::vector<slot<wgf_target>> newest(w.targets.end() - std::min<std::ptrdiff_t>(3, w.targets.end() - w.targets.begin()), w.targets.end());
  for (const slot<wgf_target> &t : newest)
    if (alive(w.targets, t.handle) && alive(w.flows, flow)) CALL(w, wgf_flow_set_target, flow, t.handle);
  if (alive(w.flows, flow) && !w.ensembles.empty()) give_ensemble(w, flow, w.ensembles.back().handle);
}

void make_discrepancy(world &w) {
  for (function_id id : {id_wgf_target_create_samples, id_wgf_ensemble_create, id_wgf_ensemble_import, id_wgf_discrepancy_create, id_wgf_discrepancy_evaluate})
    action_of(id)(w);
}

template <class Handle>
void shrink(world &w, function_id id, std::vector<slot<Handle>> &slots, void (*destroy)(Handle *)) {
  while (slots.size() > 5) destroy_at(w, id, slots, static_cast<size_t>(w.c.below(5)), destroy);
}

template <class Handle>
bool destroy_last(world &w, function_id id, std::vector<slot<Handle>> &slots, void (*destroy)(Handle *)) {
  if (slots.empty()) return false;
  destroy_at(w, id, slots, slots.size() - 1, destroy);
  return true;
}

}  // namespace

void make_room(world &w) {
  shrink(w, id_wgf_flow_destroy, w.flows, wgf_flow_destroy);
  shrink(w, id_wgf_discrepancy_destroy, w.discrepancies, wgf_discrepancy_destroy);
  shrink(w, id_wgf_draws_destroy, w.draws, wgf_draws_destroy);
  shrink(w, id_wgf_ensemble_destroy, w.ensembles, wgf_ensemble_destroy);
  shrink(w, id_wgf_target_destroy, w.targets, wgf_target_destroy);
  shrink(w, id_wgf_context_destroy, w.contexts, wgf_context_destroy);
  if (w.checkpoints.size() > 6) w.checkpoints.erase(w.checkpoints.begin());
}

void next_call(world &w) {
  if (w.contexts.empty()) return make_context(w);
  if (w.depth == 0 && w.c.once_in(10)) return make_flow(w);
  if (w.depth == 0 && w.c.once_in(20)) return make_discrepancy(w);
  action_of(any_function(w.c))(w);
}

void use_something(world &w) {
  int64_t d = 0;
  if (!w.targets.empty()) w.expect(CALL(w, wgf_target_get_dim, w.c.one_of(w.targets).handle, &d) == WGF_OK, "a target tells its dimension");
  if (!w.ensembles.empty()) w.expect(CALL(w, wgf_ensemble_get_dim, w.c.one_of(w.ensembles).handle, &d) == WGF_OK, "an ensemble tells its dimension");
}

void destroy_all(world &w) {
  for (bool more = true; more;) {
    more = false;
    for (int64_t kind = w.c.below(6), left = 6; left > 0; --left, ++kind) switch (kind % 6) {
        case 0: more |= destroy_last(w, id_wgf_context_destroy, w.contexts, wgf_context_destroy); break;
        case 1: more |= destroy_last(w, id_wgf_target_destroy, w.targets, wgf_target_destroy); break;
        case 2: more |= destroy_last(w, id_wgf_ensemble_destroy, w.ensembles, wgf_ensemble_destroy); break;
        case 3: more |= destroy_last(w, id_wgf_flow_destroy, w.flows, wgf_flow_destroy); break;
        case 4: more |= destroy_last(w, id_wgf_draws_destroy, w.draws, wgf_draws_destroy); break;
        default: more |= destroy_last(w, id_wgf_discrepancy_destroy, w.discrepancies, wgf_discrepancy_destroy);
      }
  }
}

}  // namespace wgf::fuzz
