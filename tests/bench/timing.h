// Wall times of a call that is repeated.
#pragma once

#include <cstdint>
#include <functional>

namespace wgf_bench {

struct timing {
  double best, median;  // ms
};

// One call to warm up; then `reps` measurements, each of as many calls as fill a millisecond.
timing measure(int64_t reps, const std::function<void()> &call);

void pin_to_one_core();  // the one that this thread runs on; no effect where the system cannot

}  // namespace wgf_bench
