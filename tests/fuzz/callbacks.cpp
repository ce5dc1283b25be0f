#include "callbacks.h"

#include <cmath>
#include <stdexcept>

#include "capi/failing_new.h"

namespace wgf::fuzz {

namespace {

enum class conduct {
  plain,
  rejects,    // some points
  nowhere,    // every point
  odd,        // numbers that are no answer
  steep,      // scores of 1e200
  fails,      // returns non-zero
  throws,     // against the rules
  cancels,    // the context
  elsewhere,  // runs a flow of its own
  intrudes,   // calls the library on what is at work
  conducts
};

}  // namespace

struct actor {
  world &w;
  conduct how;
  int64_t from;  // call at which it begins
  std::atomic<int64_t> calls{0};

  // One that may be called from several threads must not touch the world.
  conduct now() {
    ++w.callbacks;
    return calls++ < from ? conduct::plain : how;
  }
};

namespace {

double unlike(double x) { return std::fmod(std::fabs(x) * 7919, 1.0); }

bool is_rejected(conduct how, double x) { return how == conduct::nowhere || (how == conduct::rejects && unlike(x) < 0.3); }

void go_elsewhere(wgf_status *status) {
  wgf_context *context = nullptr;
  wgf_target *target = nullptr;
  wgf_ensemble *ensemble = nullptr;
  wgf_flow *flow = nullptr;
  wgf_context_create(&context);
  wgf_target_create(context, "gaussian", 2, &target);
  wgf_ensemble_create_for_target(target, 5, &ensemble);
  wgf_ensemble_init_target(ensemble, target);
  wgf_flow_create(context, "svgd", &flow);
  wgf_flow_set_target(flow, target);
  wgf_flow_set_ensemble(flow, ensemble);
  *status = wgf_flow_run(flow, 2, 0, 0);
  wgf_flow_destroy(flow);
  wgf_ensemble_destroy(ensemble);
  wgf_target_destroy(target);
  wgf_context_destroy(context);
}

void run_elsewhere(world &w) {
  wgf_status status = WGF_OK;
  go_elsewhere(&status);
  w.expect(status == WGF_NOT_CONVERGED, "a flow of another context runs inside a callback");
}

// What a callback does beside its answer; its return value.
int32_t behave(world &w, conduct how) {
  const failing_new::pause here;
  if (how == conduct::throws) {
    w.thrown = true;
    throw std::runtime_error("thrown by a callback");
  }
  if (how == conduct::fails) wgf_set_callback_message("as told");
  if (how == conduct::cancels && !w.contexts.empty()) wgf_context_cancel(w.contexts[0].handle);
  if (how == conduct::elsewhere) run_elsewhere(w);
  if (how == conduct::intrudes) w.intrude();
  return how == conduct::fails ? 7 : 0;
}

double score_of(conduct how, double x) {
  if (how == conduct::steep) return -std::copysign(1e200, x);
  if (how == conduct::odd) return unlike(x) < 0.2 ? 1e308 : unlike(x) < 0.4 ? std::nan("")
                                                                            : -x;
  return -x;
}

}  // namespace

actor *new_actor(world &w, bool alone) {
  conduct how = w.c.once_in(2) ? conduct::plain : static_cast<conduct>(w.c.below(static_cast<int64_t>(conduct::conducts)));
  if (alone && (how == conduct::cancels || how == conduct::intrudes || how == conduct::elsewhere)) how = conduct::plain;
  ++w.owned;
  return new actor{w, how, w.c.below(6)};
}

void free_actor(void *user) {
  if (!user) return;
  --static_cast<actor *>(user)->w.owned;
  delete static_cast<actor *>(user);
}

int32_t act_density(void *user, int64_t, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  actor &self = *static_cast<actor *>(user);
  world &w = self.w;
  const conduct how = self.now();
  for (int64_t i = 0; i < n; ++i) {
    double sum = 0;
    const bool rejected = is_rejected(how, x[i * d]);
    for (int64_t k = 0; k < d; ++k) {
      sum += x[i * d + k] * x[i * d + k];
      if (score) score[i * d + k] = rejected ? std::nan("") : score_of(how, x[i * d + k]);
    }
    if (log_density) log_density[i] = rejected ? -INFINITY : how == conduct::odd && unlike(sum) < 0.3 ? INFINITY
                                                                                                      : -sum / 2;
  }
  return behave(w, how);
}

int32_t act_hessian_vector(void *user, int64_t, int64_t n, int64_t d, const double *x, const double *v, double *hv) {
  actor &self = *static_cast<actor *>(user);
  world &w = self.w;
  const conduct how = self.now();
  for (int64_t i = 0; i < n * d; ++i) hv[i] = how == conduct::odd ? score_of(how, x[i]) : -v[i];
  return behave(w, how);
}

int32_t act_kernel(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3) {
  actor &self = *static_cast<actor *>(user);
  world &w = self.w;
  const conduct how = self.now();
  for (int64_t i = 0; i < n; ++i) {
    const double value = how == conduct::odd && unlike(u[i]) < 0.1 ? std::nan("") : std::exp(-u[i]);
    if (k) k[i] = value;
    if (k1) k1[i] = how == conduct::steep ? -1e300 : -value;
    if (k2) k2[i] = value;
    if (k3) k3[i] = -value;
  }
  return behave(w, how);
}

int32_t act_features(void *user, int64_t n, int64_t d, const double *x, int64_t m, double *f, const double *c, double *jtc) {
  actor &self = *static_cast<actor *>(user);
  world &w = self.w;
  const conduct how = self.now();
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; f && j < m; ++j) f[i * m + j] = how == conduct::odd ? score_of(how, x[i * d + j % d]) : x[i * d + j % d];
    for (int64_t k = 0; jtc && k < d; ++k) jtc[i * d + k] = 0;
    for (int64_t j = 0; jtc && j < m; ++j) jtc[i * d + j % d] += c[j];
  }
  return behave(w, how);
}

int32_t act_progress(void *user, int64_t, int64_t, int64_t n, int64_t d, const double *x) {
  actor &self = *static_cast<actor *>(user);
  world &w = self.w;
  double sum = 0;
  for (int64_t i = 0; i < n * d; ++i) sum += x[i];
  w.expect(std::isfinite(sum * 0) || n * d > 0, "progress shows particles");
  return behave(w, self.now());
}

int32_t act_poll(void *user) {
  actor &self = *static_cast<actor *>(user);
  world &w = self.w;
  const int32_t stop = behave(w, self.now());
  return stop != 0 || keep_time(&w);
}

void act_log(void *user, int32_t level, const char *line) {
  actor &self = *static_cast<actor *>(user);
  self.w.expect(level >= WGF_LOG_DEBUG && level <= WGF_LOG_WARNING && !std::strchr(line, '\n'), "a log line is one line of a known level");
  behave(self.w, self.now());
}

int32_t keep_time(void *user) { return now_ns() > static_cast<world *>(user)->deadline; }

}  // namespace wgf::fuzz
