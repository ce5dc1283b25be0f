#include "world.h"

#include <cfenv>
#include <chrono>
#include <cmath>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "capi/failing_new.h"
#include "failing_threads.h"
#include "plans.h"
#include "watched.h"

namespace wgf::fuzz {

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

uint32_t floating_point_control() {
  uint32_t control = static_cast<uint32_t>(std::fegetround());
#if defined(__x86_64__)
  uint16_t x87;
  __asm__("fnstcw %0"
          : "=m"(x87));
  control = (_mm_getcsr() & ~0x3fU) << 16 | x87;
#endif
  return control;
}

void world::step(int64_t index) {
  told.call = index;
  c = chance(seed, static_cast<uint64_t>(index));
  make_room(*this);
  next_call(*this);
  use_something(*this);
  expect(!printed(), "nothing is printed");
}

void world::intrude() {
  if (depth > 1) return;
  for (int64_t left = c.between(1, 2); left > 0; --left) next_call(*this);
}

void world::end() {
  told.call = INT32_MAX;
  c = chance(seed, UINT64_MAX);
  destroy_all(*this);
  expect(owned == 0, "every user pointer is freed once");
  expect(!printed(), "nothing is printed");
}

void world::arm() {
  allowed_ = c.below(40);
  if (how.failing_threads) failing_threads::fail(c.once_in(2));
  if (how.failing_new && c.once_in(3)) failing_new::arm(allowed_);
}

bool world::disarm() {
  failing_threads::fail(false);
  return allowed_ < failing_new::disarm() && how.failing_new;
}

world::call_frame world::before(function_id id, const std::string &text) {
  const int64_t line = told.write(text.c_str());
  ++told.called[id];
  if (depth++ == 0) {
    thrown = false;
    deadline = now_ns() + 700000000;
  }
  current = name_of(id);
  return {id, line, owned, callbacks, floating_point_control()};
}

void world::after(const call_frame &frame, wgf_status status) {
  --depth;
  current = name_of(frame.id);
  if (status >= 0) ++told.done[frame.id];
  told.append(frame.line, status == WGF_OK ? "" : (std::string(" = ") + wgf_status_name(status)).c_str());
  expect(status >= WGF_E_INTERNAL && status <= WGF_ADJUSTED, "the status is one of the header's");
  expect(frame.floating_point == floating_point_control(), "the floating-point environment is as it was");
  if (status >= 0) return;
  const std::string text = wgf_last_error();
  told.append(frame.line, (": " + text.substr(0, 160)).c_str());
  expect(text.rfind(std::string(current) + ": ", 0) == 0 && text.size() > std::strlen(current) + 2, "a failure leaves words that begin with the function");
  expect(status != WGF_E_FORK, "this process is no fork of one that used the library");
  if (status == WGF_E_INTERNAL && !thrown) told.complain("WGF_E_INTERNAL: %s", text.c_str());
}

// Whether the call failed without callbacks, and with another status than that of memory: then, made again, it must fail too.
bool world::told_otherwise(const call_frame &frame, wgf_status status) const {
  return status < 0 && status != WGF_E_MEMORY && frame.owned == owned && frame.callbacks == callbacks;
}

void world::finite(const char *what, const numbers &values) {
  for (double v : values)
    if (!std::isfinite(v)) return told.complain("%s: a success gives a %s that is not finite", current, what);
}

}  // namespace wgf::fuzz
