// Floating-point exceptions that are raised on the way and say nothing to the caller: in lanes that are thrown away, or by a power that overflows as
// an answer.
#pragma once

#include <cfenv>

namespace wgf {

// Of this thread, while it lives: those that were not raised before are cleared at its end.
class quiet_exceptions {
 public:
  explicit quiet_exceptions(int which) : fresh_(which & ~std::fetestexcept(which)) {}
  ~quiet_exceptions() { std::feclearexcept(fresh_); }
  quiet_exceptions(const quiet_exceptions &) = delete;
  quiet_exceptions &operator=(const quiet_exceptions &) = delete;

 private:
  int fresh_;
};

}  // namespace wgf
