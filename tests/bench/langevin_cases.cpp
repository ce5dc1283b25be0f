// A step of unadjusted Langevin on a Gaussian, and the random numbers in it.
#include "bench/line.h"
#include "bench/scene.h"

namespace wgf_bench {

namespace {

template <class T>
timing time_normals(const setup &s) {
  std::vector<T> x(static_cast<size_t>(s.n * s.d));
  uint64_t step = 0;
  return measure(s.reps, [&] { wgf::normals({1, step++, wgf::purpose::noise}, 0, s.n, s.d, x.data()); });
}

}  // namespace

// The limit is the normals alone.
void run_ula(const setup &s) {
  const wgf::context_handle context = make_context(s);
  const wgf::flow_handle flow = wgf::make_flow(context, "langevin");
  set_precision(flow.get(), s);
  const wgf::target_handle gaussian = wgf::make_target(context, "gaussian", s.d);
  const wgf::ensemble_handle particles = make_particles(context, s);
  wgf::check(wgf_flow_set_target(flow.get(), gaussian.get()));
  wgf::check(wgf_flow_set_ensemble(flow.get(), particles.get()));
  wgf::check(wgf_flow_bind(flow.get()));
  const timing ms = measure(s.reps, [&] { wgf::check(wgf_flow_step(flow.get())); }), normals = s.single() ? time_normals<float>(s) : time_normals<double>(s);
  print_line("ula", s, json::object(), ms, normals.best / static_cast<double>(s.threads),
             {{"gnormals", static_cast<double>(s.n * s.d) / normals.best * 1e-6}});
}

}  // namespace wgf_bench
