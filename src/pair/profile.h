// A profile is a radial kernel k(x,y) = phi(u), u = |x-y|^2 / l^2, with its derivatives in u.
// One file per profile in pair/profiles/; the build lists them, nothing else names them.
#pragma once

#include <cstdint>

namespace wgf::pair {

// A user's own profile: fills phi, phi', phi'' and (when `k3` is not null) phi''' for n values of u. Returns non-zero to stop.
using profile_callback = int (*)(void *user, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3);

struct profile_spec {
  const char *name;
  const char *summary;
  const char *reference;
  int derivatives;         // how many derivatives in u stay bounded at u = 0 (3 = smooth); decides what may use it
  bool positive_definite;  // false: conditionally (riesz with exponent in (0,2))
  const char *shape_name;  // name of the option that `shape` is read from ("" when it has none)
  double shape_default, shape_min, shape_max;
  const char *shape_summary;
};

// A profile with its numbers. `index` points into the catalogue of profiles; -1 means the callback.
struct profile {
  int index = -1;
  double shape = 0;  // exponent of imq / rational_quadratic / riesz
  profile_callback callback = nullptr;
  void *user = nullptr;
  bool callback_thread_safe = false;
};

int profile_count();
const profile_spec &profile_at(int index);
int find_profile(const char *name);  // -1 when there is none of that name

// Fills phi and the derivatives that are not null for n values of u: the plain entry for tests, catalogue and small sums.
void evaluate(const profile &p, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3);

}  // namespace wgf::pair
