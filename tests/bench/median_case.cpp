#include "bench/limits.h"
#include "bench/line.h"
#include "bench/median.h"

namespace wgf_bench {

void run_median(const setup &s) {
  if (s.single()) return tell_left_out("median", s, no_float);
  distance_median median(s);
  const timing ms = measure(s.reps, [&] { median(); });
  const auto n = static_cast<double>(s.n);
  print_line("median", s, {{"bandwidth", "median"}}, ms, ms_of_fmas(s, n * n * median_operations(s.d)));
}

}  // namespace wgf_bench
