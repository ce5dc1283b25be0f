// Every choice of every text option of an entry of the catalogue, one at a time, the others at their defaults.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/options.h"

namespace wgf::laws {

struct choice {
  std::string option, value;  // empty: all defaults
  void set(option_set &options) const {
    if (!option.empty()) options.set_text(option, value);
  }
  std::string text() const { return option.empty() ? "defaults" : option + " = " + value; }
};

std::vector<choice> choices_of(const option_table &table);

// Every flow whose sums may be approximated, with each approximation that it takes.
struct approximated_flow {
  const char *flow, *approximation;
};
std::vector<approximated_flow> approximated_flows();

// run() of one choice. A combination that is refused with WGF_E_OPTION or WGF_E_UNSUPPORTED and a sentence is counted; any other error fails.
struct refusals {
  int tried = 0;
  std::vector<std::string> list;
  void attempt(const std::string &what, const std::function<void()> &run);
};

}  // namespace wgf::laws
