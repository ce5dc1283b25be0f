// A step through Nystrom's landmarks, for a great many particles: its time, the relative L2 error of its velocity in 2000 rows against
// plain exact sums in double, and the flow's own estimate of that error.
#include <cmath>
#include <numeric>

#include "bench/limits.h"
#include "bench/line.h"
#include "bench/scene.h"
#include "pair/sweep.h"
#include "base/parallel.h"
#include "options_of.h"

namespace wgf_bench {

namespace {

using numbers = std::vector<double>;

constexpr int64_t most_rows = 2000, landmarks = 1000;

struct width {
  const char *name;
  double bandwidth;
};

// Sums over whole clouds at some evenly spread particles, by the pair sweep.
class exact_rows {
 public:
  exact_rows(const setup &s, double bandwidth) : s_(s), rows_(std::min(most_rows, s.n)), bandwidth_(bandwidth), pool_(static_cast<int>(s.threads)) {
    scratch_.prepare(rows_, s.n, s.d, s.d, pool_.threads());
    const numbers all = standard_normal(s.n, s.d);
    for (int64_t r = 0; r < rows_; ++r) x_.insert(x_.end(), all.data() + place(r), all.data() + place(r) + s.d);
  }

  // sum_j k(x_i, y_j) p_j / n where p is given, and less 2 k' (x_i - y_j).
  numbers sum(const numbers &y, const double *p) {
    wgf::pair::rule rule;
    rule.a.k = p ? 1 : 0;
    rule.b.k1 = -2;
    wgf::pair::sweep_input in;
    in.n = rows_, in.m = s_.n, in.d = s_.d, in.x = x_.data(), in.y = y.data();
    in.columns = p ? s_.d : 0, in.p = p;
    in.kernel.index = wgf::pair::find_profile("gaussian");
    in.length = bandwidth_;
    numbers out(x_.size());
    wgf::pair::sweep(rule, in, {p ? out.data() : nullptr, out.data(), nullptr}, scratch_, pool_);
    for (double &v : out) v /= static_cast<double>(s_.n);
    return out;
  }

  double error(const numbers &velocity, const numbers &exact) const {
    double wrong = 0;
    for (int64_t r = 0; r < rows_; ++r)
      for (int64_t c = 0; c < s_.d; ++c) {
        const double off = velocity[static_cast<size_t>(place(r) + c)] - exact[static_cast<size_t>(r * s_.d + c)];
        wrong += off * off;
      }
    return std::sqrt(wrong / std::inner_product(exact.begin(), exact.end(), exact.begin(), 0.0));
  }

 private:
  int64_t place(int64_t row) const { return row * s_.n / rows_ * s_.d; }

  setup s_;
  int64_t rows_;
  double bandwidth_;
  wgf::workers pool_;
  wgf::pair::workspace scratch_;
  numbers x_;
};

numbers stein_rows(const setup &s, double bandwidth) {
  const numbers x = standard_normal(s.n, s.d);
  numbers score(x);
  for (double &v : score) v = -v;
  return exact_rows(s, bandwidth).sum(x, score.data());
}

numbers pull_rows(const setup &s, double bandwidth) {
  exact_rows at(s, bandwidth);
  numbers own = at.sum(standard_normal(s.n, s.d), nullptr);
  const numbers other = at.sum(standard_normal(s.n, s.d, 1), nullptr);
  for (size_t i = 0; i < own.size(); ++i) own[i] -= other[i];
  return own;
}

wgf::flow_handle make_nystrom(const wgf::context_handle &context, const setup &s, const char *name, double bandwidth, wgf_target *target,
                              wgf_ensemble *particles) {
  wgf::flow_handle flow = wgf::make_flow(context, name);
  wgf::check(wgf_options_set_string(options_of_flow(flow.get()), "approximation", "nystrom"));
  wgf::check(wgf_options_set_int(options_of_flow(flow.get()), "landmarks", landmarks));
  wgf::check(wgf_options_set_double(options_of_flow(flow.get()), "bandwidth", bandwidth));
  wgf::check(wgf_flow_set_target(flow.get(), target));
  wgf::check(wgf_flow_set_ensemble(flow.get(), particles));
  set_precision(flow.get(), s);
  wgf::check(wgf_flow_bind(flow.get()));
  return flow;
}

double estimated_error(wgf_flow *flow) {
  wgf_stats stats{};
  stats.struct_size = sizeof stats;
  wgf::check(wgf_flow_get_stats(flow, &stats));
  return stats.approximation_error;
}

struct nystrom_flow {
  const char *name;
  double operations;  // per particle and landmark
};

void time_one(const setup &s, const nystrom_flow &kind, const width &of, const wgf::context_handle &context, wgf_target *target,
              const numbers &exact) {
  const wgf::ensemble_handle particles = make_particles(context, s);
  const wgf::flow_handle flow = make_nystrom(context, s, kind.name, of.bandwidth, target, particles.get());
  numbers velocity(static_cast<size_t>(s.n * s.d));
  wgf::check(wgf_flow_drift(flow.get(), s.n, s.d, velocity.data()));
  const double error = exact_rows(s, of.bandwidth).error(velocity, exact);
  wgf::check(wgf_flow_step(flow.get()));
  const double estimate = estimated_error(flow.get());
  const timing ms = measure(s.reps, [&] { wgf::check(wgf_flow_step(flow.get())); });
  const double pairs = static_cast<double>(s.n) * static_cast<double>(std::min(landmarks, s.n));
  print_line((std::string(kind.name) + "_nystrom").c_str(), s, {{"bandwidth", of.name}}, ms, ms_of_fmas(s, pairs * kind.operations),
             {{"error", error}, {"estimate", estimate}});
}

// Narrow kernels only where landmarks can cover the cloud.
std::vector<width> widths(const setup &s) {
  const double root = std::sqrt(static_cast<double>(s.d));
  if (s.d > 3) return {{"sqrt_d", root}};
  return {{"sqrt_d", root}, {"0.3 sqrt_d", 0.3 * root}};
}

}  // namespace

void run_svgd_nystrom(const setup &s) {
  const wgf::context_handle context = make_context(s);
  const given_scores scores(context, s);
  for (const width &of : widths(s)) time_one(s, {"svgd", svgd_nystrom_operations(s.d, s.single())}, of, context, scores.get(), stein_rows(s, of.bandwidth));
}

void run_mmd_nystrom(const setup &s) {
  const wgf::context_handle context = make_context(s);
  const wgf::target_handle samples = make_samples(context, s);
  for (const width &of : widths(s)) time_one(s, {"mmd", mmd_nystrom_operations(s.d, s.single())}, of, context, samples.get(), pull_rows(s, of.bandwidth));
}

}  // namespace wgf_bench
