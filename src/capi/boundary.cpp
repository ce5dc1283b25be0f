#include "capi/boundary.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>

#include "base/status.h"
#include "core/target.h"
#include "base/parallel.h"

namespace wgf::capi {

namespace {

// Fixed, so that running out of memory can still be told; longer texts are cut.
struct failure_record {
  char text[1024];
  int32_t callback_result;
};
thread_local failure_record last{};

wgf_status record(wgf_status code, const char *function, const char *text, const char *reason = "") noexcept {
  size_t used = 0;
  for (const char *part : {function, ": ", text, *reason ? ": " : "", reason}) {
    const size_t length = std::min(std::strlen(part), sizeof last.text - 1 - used);
    std::memcpy(last.text + used, part, length);
    used += length;
  }
  last.text[used] = '\0';
  return code;
}

// A callback may have left a reason that its caller in the engine did not take.
wgf_status record(const error &e, const char *function) noexcept {
  if (e.code() != WGF_E_CALLBACK) return record(e.code(), function, e.what());
  last.callback_result = e.callback_result();
  return record(e.code(), function, e.what(), take_callback_message().c_str());
}

}  // namespace

wgf_status report(const char *function) noexcept {
  try {
    throw;
  } catch (const cancelled &) {
    return WGF_CANCELLED;
  } catch (const error &e) {
    return record(e, function);
  } catch (const std::bad_alloc &) {
    return record(WGF_E_MEMORY, function, "out of memory");
  } catch (const std::length_error &) {
    return record(WGF_E_MEMORY, function, "more memory was asked for than a process can have");
  } catch (const std::exception &e) {
    return record(WGF_E_INTERNAL, function, e.what());
  } catch (...) {
    return record(WGF_E_INTERNAL, function, "an exception of an unknown type");
  }
}

const char *last_error() noexcept { return last.text; }
int32_t last_callback_result() noexcept { return last.callback_result; }

}  // namespace wgf::capi
