// Draws and discrepancies.
#include "arguments.h"

namespace wgf::fuzz {

namespace {

struct draws_shape {
  int64_t iterations = 1, chains = 1, d = 1;
};

wgf_draws *some_draws(world &w) { return recent(w, w.draws).handle; }

draws_shape shape_of(const wgf_draws *draws) {
  draws_shape s;
  if (draws) wgf_draws_get_shape(draws, &s.iterations, &s.chains, &s.d);
  return s;
}

}  // namespace

void call_wgf_draws_create(world &w) {
  wgf_draws *made = nullptr;
  const int64_t iterations = w.c.between(1, 30), chains = w.c.between(1, 5), d = dimension(w);
  const numbers x = cloud(w.c, iterations * chains, d);
  const wgf_status status = CALL(w, wgf_draws_create, a_context(w), honest(w, iterations), honest(w, chains), w.c.about(iterations * chains), d, maybe(w, x), maybe(w, made));
  keep(w, w.draws, status, made, "draws");
}
void call_wgf_draws_destroy(world &w) { destroy_one(w, id_wgf_draws_destroy, w.draws, wgf_draws_destroy); }

void call_wgf_draws_get_shape(world &w) {
  draws_shape s;
  CALL(w, wgf_draws_get_shape, some_draws(w), maybe(w, s.iterations), maybe(w, s.chains), maybe(w, s.d));
}

void call_wgf_draws_get_info(world &w) {
  wgf_draws_info info{};
  info.struct_size = w.c.once_in(8) ? static_cast<uint32_t>(w.c.below(sizeof info)) : sizeof info;
  CALL(w, wgf_draws_get_info, some_draws(w), maybe(w, info));
}

void call_wgf_draws_get_name(world &w) {
  const char *name = nullptr;
  if (CALL(w, wgf_draws_get_name, some_draws(w), w.c.about(w.c.below(w.dim)), maybe(w, name)) == WGF_OK) w.expect(name && *name, "a coordinate has a name");
}

void call_wgf_draws_export(world &w) {
  wgf_draws *const draws = some_draws(w);
  const draws_shape s = shape_of(draws);
  const numbers x(s.iterations * s.chains * s.d);
  CALL(w, wgf_draws_export, draws, w.c.about(s.iterations * s.chains), w.c.about(s.d), maybe(w, x), layout(w));
}

void call_wgf_draws_export_log_weights(world &w) {
  wgf_draws *const draws = some_draws(w);
  const draws_shape s = shape_of(draws);
  const numbers v(s.iterations * s.chains);
  CALL(w, wgf_draws_export_log_weights, draws, w.c.about(v.size()), maybe(w, v));
}

void call_wgf_draws_export_times(world &w) {
  wgf_draws *const draws = some_draws(w);
  const numbers v(shape_of(draws).iterations);
  CALL(w, wgf_draws_export_times, draws, w.c.about(v.size()), maybe(w, v));
}

void call_wgf_draws_summary(world &w) {
  wgf_summary summary{};
  summary.struct_size = w.c.once_in(8) ? static_cast<uint32_t>(w.c.below(sizeof summary)) : sizeof summary;
  CALL(w, wgf_draws_summary, some_draws(w), w.c.about(w.c.below(w.dim)), maybe(w, summary));
}

void call_wgf_draws_quantile(world &w) {
  double value = 0;
  CALL(w, wgf_draws_quantile, some_draws(w), w.c.about(w.c.below(w.dim)), w.c.once_in(6) ? w.c.odd_number() : w.c.uniform(), maybe(w, value));
}

void call_wgf_draws_write_csv(world &w) { CALL(w, wgf_draws_write_csv, some_draws(w), maybe(w, path(w, "fuzz.csv"))); }

void call_wgf_draws_report(world &w) {
  int64_t count = 0;
  const char *text = nullptr;
  if (CALL(w, wgf_draws_report, some_draws(w), maybe(w, count), maybe(w, text)) == WGF_OK) w.expect(text && *text && count >= 0 && count <= 7, "a report says something");
}

void call_wgf_draws_quantile_error(world &w) {
  double mcse = 0, ess = 0;
  CALL(w, wgf_draws_quantile_error, some_draws(w), w.c.about(w.c.below(w.dim)), w.c.once_in(6) ? w.c.odd_number() : w.c.uniform(), maybe(w, mcse), maybe(w, ess));
}

void call_wgf_draws_rhat_nested(world &w) {
  wgf_draws *const draws = some_draws(w);
  int64_t superchains[5] = {0, 1, w.c.below(3), w.c.odd_count(), 1};
  const int64_t chains = std::min<int64_t>(shape_of(draws).chains, 5);
  double value = 0;
  CALL(w, wgf_draws_rhat_nested, draws, w.c.about(w.c.below(w.dim)), chains, maybe(w, superchains[0]), maybe(w, value));
}

void call_wgf_draws_pareto_khat(world &w) {
  double value = 0;
  CALL(w, wgf_draws_pareto_khat, some_draws(w), w.c.about(w.c.below(w.dim)), maybe(w, value));
}

void call_wgf_weights_smooth(world &w) {
  const numbers x = cloud(w.c, w.c.between(1, 60), 1), smoothed(x.size());
  double khat = 0, threshold = 0;
  CALL(w, wgf_weights_smooth, a_context(w), honest(w, x.size()), maybe(w, x), w.c.once_in(6) ? w.c.odd_number() : 1.0, maybe(w, smoothed), maybe(w, khat), maybe(w, threshold));
}

void call_wgf_stein_thin(world &w) {
  const int64_t n = w.c.between(1, 30), d = dimension(w), m = w.c.between(1, 8);
  const numbers x = cloud(w.c, n, d), score = cloud(w.c, n, d), log_density = cloud(w.c, n, 1);
  int64_t indices[8] = {0};
  double ksd = 0;
  const wgf_status status = CALL(w, wgf_stein_thin, a_context(w), honest(w, n), d, maybe(w, x), maybe(w, score), w.c.once_in(2) ? nullptr : maybe(w, log_density), w.c.once_in(2) ? nullptr : maybe(w, score), m, maybe(w, indices[0]), maybe(w, ksd));
  for (int64_t i = 0; status == WGF_OK && i < m; ++i) w.expect(indices[i] >= 0 && indices[i] < n, "an index is that of a draw");
}

void call_wgf_stein_weights(world &w) {
  const int64_t n = w.c.between(1, 20), d = dimension(w);
  const numbers x = cloud(w.c, n, d), score = cloud(w.c, n, d), weights(n);
  double ksd = 0;
  if (CALL(w, wgf_stein_weights, a_context(w), honest(w, n), d, maybe(w, x), maybe(w, score), maybe(w, weights), maybe(w, ksd)) == WGF_OK) w.finite("weights", weights);
}

// Cancelled before it begins: whole runs would leave no time for anything else.
void call_wgf_sample(world &w) {
  for (const auto &each : w.contexts) CALL(w, wgf_context_cancel, each.handle);
  wgf_draws *made = nullptr;
  CALL(w, wgf_sample, recent(w, w.targets).handle, maybe(w, made));
  wgf_draws_destroy(made);
}

// ---- discrepancies ----

void call_wgf_discrepancy_create(world &w) {
  wgf_discrepancy *made = nullptr;
  const std::string name = entry_name(w.c, WGF_DISCREPANCY);
  const wgf_status status = CALL(w, wgf_discrepancy_create, a_context(w), maybe(w, name), maybe(w, made));
  keep(w, w.discrepancies, status, made, "discrepancy", name);
}
void call_wgf_discrepancy_destroy(world &w) { destroy_one(w, id_wgf_discrepancy_destroy, w.discrepancies, wgf_discrepancy_destroy); }

void call_wgf_discrepancy_set_kernel(world &w) {
  const int32_t flags = w.c.once_in(15) ? static_cast<int32_t>(w.c.odd_count()) : w.c.once_in(2) ? 0
                                                                                                 : WGF_THREAD_SAFE;
  const user u = new_user(w, flags & WGF_THREAD_SAFE);
  CALL(w, wgf_discrepancy_set_kernel, recent(w, w.discrepancies).handle, flags, w.c.once_in(10) ? nullptr : act_kernel, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_discrepancy_evaluate(world &w) {
  wgf_ensemble *const e = recent(w, w.ensembles).handle;
  const int64_t n = size_of(e), d = unconstrained_dim(w, e);
  const bool wanted = !w.c.once_in(3);
  const numbers value(1), gradient(wanted ? n * d : 0);
  const wgf_status status = CALL(w, wgf_discrepancy_evaluate, recent(w, w.discrepancies).handle, e, recent(w, w.targets).handle, maybe(w, value), wanted ? w.c.about(n) : 0, wanted ? w.c.about(d) : 0, wanted ? maybe(w, gradient) : nullptr);
  if (status != WGF_OK) return;
  w.finite("value", value);
  w.finite("gradient", gradient);
}

}  // namespace wgf::fuzz
