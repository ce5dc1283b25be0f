// The one guard between the engine and C: what a body throws becomes a status and a sentence.
#pragma once

#include <type_traits>

#include "wgf/base.h"

namespace wgf::capi {

// The status of the exception in flight. Its text, after "function: ", becomes last_error() of this thread.
// Allocates nothing.
wgf_status report(const char *function) noexcept;

const char *last_error() noexcept;
int32_t last_callback_result() noexcept;

template <class Body>
wgf_status guarded(const char *function, Body &&body) noexcept {
  try {
    if constexpr (std::is_void_v<decltype(body())>) {
      body();
      return WGF_OK;
    } else {
      return body();
    }
  } catch (...) {
    return report(function);
  }
}

}  // namespace wgf::capi
