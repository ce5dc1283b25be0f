// The user's side: callbacks that do as they should, and callbacks that reject, fail, throw, cancel, go elsewhere, or call the library.
#pragma once

#include "world.h"

namespace wgf::fuzz {

struct actor;

// A user pointer that the library owns from now on; free it with free_actor. `alone`: it may be called from several threads at once, and
// keeps to itself.
actor *new_actor(world &w, bool alone = false);
void free_actor(void *user);

int32_t act_density(void *user, int64_t batch, int64_t n, int64_t d, const double *x, double *log_density, double *score);
int32_t act_hessian_vector(void *user, int64_t batch, int64_t n, int64_t d, const double *x, const double *v, double *hv);
int32_t act_kernel(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3);
int32_t act_features(void *user, int64_t n, int64_t d, const double *x, int64_t m, double *f, const double *c, double *jtc);
int32_t act_progress(void *user, int64_t step, int64_t steps, int64_t n, int64_t d, const double *x);
int32_t act_poll(void *user);
void act_log(void *user, int32_t level, const char *line);

// Cancels what takes too long, and nothing else.
int32_t keep_time(void *user);

}  // namespace wgf::fuzz
