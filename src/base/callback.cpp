#include "base/callback.h"

#include <utility>

namespace wgf {

namespace {

thread_local std::string first_message, last_message;

}  // namespace

void leave_callback_message(const char *text) {
  last_message = text ? text : "";
  if (first_message.empty() || !text) first_message = last_message;
}

std::string take_callback_message() {
  first_message.clear();
  return std::exchange(last_message, {});
}

std::string take_first_callback_message() {
  last_message.clear();
  return std::exchange(first_message, {});
}

void fail_callback(const char *what, const std::string &how, int32_t result) {
  const std::string message = take_callback_message();
  throw error(WGF_E_CALLBACK, std::string("the ") + what + " callback " + how + (message.empty() ? "" : ": " + message), result);
}

}  // namespace wgf
