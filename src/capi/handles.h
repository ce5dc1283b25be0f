// What the pointers of the C API point to: a counted owner of an object of the engine.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "base/busy.h"
#include "core/discrepancy_spec.h"
#include "core/flow.h"
#include "wgf.h"

namespace wgf::capi {

struct counted {
  counted() noexcept { ++alive; }
  ~counted() { --alive; }
  counted(const counted &) = delete;
  counted &operator=(const counted &) = delete;
  static inline std::atomic<int64_t> alive{0};
};

template <class Core>
struct handle : counted {
  explicit handle(std::shared_ptr<Core> c) : core(std::move(c)) {}
  std::shared_ptr<Core> core;
};

struct discrepancy {
  discrepancy(std::shared_ptr<context> c, const discrepancy_spec &s)
      : owner(std::move(c)), spec(s), options(std::string("discrepancy \"") + s.name + "\"", s.options) {}

  std::shared_ptr<context> owner;
  const discrepancy_spec &spec;
  option_set options;
  std::shared_ptr<const pair::profile> own_kernel;  // null: none
  std::shared_ptr<void> memory;
  std::atomic<bool> busy{false};
};

// A callback that owns its user pointer from the first line of a registration on; without a function it is
// freed at once.
template <class Function>
callback<Function> own(Function fn, void *user, wgf_free_fn free_user) {
  callback<Function> owned(fn, user, free_user);
  return fn ? owned : callback<Function>();
}

// Threads that work for one call, and the watch that may cancel it.
struct computation {
  explicit computation(context &owner, std::atomic<bool> *flow_flag = nullptr) : pool(owner.make_workers()), guard(owner, pool, flow_flag) {
    guard.check();
  }
  workers pool;
  watch guard;
};

}  // namespace wgf::capi

struct wgf_context : wgf::capi::handle<wgf::context> {
  using handle::handle;
  static constexpr const char *maker = "wgf_context_create";
};

struct wgf_target : wgf::capi::handle<wgf::target> {
  using handle::handle;
  static constexpr const char *maker = "wgf_target_create";
};

struct wgf_ensemble : wgf::capi::handle<wgf::ensemble> {
  using handle::handle;
  static constexpr const char *maker = "wgf_ensemble_create";
};

struct wgf_flow : wgf::capi::handle<wgf::flow> {
  using handle::handle;
  static constexpr const char *maker = "wgf_flow_create";
};

struct wgf_draws : wgf::capi::handle<const wgf::draws> {
  using handle::handle;
  static constexpr const char *maker = "wgf_flow_get_draws";
};

struct wgf_discrepancy : wgf::capi::handle<wgf::capi::discrepancy> {
  using handle::handle;
  static constexpr const char *maker = "wgf_discrepancy_create";
};
