// The FMA peak that every share of a limit is taken of, against cycles x ports x width.
#include <algorithm>

#include "bench/line.h"
#include "bench/machine.h"

namespace wgf_bench {

// limit_share is the share that the peak has of cycles x ports x width. ms: the time of 1e9 FMAs.
void run_limits(const setup &s) {
  double rate = 0, ghz = 0;
  for (int64_t r = 0; r < s.reps; ++r) {
    ghz = std::max(ghz, clock_ghz());
    rate = std::max(rate, fma_rate_now(s.dtype));
  }
  const double bits = s.single() ? 32 : 64, assumed = fma_bits_per_cycle(rate / ghz * bits), ms = 1e3 / rate;
  setup none = s;
  none.n = none.d = 0, none.threads = 1;
  print_line("limits", none, json::object(), {ms, ms}, 1e3 / (ghz * assumed / bits),
             {{"gflops", 2 * rate}, {"ghz", ghz}, {"fma_bits_per_cycle", assumed}});
}

}  // namespace wgf_bench
