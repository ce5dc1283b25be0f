// Arguments that several functions take.
#pragma once

#include <algorithm>

#include "callbacks.h"
#include "entries.h"
#include "world.h"

namespace wgf::fuzz {

// The array, or NULL now and then.
inline const numbers *maybe(world &w, const numbers &v) { return w.c.once_in(50) ? nullptr : &v; }
inline const char *maybe(world &w, const std::string &text) { return w.c.once_in(50) ? nullptr : text.c_str(); }
template <class T>
T *maybe(world &w, T &out) { return w.c.once_in(50) ? nullptr : &out; }

// A count that a caller gives for an array of `n`: the library cannot know better, unless it is no count at all.
inline int64_t honest(world &w, int64_t n) {
  static const int64_t impossible[] = {0, -1, INT64_MIN, INT64_MAX, INT64_MAX / 2};
  return w.c.once_in(20) ? w.c.one_of(impossible) : n;
}

inline int64_t particle_count(world &w) { return w.c.once_in(30) ? w.c.between(200, 700) : w.c.between(1, 40); }
inline int64_t dimension(world &w) { return w.c.once_in(8) ? w.c.between(1, 5) : w.dim; }
inline int32_t layout(world &w) { return w.c.once_in(15) ? static_cast<int32_t>(w.c.odd_count()) : static_cast<int32_t>(w.c.below(2)); }

// The newest half of the time.
template <class Handle>
slot<Handle> recent(world &w, const std::vector<slot<Handle>> &slots) {
  return !slots.empty() && w.c.once_in(2) ? slots.back() : w.pick_slot(slots);
}

inline wgf_context *a_context(world &w) { return recent(w, w.contexts).handle; }

// The dimensions of a handle; those of the world when there is none. No more than there will be room for: a larger one is then refused.
constexpr int64_t most = 1024;
inline int64_t dim_of(world &w, const wgf_target *t) {
  int64_t d = 0;
  return t && wgf_target_get_dim(t, &d) == WGF_OK ? std::min(d, most) : w.dim;
}
inline int64_t user_dim_of(world &w, const wgf_target *t) {
  int64_t d = 0;
  return t && wgf_target_get_user_dim(t, &d) == WGF_OK ? std::min(d, most) : w.dim;
}
inline int64_t user_dim_of(world &w, const wgf_ensemble *e) {
  int64_t d = 0;
  return e && wgf_ensemble_get_dim(e, &d) == WGF_OK ? std::min(d, most) : w.dim;
}
inline int64_t size_of(const wgf_ensemble *e) {
  int64_t n = 0;
  return e && wgf_ensemble_get_size(e, &n) == WGF_OK ? std::min(n, most) : 3;
}

// Of an ensemble.
inline int64_t unconstrained_dim(world &w, const wgf_ensemble *e) {
  const auto found = w.unconstrained.find(e);
  return found == w.unconstrained.end() ? user_dim_of(w, e) : std::min(found->second, most);
}

// wgf_flow_set_ensemble().
void give_ensemble(world &w, wgf_flow *flow, wgf_ensemble *e);

// A user pointer for the function that is called next.
struct user {
  actor *pointer;
  wgf_free_fn free;
};
inline user new_user(world &w, bool alone = false) { return {new_actor(w, alone), free_actor}; }

std::string path(world &w, const char *name);

}  // namespace wgf::fuzz
