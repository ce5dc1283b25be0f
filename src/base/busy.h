// Marks an object as at work for the length of a scope; a second mark is refused.
#pragma once

#include <atomic>
#include <string>

#include "base/status.h"

namespace wgf {

class busy_mark {
 public:
  busy_mark(const char *name, std::atomic<bool> &flag) : flag_(flag) {
    if (flag_.exchange(true)) fail(WGF_E_BUSY, std::string(name) + " is in use by a call that has not returned");
  }
  ~busy_mark() { flag_.store(false); }
  busy_mark(const busy_mark &) = delete;
  busy_mark &operator=(const busy_mark &) = delete;

 private:
  std::atomic<bool> &flag_;
};

}  // namespace wgf
