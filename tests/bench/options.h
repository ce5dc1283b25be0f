// The command line of wgf_bench.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wgf_bench {

struct options {
  std::vector<std::string> cases;
  std::vector<int64_t> n = {1000, 4000}, d = {2, 10}, slices = {50};
  std::vector<std::string> dtypes = {"f32", "f64"}, kernels = {"gauss", "energy"}, isas = {"best"};
  int64_t threads = 1, reps = 5;
};

extern const char *const usage;

// Throws std::invalid_argument with a sentence.
options parse(int count, char **arguments);

}  // namespace wgf_bench
