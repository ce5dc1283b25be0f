// A body in a child process, watched: what it prints, how it ends, whether it goes on.
#pragma once

#include <functional>
#include <string>

#include "report.h"

namespace wgf::fuzz {

struct ending {
  bool well;
  std::string how;     // in one line, the same for the same fault
  std::string output;  // what it wrote to stdout and stderr: a sanitizer's words
};

// One page of memory shared with the children.
report &shared_report();

// A child that makes no call for `patience` seconds is ended.
ending in_child(const std::function<void()> &body, double patience = 30);

// Inside a child: whether anything was written to stdout or stderr; what is there stays.
bool printed();

// Processor seconds of the children that have ended.
double child_seconds();

}  // namespace wgf::fuzz
