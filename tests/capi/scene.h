/* One of everything: a Gaussian density by callback, samples, particles, flows; and callbacks that behave as they are told. */
#ifndef WGF_TEST_SCENE_H
#define WGF_TEST_SCENE_H

#include <math.h>

#include "check.h"
#include "../options_of.h"

enum { particles = 10,
       dimension = 2,
       sample_count = 12 };

struct behaviour {
  int64_t calls, freed, points;
  int32_t result;       /* returned by every call */
  int64_t reject_every; /* 0: no point; 1: every point; k: the points k-1, 2k-1, ... */
  double reject_with;   /* the log density of a rejected point */
  const char *message;  /* left by a call that fails or rejects */
  void (*also)(struct behaviour *self);
  void *with;
};

static inline void count_free(void *user) { ++((struct behaviour *)user)->freed; }

static inline int rejected(const struct behaviour *self, int64_t i) {
  return self->reject_every > 0 && (i + 1) % self->reject_every == 0;
}

/* log density -|x|^2 / 2 */
static inline int32_t gaussian(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density,
                               double *score) {
  struct behaviour *self = (struct behaviour *)user;
  (void)batch;
  ++self->calls;
  self->points += n;
  if (self->also) self->also(self);
  if (self->message) wgf_set_callback_message(self->message);
  for (int64_t i = 0; i < n; ++i) {
    double sum = 0;
    for (int64_t k = 0; k < d; ++k) {
      sum += x[i * d + k] * x[i * d + k];
      if (score) score[i * d + k] = rejected(self, i) ? NAN : -x[i * d + k];
    }
    if (log_density) log_density[i] = rejected(self, i) ? self->reject_with : -sum / 2;
  }
  return self->result;
}

static inline int32_t gaussian_hessian(void *user, int64_t batch, int64_t n, int64_t d, const double *x, const double *v,
                                       double *hv) {
  struct behaviour *self = (struct behaviour *)user;
  (void)batch;
  (void)x;
  ++self->calls;
  for (int64_t i = 0; i < n * d; ++i) hv[i] = -v[i];
  return self->result;
}

/* exp(-u) */
static inline int32_t exponential_kernel(void *user, int64_t n, const double *u, double *k, double *k1, double *k2,
                                         double *k3) {
  struct behaviour *self = (struct behaviour *)user;
  ++self->calls;
  if (self->message) wgf_set_callback_message(self->message);
  for (int64_t i = 0; i < n; ++i) {
    const double value = exp(-u[i]);
    if (k) k[i] = value;
    if (k1) k1[i] = -value;
    if (k2) k2[i] = value;
    if (k3) k3[i] = -value;
  }
  return self->result;
}

/* f(x) = x */
static inline int32_t linear_features(void *user, int64_t n, int64_t d, const double *x, int64_t m, double *f,
                                      const double *c, double *jtc) {
  struct behaviour *self = (struct behaviour *)user;
  ++self->calls;
  if (self->also) self->also(self);
  if (self->message) wgf_set_callback_message(self->message);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k) {
      if (f) f[i * m + k] = x[i * d + k];
      if (jtc) jtc[i * d + k] = c[k];
    }
  return self->result;
}

static inline int32_t report_progress(void *user, int64_t step, int64_t steps, int64_t n, int64_t d, const double *x) {
  struct behaviour *self = (struct behaviour *)user;
  (void)step;
  (void)steps;
  (void)x;
  ++self->calls;
  self->points = n * d;
  if (self->also) self->also(self);
  return self->result;
}

static inline void hear(void *user, int32_t level, const char *line) {
  struct behaviour *self = (struct behaviour *)user;
  CHECK(level >= WGF_LOG_DEBUG && level <= WGF_LOG_WARNING);
  CHECK(strchr(line, '\n') == NULL);
  ++self->calls;
}

static inline int32_t asked(void *user) {
  struct behaviour *self = (struct behaviour *)user;
  ++self->calls;
  if (self->also) self->also(self);
  return self->result;
}

struct scene {
  struct behaviour density;
  wgf_context *context;
  wgf_target *target, *samples;
  wgf_ensemble *ensemble;
  wgf_flow *flow;
};

static inline void scatter(int64_t count, double *x) {
  for (int64_t i = 0; i < count; ++i) x[i] = sin(1.0 + 2.3 * (double)i);
}

static inline wgf_flow *make_flow(struct scene *s, const char *name) {
  wgf_flow *flow = NULL;
  OK(wgf_flow_create(s->context, name, &flow));
  OK(wgf_flow_set_target(flow, s->target));
  OK(wgf_flow_set_ensemble(flow, s->ensemble));
  return flow;
}

/* A svgd flow that can run; threads == 1 keeps a scene in this thread. */
static inline void make_scene_of(struct scene *s, int64_t n, int64_t threads) {
  static const double origin_and_more[sample_count * dimension] = {0, 0, 1, 0, 0, 1, -1, 0, 0, -1, 1, 1};
  const struct scene empty = {0};
  *s = empty;
  OK(wgf_context_create(&s->context));
  OK(wgf_options_set_int(options_of_context(s->context), "threads", threads));
  OK(wgf_target_create_callback(s->context, dimension, WGF_LOG_DENSITY | WGF_SCORE, gaussian, &s->density, count_free,
                                &s->target));
  OK(wgf_target_create_samples(s->context, sample_count, dimension, origin_and_more, &s->samples));
  OK(wgf_ensemble_create(s->context, n, dimension, &s->ensemble));
  OK(wgf_ensemble_init_normal(s->ensemble, 3, 1));
  s->flow = make_flow(s, "svgd");
}

static inline void make_scene(struct scene *s) { make_scene_of(s, particles, 1); }

static inline void destroy_scene(struct scene *s) {
  wgf_flow_destroy(s->flow);
  wgf_ensemble_destroy(s->ensemble);
  wgf_target_destroy(s->samples);
  wgf_target_destroy(s->target);
  wgf_context_destroy(s->context);
  CHECK(s->density.freed == 1);
  CHECK(wgf_live_handles() == 0);
}

#endif
