// Failures inside the engine. They travel as wgf::error to the boundary of the C API and become a wgf_status there.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "wgf/base.h"

namespace wgf {

class error : public std::exception {
 public:
  error(wgf_status code, std::string text, int callback_result = 0)
      : code_(code), callback_result_(callback_result), text_(std::move(text)) {}
  wgf_status code() const { return code_; }
  int callback_result() const { return callback_result_; }
  const char *what() const noexcept override { return text_.c_str(); }

 private:
  wgf_status code_;
  int callback_result_;
  std::string text_;
};

[[noreturn]] inline void fail(wgf_status code, std::string text) { throw error(code, std::move(text)); }

inline void require(bool ok, wgf_status code, const char *text) {
  if (!ok) fail(code, text);
}

}  // namespace wgf
