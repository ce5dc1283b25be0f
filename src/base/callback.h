// A user's function, and the one way to it: nothing that it throws gets past.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"

namespace wgf {

// A C function with its user pointer, freed exactly once.
template <class Function>
struct callback {
  callback() = default;
  callback(Function function, void *data, wgf_free_fn release)
      : fn(function), user(data), owner(
                                      data, release ? release : [](void *) {}) {}
  explicit operator bool() const { return fn != nullptr; }

  Function fn = nullptr;
  void *user = nullptr;
  std::shared_ptr<void> owner;
};

// The text a callback left with wgf_set_callback_message on this thread: the last one, which explains a failure, or the
// first one, which belongs to the first rejected point. Taking it clears both.
std::string take_callback_message();
std::string take_first_callback_message();
void leave_callback_message(const char *text);

[[noreturn]] void fail_callback(const char *what, const std::string &how, int32_t result);

// What the function returns. WGF_E_CALLBACK when it throws.
template <class Call>
int32_t returned_by(const char *what, Call call) {
  try {
    return call();
  } catch (const std::exception &thrown) {
    fail_callback(what, std::string("threw an exception (") + thrown.what() + ")", 0);
  } catch (...) {
    fail_callback(what, "threw an exception", 0);
  }
}

// WGF_E_CALLBACK too when it returns anything but 0.
template <class Call>
void obey(const char *what, Call call) {
  const int32_t result = returned_by(what, call);
  if (result != 0) fail_callback(what, "returned " + std::to_string(result), result);
}

}  // namespace wgf
