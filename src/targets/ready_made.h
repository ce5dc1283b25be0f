// What the ready-made densities share: all of them give everything, and may be asked from several threads.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "core/target.h"

namespace wgf {

class ready_made : public density {
 public:
  int32_t provides() const final { return WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR | WGF_THREAD_SAFE; }
  bool pointwise() const final { return true; }
  bool positive() const final { return true; }
};

// A vector option that must have one of the given lengths, or else its default when it was never set.
inline std::vector<double> vector_or(const option_set &options, const char *name, std::initializer_list<size_t> lengths,
                                     std::vector<double> standard) {
  const std::vector<double> &set = options.vector(name);
  if (set.empty()) return standard;
  std::string allowed;
  for (const size_t length : lengths) {
    if (set.size() == length) return set;
    allowed += (allowed.empty() ? "" : " or ") + std::to_string(length);
  }
  fail(WGF_E_OPTION, options.owner() + ": option \"" + name + "\" has " + std::to_string(set.size()) +
                         " numbers; allowed is " + allowed);
}

}  // namespace wgf
