// A small flow of every kind: of each entry of the catalogue, and of each choice of its text options.
#pragma once

#include <string>
#include <vector>

#include "wgf/wgf.hpp"

namespace wgf::fuzz {

struct variant {
  std::string flow, option, choice;  // no option: the defaults
  std::string text() const { return option.empty() ? flow : flow + " " + option + "=" + choice; }
};

std::vector<variant> variants();

class small_flow {
 public:
  explicit small_flow(const variant &v, int64_t n = 9);

  bool ready() const { return ready_; }  // some choices need what a small flow has not
  wgf_flow *flow() const { return flow_.get(); }
  wgf_status step() const { return wgf_flow_step(flow_.get()); }
  std::vector<uint8_t> saved() const;
  bool restore(const std::vector<uint8_t> &bytes) const;
  void read() const;  // everything that can be read of it

 private:
  context_handle context_;
  target_handle density_, samples_;
  ensemble_handle particles_;
  flow_handle flow_;
  bool ready_ = false;
};

}  // namespace wgf::fuzz
