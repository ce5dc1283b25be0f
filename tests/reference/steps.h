// One Euler step of every flow, as plain double loops written from the papers. Only the random numbers are the library's.
#pragma once

#include <cstdint>
#include <vector>

#include "core/flow_spec.h"

namespace wgf::reference {

struct state {
  int64_t n, d;
  std::vector<double> x, w, score, log_density;  // particles and what the target says of them
  int64_t m = 0;
  std::vector<double> y, v;   // samples and their weights
  target *density = nullptr;  // to be asked again at other points
  const option_set *options = nullptr;
  double h = 0, bandwidth = 0;
  uint64_t seed = 0;
};

// The particles after the first step; empty when no reference is written for that flow.
std::vector<double> step(const std::string &flow, const state &s);

}  // namespace wgf::reference
