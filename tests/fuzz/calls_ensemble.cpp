#include "arguments.h"

namespace wgf::fuzz {

namespace {

wgf_ensemble *an_ensemble(world &w) { return recent(w, w.ensembles).handle; }

}  // namespace

void call_wgf_ensemble_create(world &w) {
  wgf_ensemble *made = nullptr;
  const wgf_status status = CALL(w, wgf_ensemble_create, a_context(w), w.c.about(particle_count(w)), w.c.about(dimension(w)), maybe(w, made));
  keep(w, w.ensembles, status, made, "ensemble");
  w.unconstrained.erase(made);
}

void call_wgf_ensemble_create_for_target(world &w) {
  wgf_ensemble *made = nullptr;
  wgf_target *const t = recent(w, w.targets).handle;
  const int64_t d = dim_of(w, t);
  const wgf_status status = CALL(w, wgf_ensemble_create_for_target, t, w.c.about(particle_count(w)), maybe(w, made));
  keep(w, w.ensembles, status, made, "ensemble");
  if (made) w.unconstrained[made] = d;
}
void call_wgf_ensemble_destroy(world &w) { destroy_one(w, id_wgf_ensemble_destroy, w.ensembles, wgf_ensemble_destroy); }

void call_wgf_ensemble_get_size(world &w) {
  int64_t n = 0;
  CALL(w, wgf_ensemble_get_size, an_ensemble(w), maybe(w, n));
}

void call_wgf_ensemble_get_dim(world &w) {
  int64_t d = 0;
  CALL(w, wgf_ensemble_get_dim, an_ensemble(w), maybe(w, d));
}

void call_wgf_ensemble_import(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const int64_t n = size_of(e), d = user_dim_of(w, e);
  const numbers x = cloud(w.c, n, d);
  CALL(w, wgf_ensemble_import, e, w.c.about(n), w.c.about(d), maybe(w, x), layout(w));
}

void call_wgf_ensemble_export(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const int64_t n = size_of(e), d = user_dim_of(w, e);
  const numbers x(n * d);
  if (CALL(w, wgf_ensemble_export, e, w.c.about(n), w.c.about(d), maybe(w, x), layout(w)) == WGF_OK) w.finite("position", x);
}

void call_wgf_ensemble_borrow(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const double *values = nullptr;
  if (CALL(w, wgf_ensemble_borrow, e, maybe(w, values)) == WGF_OK) w.finite("position", numbers::made(size_of(e), [&](int64_t i) { return values[i]; }));
}

void call_wgf_ensemble_import_weights(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const numbers v = weights(w.c, size_of(e));
  CALL(w, wgf_ensemble_import_weights, e, w.c.about(v.size()), maybe(w, v));
}

void call_wgf_ensemble_export_weights(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const numbers v(size_of(e));
  if (CALL(w, wgf_ensemble_export_weights, e, w.c.about(v.size()), maybe(w, v)) == WGF_OK) w.finite("weight", v);
}

void call_wgf_ensemble_set_name(world &w) { CALL(w, wgf_ensemble_set_name, an_ensemble(w), w.c.about(w.c.below(w.dim)), maybe(w, spoilt(w.c, "beta[2]"))); }

void call_wgf_ensemble_get_name(world &w) {
  const char *name = nullptr;
  if (CALL(w, wgf_ensemble_get_name, an_ensemble(w), w.c.about(w.c.below(w.dim)), maybe(w, name)) == WGF_OK) w.expect(name && *name, "a coordinate has a name");
}

void call_wgf_ensemble_init_normal(world &w) { CALL(w, wgf_ensemble_init_normal, an_ensemble(w), w.c.number(), w.c.positive()); }

void call_wgf_ensemble_init_uniform(world &w) {
  const double lower = w.c.number();
  CALL(w, wgf_ensemble_init_uniform, an_ensemble(w), lower, w.c.once_in(8) ? w.c.odd_number() : lower + w.c.positive());
}

void call_wgf_ensemble_init_target(world &w) { CALL(w, wgf_ensemble_init_target, an_ensemble(w), recent(w, w.targets).handle); }

void call_wgf_ensemble_mean(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const numbers v(user_dim_of(w, e));
  if (CALL(w, wgf_ensemble_mean, e, w.c.about(v.size()), maybe(w, v)) == WGF_OK) w.finite("mean", v);
}

void call_wgf_ensemble_covariance(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const int64_t d = user_dim_of(w, e);
  const numbers v(d * d);
  CALL(w, wgf_ensemble_covariance, e, w.c.about(d), w.c.about(d), maybe(w, v));
}

void call_wgf_ensemble_quantile(world &w) {
  wgf_ensemble *const e = an_ensemble(w);
  const numbers v(user_dim_of(w, e));
  const double probability = w.c.once_in(6) ? w.c.odd_number() : w.c.uniform();
  if (CALL(w, wgf_ensemble_quantile, e, probability, w.c.about(v.size()), maybe(w, v)) == WGF_OK) w.finite("quantile", v);
}

}  // namespace wgf::fuzz
