#include <cmath>

#include "arguments.h"

namespace wgf::fuzz {

namespace {

wgf_target *a_target(world &w) { return recent(w, w.targets).handle; }

numbers points(world &w, int64_t n, int64_t d) {
  return w.c.once_in(4) ? cloud(w.c, n, d) : numbers::made(n * d, [&](int64_t) { return 4 * w.c.uniform() - 2; });
}

// lower[i] < upper[i], mostly
double bound(world &w, double side) {
  if (w.c.once_in(3)) return side * INFINITY;
  return w.c.once_in(12) ? w.c.odd_number() : side * (1 + w.c.uniform());
}

}  // namespace

void call_wgf_target_create(world &w) {
  wgf_target *made = nullptr;
  const std::string name = entry_name(w.c, WGF_TARGET);
  const wgf_status status = CALL(w, wgf_target_create, a_context(w), maybe(w, name), w.c.about(dimension(w)), maybe(w, made));
  keep(w, w.targets, status, made, "target", name);
}

void call_wgf_target_create_callback(world &w) {
  static const int32_t usual[] = {WGF_SCORE, WGF_LOG_DENSITY, WGF_LOG_DENSITY | WGF_SCORE, WGF_LOG_DENSITY | WGF_SCORE | WGF_MINI_BATCH, WGF_LOG_DENSITY | WGF_SCORE | WGF_THREAD_SAFE};
  wgf_target *made = nullptr;
  const int32_t flags = w.c.once_in(15) ? static_cast<int32_t>(w.c.odd_count()) : w.c.one_of(usual);
  const user u = new_user(w, flags & WGF_THREAD_SAFE);
  const wgf_status status = CALL(w, wgf_target_create_callback, a_context(w), w.c.about(dimension(w)), flags, w.c.once_in(6) ? nullptr : act_density, static_cast<void *>(u.pointer), u.free, maybe(w, made));
  keep(w, w.targets, status, made, "target");
}

void call_wgf_target_create_samples(world &w) {
  wgf_target *made = nullptr;
  const int64_t n = particle_count(w), d = dimension(w);
  const numbers x = cloud(w.c, n, d);
  const wgf_status status = CALL(w, wgf_target_create_samples, a_context(w), honest(w, n), d, maybe(w, x), maybe(w, made));
  keep(w, w.targets, status, made, "samples");
}
void call_wgf_target_destroy(world &w) { destroy_one(w, id_wgf_target_destroy, w.targets, wgf_target_destroy); }

void call_wgf_target_set_hessian_vector(world &w) {
  const user u = new_user(w);
  CALL(w, wgf_target_set_hessian_vector, a_target(w), w.c.once_in(10) ? nullptr : act_hessian_vector, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_target_import_weights(world &w) {
  wgf_target *const t = a_target(w);
  const numbers v = weights(w.c, particle_count(w));
  CALL(w, wgf_target_import_weights, t, honest(w, v.size()), maybe(w, v));
}

void call_wgf_target_set_bounds(world &w) {
  wgf_target *const t = a_target(w);
  const int64_t d = user_dim_of(w, t);
  const numbers lower = numbers::made(d, [&](int64_t) { return bound(w, -1); }), upper = numbers::made(d, [&](int64_t) { return bound(w, 1); });
  CALL(w, wgf_target_set_bounds, t, w.c.about(d), w.c.once_in(3) ? nullptr : &lower, w.c.once_in(3) ? nullptr : &upper);
}

void call_wgf_target_set_simplex(world &w) { CALL(w, wgf_target_set_simplex, a_target(w), w.c.about(w.c.below(2)), w.c.about(w.c.between(2, 3))); }
void call_wgf_target_set_ordered(world &w) { CALL(w, wgf_target_set_ordered, a_target(w), w.c.about(w.c.below(2)), w.c.about(w.c.between(2, 3))); }

void call_wgf_target_set_name(world &w) { CALL(w, wgf_target_set_name, a_target(w), w.c.about(w.c.below(w.dim)), maybe(w, spoilt(w.c, "beta[1]"))); }

void call_wgf_target_get_dim(world &w) {
  int64_t d = 0;
  CALL(w, wgf_target_get_dim, a_target(w), maybe(w, d));
}

void call_wgf_target_get_user_dim(world &w) {
  int64_t d = 0;
  CALL(w, wgf_target_get_user_dim, a_target(w), maybe(w, d));
}

void call_wgf_target_evaluate(world &w) {
  wgf_target *const t = a_target(w);
  const int64_t n = particle_count(w), d = dim_of(w, t);
  const numbers x = points(w, n, d), log_density(n), score(n * d);
  CALL(w, wgf_target_evaluate, t, honest(w, n), w.c.about(d), maybe(w, x), w.c.once_in(4) ? nullptr : &log_density, w.c.once_in(4) ? nullptr : &score);
}

void call_wgf_target_hessian_vector(world &w) {
  wgf_target *const t = a_target(w);
  const int64_t n = w.c.between(1, 8), d = dim_of(w, t);
  const numbers x = points(w, n, d), v = points(w, n, d), hv(n * d);
  CALL(w, wgf_target_hessian_vector, t, honest(w, n), w.c.about(d), maybe(w, x), maybe(w, v), maybe(w, hv));
}

void call_wgf_target_constrain(world &w) {
  wgf_target *const t = a_target(w);
  const int64_t n = w.c.between(1, 8), d = dim_of(w, t), user_d = user_dim_of(w, t);
  const numbers x = points(w, n, d), user_x(n * user_d);
  CALL(w, wgf_target_constrain, t, honest(w, n), w.c.about(d), maybe(w, x), w.c.about(user_d), maybe(w, user_x));
}

void call_wgf_target_unconstrain(world &w) {
  wgf_target *const t = a_target(w);
  const int64_t n = w.c.between(1, 8), d = dim_of(w, t), user_d = user_dim_of(w, t);
  const numbers user_x = points(w, n, user_d), x(n * d);
  const wgf_status status = CALL(w, wgf_target_unconstrain, t, honest(w, n), w.c.about(user_d), maybe(w, user_x), w.c.about(d), maybe(w, x));
  if (status == WGF_OK) w.finite("point", x);
}

void call_wgf_target_check_score(world &w) {
  wgf_target *const t = a_target(w);
  const int64_t n = w.c.between(1, 5), d = dim_of(w, t);
  const numbers x = points(w, n, d);
  double worst = 0;
  int64_t coordinate = 0;
  CALL(w, wgf_target_check_score, t, honest(w, n), w.c.about(d), maybe(w, x), maybe(w, worst), maybe(w, coordinate));
}

void call_wgf_target_get_rejections(world &w) {
  int64_t count = 0, index = 0;
  const char *message = nullptr;
  if (CALL(w, wgf_target_get_rejections, a_target(w), maybe(w, count), maybe(w, index), maybe(w, message)) == WGF_OK)
    w.expect(count >= 0 && index >= -1, "rejections are counted");
}

}  // namespace wgf::fuzz
