// What a step of a small bound flow costs beyond its arithmetic: scores of the target and one pair sweep.
#include <cmath>

#include "bench/limits.h"
#include "bench/line.h"
#include "bench/scene.h"
#include "core/catalogue.h"
#include "pair/sweep.h"
#include "base/parallel.h"
#include "options_of.h"

namespace wgf_bench {

namespace {

timing time_steps(const setup &s, double bandwidth) {
  const wgf::context_handle context = make_context(s);
  const wgf::target_handle gaussian = wgf::make_target(context, "gaussian", s.d);
  const wgf::ensemble_handle particles = make_particles(context, s);
  const wgf::flow_handle flow = wgf::make_flow(context, "svgd");
  wgf::check(wgf_options_set_double(options_of_flow(flow.get()), "bandwidth", bandwidth));
  set_precision(flow.get(), s);
  wgf::check(wgf_flow_set_target(flow.get(), gaussian.get()));
  wgf::check(wgf_flow_set_ensemble(flow.get(), particles.get()));
  wgf::check(wgf_flow_bind(flow.get()));
  return measure(s.reps, [&] { wgf::check(wgf_flow_step(flow.get())); });
}

timing time_arithmetic(const setup &s, double bandwidth) {
  const wgf::target_spec &spec = wgf::find_target("gaussian");
  const wgf::option_set standard("target \"gaussian\"", spec.options);
  const std::unique_ptr<wgf::density> gaussian = spec.make(standard, s.d);
  const std::vector<double> x = standard_normal(s.n, s.d), w(static_cast<size_t>(s.n), 1 / static_cast<double>(s.n));
  std::vector<double> score(x.size()), velocity(x.size());
  wgf::pair::sweep_input in;
  in.n = in.m = s.n, in.d = in.columns = s.d;
  in.x = in.y = x.data(), in.w = w.data(), in.p = score.data();
  in.kernel.index = wgf::pair::find_profile("gaussian");
  in.length = bandwidth;
  in.single_precision = s.single();
  wgf::pair::rule rule;
  rule.a.k = 1, rule.b.k1 = -2;
  wgf::workers pool(static_cast<int>(s.threads));
  wgf::pair::workspace scratch;
  scratch.prepare(s.n, s.n, s.d, s.d, pool.threads());
  return measure(s.reps, [&] {
    gaussian->evaluate({WGF_SCORE, s.n, s.d, -1, x.data(), nullptr}, nullptr, score.data());
    wgf::pair::sweep(rule, in, {velocity.data(), velocity.data(), nullptr}, scratch, pool);
  });
}

}  // namespace

void run_step(const setup &s) {
  const double bandwidth = std::sqrt(static_cast<double>(s.d)), n = static_cast<double>(s.n);
  const timing step = time_steps(s, bandwidth), arithmetic = time_arithmetic(s, bandwidth);
  print_line("step", s, {{"bandwidth", "sqrt_d"}}, step, ms_of_fmas(s, n * n * svgd_operations(s.d, s.single())),
             {{"overhead_us", 1e3 * (step.best - arithmetic.best)}});
}

}  // namespace wgf_bench
