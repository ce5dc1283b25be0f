// What the pointers of the C API point to: a counted owner of an object of the engine.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/busy.h"
#include "capi/arguments.h"
#include "core/discrepancy.h"
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

// An object at work for one call: held, so that a callback may destroy the handle, and marked, so that it is not used a second time meanwhile.
template <class Core>
struct at_work {
  template <class Handle>
  at_work(const char *name, const Handle *handle) : core(core_of(name, handle)), mark(name, core->busy) {}
  Core *operator->() const { return core.get(); }
  std::shared_ptr<Core> core;
  busy_mark mark;
};
template <class Handle>
at_work(const char *, const Handle *) -> at_work<typename Handle::core_type>;

}  // namespace wgf::capi

// The options of a handle. A change is made on a copy, which its owner then takes or refuses.
struct wgf_options {
  virtual ~wgf_options() = default;
  virtual const wgf::option_set &values() const = 0;
  virtual void change(const std::string &name, wgf::function_ref<void(wgf::option_set &)> edit) = 0;
};

namespace wgf::capi {

template <class Core>
struct lent_options : wgf_options {
  explicit lent_options(std::shared_ptr<Core> c) : core(std::move(c)) {}
  const option_set &values() const override { return core->options(); }
  void change(const std::string &name, function_ref<void(option_set &)> edit) override;
  std::shared_ptr<Core> core;
};

template <>
void lent_options<context>::change(const std::string &name, function_ref<void(option_set &)> edit);
template <>
void lent_options<target>::change(const std::string &name, function_ref<void(option_set &)> edit);
template <>
void lent_options<flow>::change(const std::string &name, function_ref<void(option_set &)> edit);
template <>
void lent_options<discrepancy>::change(const std::string &name, function_ref<void(option_set &)> edit);

template <class Core>
struct handle : counted {
  using core_type = Core;
  explicit handle(std::shared_ptr<Core> c) : core(std::move(c)) {}
  std::shared_ptr<Core> core;
};

template <class Core>
struct handle_with_options : handle<Core> {
  explicit handle_with_options(std::shared_ptr<Core> c) : handle<Core>(c), options(std::move(c)) {}
  lent_options<Core> options;
};

template <class Handle>
void lend_options(const char *name, Handle *from, wgf_options **options) {
  core_of(name, from);
  require_pointer("options", options);
  *options = &from->options;
}

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

struct wgf_context : wgf::capi::handle_with_options<wgf::context> {
  using handle_with_options::handle_with_options;
  static constexpr const char *maker = "wgf_context_create";
};

struct wgf_target : wgf::capi::handle_with_options<wgf::target> {
  using handle_with_options::handle_with_options;
  static constexpr const char *maker = "wgf_target_create";
};

struct wgf_ensemble : wgf::capi::handle<wgf::ensemble> {
  using handle::handle;
  static constexpr const char *maker = "wgf_ensemble_create";
};

struct wgf_flow : wgf::capi::handle_with_options<wgf::flow> {
  using handle_with_options::handle_with_options;
  static constexpr const char *maker = "wgf_flow_create";
};

namespace wgf::capi {

struct judgement {
  int64_t count;
  std::string text;
};

}  // namespace wgf::capi

struct wgf_draws : wgf::capi::handle<const wgf::draws> {
  using handle::handle;
  static constexpr const char *maker = "wgf_flow_get_draws";

  // Null until kept. Draws never change, so the first that any thread keeps is lent from then on.
  const wgf::capi::judgement *judged() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return judgement_.get();
  }
  void keep(wgf::capi::judgement made) const {
    auto fresh = std::make_unique<const wgf::capi::judgement>(std::move(made));
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!judgement_) judgement_ = std::move(fresh);
  }

 private:
  mutable std::mutex mutex_;
  mutable std::unique_ptr<const wgf::capi::judgement> judgement_;
};

struct wgf_discrepancy : wgf::capi::handle_with_options<wgf::discrepancy> {
  using handle_with_options::handle_with_options;
  static constexpr const char *maker = "wgf_discrepancy_create";
};
