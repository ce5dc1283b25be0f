#include "wgf/context.h"

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "simd/isa.h"

using namespace wgf;
using namespace wgf::capi;

extern "C" {

wgf_status wgf_context_create(wgf_context **result) {
  return guarded(__func__, [&] {
    require_pointer("result", result);
    *result = new wgf_context(std::make_shared<context>());
  });
}

void wgf_context_destroy(wgf_context *context) { delete context; }

wgf_status wgf_context_get_options(wgf_context *context, wgf_options **options) {
  return guarded(__func__, [&] { lend_options("context", context, options); });
}

wgf_status wgf_context_set_log(wgf_context *context, wgf_log_fn fn, void *user, wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    callback<wgf_log_fn> receiver = own(fn, user, free_user);
    const auto core = core_of("context", context);
    std::swap(core->log_callback, receiver);
    if (*simd::isa_warning()) core->log(WGF_LOG_WARNING, simd::isa_warning());
  });
}

wgf_status wgf_context_set_poll(wgf_context *context, wgf_poll_fn fn, void *user, wgf_free_fn free_user) {
  return guarded(__func__, [&] {
    callback<wgf_poll_fn> asked = own(fn, user, free_user);
    std::swap(core_of("context", context)->poll_callback, asked);
  });
}

wgf_status wgf_context_cancel(wgf_context *context) {
  return guarded(__func__, [&] { core_of("context", context)->cancel_requested.store(true); });
}

}  // extern "C"
