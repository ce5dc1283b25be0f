#include "wgf/context.h"

#include <cstring>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "simd/isa.h"
#include "base/text.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

// The lowest x86 level goes by the name of its instruction set in the options.
const char *isa_in_use() {
  const char *name = simd::isa_name();
  return std::strcmp(name, "scalar") == 0 ? "sse2" : name;
}

void use_isa(const std::string &wanted) {
  const std::vector<const char *> here = simd::isa_available();
  if (simd::set_isa(wanted == "best" ? here.back() : wanted.c_str())) return;
  std::string offered;
  for (const char *name : here) offered += std::string(" ") + name;
  fail(WGF_E_UNSUPPORTED, "value is " + quoted(wanted) + "; this machine offers" + offered);
}

}  // namespace

extern "C" {

wgf_status wgf_context_create(wgf_context **result) {
  return guarded(__func__, [&] {
    require_pointer("result", result);
    *result = new wgf_context(std::make_shared<context>());
  });
}

void wgf_context_destroy(wgf_context *context) { delete context; }

wgf_status wgf_context_set_int(wgf_context *context, const char *name, int64_t value) {
  return guarded(__func__, [&] {
    core_of("context", context)->set_integer(require_text("name", name), value);
  });
}

wgf_status wgf_context_get_int(const wgf_context *context, const char *name, int64_t *value) {
  return guarded(__func__, [&] {
    const auto core = core_of("context", context);
    const std::string option = require_text("name", name);
    require_pointer("value", value);
    *value = core->options().integer(option);
  });
}

wgf_status wgf_context_set_string(wgf_context *context, const char *name, const char *value) {
  return guarded(__func__, [&] {
    const auto core = core_of("context", context);
    const std::string option = require_text("name", name), wanted = require_text("value", value);
    option_set changed = core->options();
    changed.set_text(option, wanted);
    if (option == "isa") use_isa(wanted);
    core->options() = std::move(changed);
  });
}

wgf_status wgf_context_get_string(const wgf_context *context, const char *name, const char **value) {
  return guarded(__func__, [&] {
    const auto core = core_of("context", context);
    const std::string option = require_text("name", name);
    require_pointer("value", value);
    const std::string &text = core->options().text(option);
    *value = option == "isa" ? isa_in_use() : text.c_str();
  });
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
