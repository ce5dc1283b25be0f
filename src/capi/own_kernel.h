// A radial kernel of the user's as the engine's profile.
#pragma once

#include "capi/arguments.h"
#include "core/context.h"
#include "pair/profile.h"
#include "wgf/flow.h"

namespace wgf::capi {

inline std::shared_ptr<const pair::profile> own_profile(const callback<wgf_kernel_fn> &kernel, int32_t flags) {
  if (flags != 0 && flags != WGF_THREAD_SAFE)
    fail_argument("flags", std::to_string(flags), "0 or WGF_THREAD_SAFE");
  require_pointer("fn", kernel.fn);
  struct owned {
    pair::profile profile;
    std::shared_ptr<void> owner;
  };
  const auto made = std::make_shared<owned>();
  made->profile.callback = kernel.fn;
  made->profile.user = kernel.user;
  made->profile.callback_thread_safe = flags == WGF_THREAD_SAFE;
  made->owner = kernel.owner;
  return {made, &made->profile};
}

inline void require_kernel(const option_set &options) {
  require(options.has("kernel"), WGF_E_UNSUPPORTED, (options.owner() + " has no kernel").c_str());
}

}  // namespace wgf::capi
