// One SVGD velocity with the scores given, by wgf_flow_drift: with the fixed bandwidth sqrt(d), and with the median.
#include <cmath>

#include "bench/limits.h"
#include "bench/line.h"
#include "bench/median.h"
#include "bench/scene.h"
#include "options_of.h"

namespace wgf_bench {

namespace {

class svgd_velocity {
 public:
  svgd_velocity(const setup &s, double bandwidth)
      : s_(s), context_(make_context(s)), scores_(context_, s), particles_(make_particles(context_, s)), flow_(wgf::make_flow(context_, "svgd")),
        velocity_(static_cast<size_t>(s.n * s.d)) {
    wgf::check(wgf_options_set_double(options_of_flow(flow_.get()), "bandwidth", bandwidth));
    wgf::check(wgf_options_set_string(options_of_flow(flow_.get()), "bandwidth_rule", "median"));
    wgf::check(wgf_flow_set_target(flow_.get(), scores_.get()));
    wgf::check(wgf_flow_set_ensemble(flow_.get(), particles_.get()));
    set_precision(flow_.get(), s);
    wgf::check(wgf_flow_bind(flow_.get()));
  }

  void operator()() { wgf::check(wgf_flow_drift(flow_.get(), s_.n, s_.d, velocity_.data())); }

  // The bandwidth of a step from these particles, which then have moved.
  double used_bandwidth() {
    wgf::check(wgf_flow_step(flow_.get()));
    wgf_stats stats{};
    stats.struct_size = sizeof stats;
    wgf::check(wgf_flow_get_stats(flow_.get(), &stats));
    return stats.bandwidth;
  }

 private:
  setup s_;
  wgf::context_handle context_;
  given_scores scores_;
  wgf::ensemble_handle particles_;
  wgf::flow_handle flow_;
  std::vector<double> velocity_;
};

// For many particles the rule takes the median of a sample of pairs.
const char *median_name(const setup &s) {
  return svgd_velocity(s, 0).used_bandwidth() == distance_median(s)() ? "median" : "sampled_median";
}

void time_one(const setup &s, double bandwidth, const char *name) {
  svgd_velocity velocity(s, bandwidth);
  const timing ms = measure(s.reps, [&] { velocity(); });
  const auto n = static_cast<double>(s.n);
  print_line("svgd", s, {{"bandwidth", name}}, ms, ms_of_fmas(s, n * n * svgd_operations(s.d, s.single())));
}

}  // namespace

void run_svgd(const setup &s) {
  time_one(s, std::sqrt(static_cast<double>(s.d)), "sqrt_d");
  time_one(s, 0, median_name(s));
}

}  // namespace wgf_bench
