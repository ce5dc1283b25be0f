// Times of a call that is repeated.
#pragma once

#include <cstdint>
#include <functional>

namespace wgf_bench {

struct timing {
  double best, median;  // ms
};

// One call to warm up; then `reps` measurements, each of as many calls as fill a millisecond.
timing measure(int64_t reps, const std::function<void()> &call);

// For the rest of the run: stay on the core that this thread runs on (no effect where the system cannot), and time by this process's CPU
// clock, which stands while another job has the core. Without it: wall time.
void work_on_one_core();

}  // namespace wgf_bench
