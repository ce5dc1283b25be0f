// What a sequence of calls has made so far, and the one door through which it calls the library: every call is written down before it
// is made, and what must hold of any call is checked after it.
#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chance.h"
#include "functions.h"
#include "numbers.h"
#include "report.h"

namespace wgf::fuzz {

template <class Handle>
struct slot {
  Handle *handle = nullptr;
  std::string entry;  // of the catalogue, where it comes from there
};

using byte_block = std::shared_ptr<const std::vector<uint8_t>>;

struct settings {
  bool failing_new = false;      // allocations fail at random
  bool failing_threads = false;  // threads cannot be made, at random
  bool two_threads = true;       // now and then two worlds at once
  std::string folder = ".";      // for files
};

struct world {
  world(uint64_t a_seed, report &a_report, const settings &s) : seed(a_seed), told(a_report), how(s) {}

  // Makes the call number `index` of this seed.
  void step(int64_t index);
  // Destroys everything, in a random order.
  void end();

  template <class... P, class... A>
  wgf_status call(function_id id, wgf_status (*fn)(P...), A... a);
  template <class R, class... P, class... A>
  R call_plain(function_id id, R (*fn)(P...), A... a);

  // A handle of this world, sometimes null.
  template <class Handle>
  Handle *pick(const std::vector<slot<Handle>> &slots) { return pick_slot(slots).handle; }
  template <class Handle>
  slot<Handle> pick_slot(const std::vector<slot<Handle>> &slots);

  void finite(const char *what, const numbers &values);
  void expect(bool holds, const char *what) {
    if (!holds) told.complain("%s: %s", current, what);
  }
  // A few calls from inside a callback.
  void intrude();

  uint64_t seed;
  report &told;
  settings how;
  chance c{0};
  const char *current = "";           // the call that is being made
  int depth = 0;                      // calls inside callbacks
  std::atomic<int64_t> callbacks{0};  // calls back
  std::atomic<int64_t> owned{0};      // user pointers that the library has to free
  std::atomic<bool> thrown{false};    // a callback has thrown: the answer may be WGF_E_INTERNAL

  std::vector<slot<wgf_context>> contexts;
  std::vector<slot<wgf_target>> targets;
  std::vector<slot<wgf_ensemble>> ensembles;
  std::vector<slot<wgf_flow>> flows;
  std::vector<slot<wgf_draws>> draws;
  std::vector<slot<wgf_discrepancy>> discrepancies;
  std::vector<byte_block> checkpoints;
  std::map<const void *, std::string> labels;
  std::map<const wgf_flow *, std::pair<int64_t, int64_t>> shapes;  // n and d of the ensemble that a flow was given
  std::map<const wgf_ensemble *, int64_t> unconstrained;           // d, where it is not that of the user's scale
  int64_t made = 0;
  int64_t dim = 2;
  std::atomic<int64_t> deadline{0};  // of the call that is being made, in ns of the steady clock: polls cancel after it

 private:
  struct call_frame {
    function_id id;
    int64_t line, owned, callbacks;
    uint32_t floating_point;
  };
  call_frame before(function_id id, const std::string &text);
  void after(const call_frame &frame, wgf_status status);
  void arm();
  bool disarm();  // whether an allocation failed
  bool told_otherwise(const call_frame &frame, wgf_status status) const;

  friend class text_of_call;
  int64_t allowed_ = 0;
};

// The numbers of the floating-point environment that a call must leave alone.
uint32_t floating_point_control();

int64_t now_ns();

// ---- how a call is written down ----

class text_of_call {
 public:
  text_of_call(const world &w, const char *name) : world_(w), text_(std::string(static_cast<size_t>(2 * w.depth), ' ') + name + "(") {}
  void add(double v) { add_text(shown(v)); }
  void add(int64_t v) { add_text(std::to_string(v)); }
  void add(int32_t v) { add_text(std::to_string(v)); }
  void add(const char *v) { add_text(v ? "\"" + std::string(v).substr(0, 40) + "\"" : "NULL"); }
  void add(std::nullptr_t) { add_text("NULL"); }
  void add(const numbers *v) { add_text(v ? v->shown() : "NULL"); }
  template <class T>
  void add(T *v) { add_text(label(reinterpret_cast<const void *>(v))); }
  std::string done() const { return text_ + ")"; }

 private:
  std::string label(const void *address) const {
    if (!address) return "NULL";
    const auto found = world_.labels.find(address);
    return found == world_.labels.end() ? "&" : found->second;
  }
  void add_text(const std::string &part) {
    text_ += (first_ ? "" : ", ") + part;
    first_ = false;
  }

  const world &world_;
  std::string text_;
  bool first_ = true;
};

// Numbers are handed over by address; NULL stays NULL.
inline const numbers *of(const numbers &v) { return &v; }
template <class P, class A>
P converted(A a) {
  if constexpr (std::is_same_v<A, const numbers *>)
    return a ? a->data() : nullptr;
  else
    return static_cast<P>(a);
}

template <class... P, class... A>
wgf_status world::call(function_id id, wgf_status (*fn)(P...), A... a) {
  text_of_call text(*this, name_of(id));
  (text.add(a), ...);
  const call_frame frame = before(id, text.done());
  arm();
  const wgf_status status = fn(converted<P>(a)...);
  const bool allocation_failed = disarm();
  after(frame, status);
  if (allocation_failed && told_otherwise(frame, status)) expect(fn(converted<P>(a)...) != WGF_OK, "running out of memory was told as another failure");
  return status;
}

// For functions that cannot fail.
template <class R, class... P, class... A>
R world::call_plain(function_id id, R (*fn)(P...), A... a) {
  text_of_call text(*this, name_of(id));
  (text.add(a), ...);
  const call_frame frame = before(id, text.done());
  if constexpr (std::is_void_v<R>) {
    fn(converted<P>(a)...);
    after(frame, WGF_OK);
  } else {
    const R result = fn(converted<P>(a)...);
    after(frame, WGF_OK);
    return result;
  }
}

#define CALL(w, fn, ...) (w).call(id_##fn, fn, __VA_ARGS__)

template <class Handle>
slot<Handle> world::pick_slot(const std::vector<slot<Handle>> &slots) {
  return slots.empty() || c.once_in(60) ? slot<Handle>{} : c.one_of(slots);
}

// Whether a handle is still there: a callback may have destroyed it.
template <class Handle>
bool alive(const std::vector<slot<Handle>> &slots, const Handle *handle) {
  return std::any_of(slots.begin(), slots.end(), [&](const slot<Handle> &s) { return s.handle == handle; });
}

// A new handle of the world, when the call that makes it was good.
template <class Handle>
void keep(world &w, std::vector<slot<Handle>> &slots, wgf_status status, Handle *handle, const char *kind, const std::string &entry = "") {
  w.expect((status == WGF_OK) == (handle != nullptr), "a handle is given when the call succeeds, and only then");
  if (!handle) return;
  slots.push_back({handle, entry});
  w.labels[handle] = kind + std::to_string(++w.made);
}

// Forgets a handle and gives it to `destroy`.
template <class Handle>
void destroy_at(world &w, function_id id, std::vector<slot<Handle>> &slots, size_t at, void (*destroy)(Handle *)) {
  Handle *const handle = slots[at].handle;
  slots.erase(slots.begin() + static_cast<std::ptrdiff_t>(at));
  w.call_plain(id, destroy, handle);
  w.labels.erase(handle);
}

template <class Handle>
void destroy_one(world &w, function_id id, std::vector<slot<Handle>> &slots, void (*destroy)(Handle *)) {
  if (slots.empty() || w.c.once_in(10))
    w.call_plain(id, destroy, static_cast<Handle *>(nullptr));
  else
    destroy_at(w, id, slots, static_cast<size_t>(w.c.below(static_cast<int64_t>(slots.size()))), destroy);
}

}  // namespace wgf::fuzz
