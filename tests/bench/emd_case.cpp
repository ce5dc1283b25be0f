// Exact squared W2 between two clouds of equal weights, from coordinates, value only: by wgf_discrepancy_evaluate.
#include "bench/limits.h"
#include "bench/line.h"
#include "bench/scene.h"

namespace wgf_bench {

void run_emd(const setup &s) {
  if (s.single()) return tell_left_out("emd", s, no_float);
  const wgf::context_handle context = make_context(s);
  const wgf::ensemble_handle particles = make_particles(context, s);
  const wgf::target_handle samples = make_samples(context, s);
  const wgf::discrepancy_handle distance = wgf::make_discrepancy(context, "wasserstein");
  double value = 0;
  const timing ms = measure(s.reps, [&] {
    wgf::check(wgf_discrepancy_evaluate(distance.get(), particles.get(), samples.get(), &value, 0, 0, nullptr));
  });
  const auto n = static_cast<double>(s.n);
  print_line("emd", s, json::object(), ms, ms_of_fmas(s, n * n * static_cast<double>(s.d)));
}

}  // namespace wgf_bench
