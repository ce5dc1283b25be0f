#include "sampling.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

#include "owned.h"
#include "options_of.h"

using namespace wgf_tests;
using posteriors::constraint;
using posteriors::posterior;

namespace posterior_runs {

namespace {

using numbers = std::vector<double>;

int32_t log_joint(void *user, int64_t, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  const posterior &p = *static_cast<const posterior *>(user);
  if (p.log_joint_batch) {
    p.log_joint_batch(n, x, log_density, score);
    return 0;
  }
  for (int64_t i = 0; i < n; ++i) log_density[i] = p.log_joint(x + i * d, score ? score + i * d : nullptr);
  return 0;
}

void set_constraints(const target &made, const posterior &p) {
  const double infinity = std::numeric_limits<double>::infinity();
  numbers lower(static_cast<size_t>(p.dim), -infinity), upper(static_cast<size_t>(p.dim), infinity);
  for (const constraint &c : p.constraints) {
    if (c.kind == constraint::kind_t::ordered) ok(wgf_target_set_ordered(made.get(), c.first, c.count));
    if (c.kind == constraint::kind_t::simplex) ok(wgf_target_set_simplex(made.get(), c.first, c.count));
    const bool below = c.kind == constraint::kind_t::lower || c.kind == constraint::kind_t::both;
    const bool above = c.kind == constraint::kind_t::upper || c.kind == constraint::kind_t::both;
    if (below) std::fill_n(lower.begin() + c.first, c.count, c.lower);
    if (above) std::fill_n(upper.begin() + c.first, c.count, c.upper);
  }
  ok(wgf_target_set_bounds(made.get(), p.dim, lower.data(), upper.data()));
}

target make_target(const context &host, const posterior &p) {
  target made = make<target>(wgf_target_create_callback, host.get(), p.dim, WGF_LOG_DENSITY | WGF_SCORE, log_joint, const_cast<posterior *>(&p), nullptr);
  set_constraints(made, p);
  return made;
}

flow make_flow(const context &host, const target &law, const ensemble &cloud, const plan &how) {
  flow made = make<flow>(wgf_flow_create, host.get(), "mala");
  ok(wgf_options_set_int(options_of_flow(made.get()), "warmup", how.warmup));
  ok(wgf_options_set_int(options_of_flow(made.get()), "record_every", how.record_every));
  ok(wgf_options_set_int(options_of_flow(made.get()), "record_limit", how.most_iterations));
  ok(wgf_options_set_double(options_of_flow(made.get()), "target_acceptance", how.target_acceptance));
  ok(wgf_flow_set_target(made.get(), law.get()));
  ok(wgf_flow_set_ensemble(made.get(), cloud.get()));
  return made;
}

struct table {
  int64_t iterations, chains, columns;
  numbers x;  // row iteration*chains + chain
};

// What the posterior reports of every draw.
table reported(const flow &f, const posterior &p) {
  const draws kept = make<draws>(wgf_flow_get_draws, f.get());
  table out{};
  int64_t d = 0;
  ok(wgf_draws_get_shape(kept.get(), &out.iterations, &out.chains, &d));
  const int64_t rows = out.iterations * out.chains;
  numbers x(static_cast<size_t>(rows * d));
  ok(wgf_draws_export(kept.get(), rows, d, x.data(), WGF_PARTICLE_MAJOR));
  out.columns = static_cast<int64_t>(p.reference.size());
  out.x.resize(static_cast<size_t>(rows * out.columns));
  for (int64_t i = 0; i < rows; ++i) p.report(x.data() + i * d, out.x.data() + i * out.columns);
  return out;
}

draws make_draws(const context &host, const table &t) {
  return make<draws>(wgf_draws_create, host.get(), t.iterations, t.chains, t.iterations * t.chains, t.columns, t.x.data());
}

wgf_summary summary_of(const draws &kept, int64_t column) {
  wgf_summary s{};
  s.struct_size = sizeof s;
  ok(wgf_draws_summary(kept.get(), column, &s));
  return s;
}

// Of the standard deviation, relative: the standard error of the mean of (x - mean)^2 over 2 sd^2.
double relative_sd_error(const context &host, const table &t, int64_t column, const wgf_summary &s) {
  table square{t.iterations, t.chains, 1, numbers(static_cast<size_t>(t.iterations * t.chains))};
  for (size_t i = 0; i < square.x.size(); ++i) {
    const double centred = t.x[i * static_cast<size_t>(t.columns) + static_cast<size_t>(column)] - s.mean;
    square.x[i] = centred * centred;
  }
  return summary_of(make_draws(host, square), 0).mcse_mean / (2 * s.sd * s.sd);
}

void judge(const context &host, const posterior &p, const table &t, outcome *out) {
  const draws kept = make_draws(host, t);
  out->quantities.clear();
  for (int64_t k = 0; k < t.columns; ++k) {
    const posteriors::reference_moment &known = p.reference[static_cast<size_t>(k)];
    const wgf_summary s = summary_of(kept, k);
    const double standard_error = std::sqrt(known.sd * known.sd / s.ess_bulk + known.mcse_mean * known.mcse_mean);
    out->quantities.push_back({known.name, (s.mean - known.mean) / standard_error, s.sd / known.sd,
                               relative_sd_error(host, t, k, s) * s.sd / known.sd, s.ess_bulk, s.rhat});
  }
}

// Blocks grow by half of what there is, so that looking costs no more than sampling.
void run_blocks(const context &host, const flow &f, const posterior &p, const plan &how, outcome *out) {
  int64_t iterations = how.most_iterations / 16, done = 0;
  ok(wgf_flow_run(f.get(), how.warmup, 0, 0));
  for (; done < how.most_iterations; iterations = std::min(iterations + iterations / 2, how.most_iterations)) {
    ok(wgf_flow_run(f.get(), (iterations - done) * how.record_every, 0, 0));
    done = iterations;
    judge(host, p, reported(f, p), out);
    if (out->converged()) return;
  }
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

double outcome::least_ess() const {
  double least = std::numeric_limits<double>::infinity();
  for (const quantity &q : quantities) least = std::isnan(q.ess) ? 0 : std::min(least, q.ess);
  return least;
}

double outcome::largest_rhat() const {
  double most = 0;
  for (const quantity &q : quantities) most = std::isnan(q.rhat) ? std::numeric_limits<double>::infinity() : std::max(most, q.rhat);
  return most;
}

bool mean_agrees(const quantity &q) { return std::abs(q.mean_error) < 4; }
bool sd_agrees(const quantity &q) { return std::abs(q.sd_ratio - 1) < std::max(0.1, 4 * q.sd_standard_error); }

namespace {

void count(const flow &f, double start, outcome *out) {
  const wgf_stats stats = stats_of(f);
  out->steps = stats.step;
  out->lost = stats.lost;
  out->evaluations = stats.evaluations;
  out->acceptance = stats.acceptance;
  out->step_size = stats.step_size;
  out->seconds = now() - start;
}

}  // namespace

outcome sample(const posterior &p, const plan &how, int64_t seed) {
  const double start = now();
  const context host = make_context(seed);
  const target law = make_target(host, p);
  const ensemble cloud = make<ensemble>(wgf_ensemble_create_for_target, law.get(), how.chains);
  ok(wgf_ensemble_init_target(cloud.get(), law.get()));
  const flow f = make_flow(host, law, cloud, how);
  outcome out;
  run_blocks(host, f, p, how, &out);
  count(f, start, &out);
  return out;
}

outcome sample_with_nothing_set(const posterior &p, int64_t most_evaluations, int64_t seed) {
  const double start = now();
  const context host = make_context(seed);
  const target law = make_target(host, p);
  const ensemble cloud = make<ensemble>(wgf_ensemble_create_for_target, law.get(), 64);
  ok(wgf_ensemble_init_uniform(cloud.get(), -2, 2));
  const flow f = make<flow>(wgf_flow_create, host.get(), "ghmc");
  ok(wgf_options_set_int(options_of_flow(f.get()), "record_every", 2));
  ok(wgf_options_set_int(options_of_flow(f.get()), "max_evaluations", most_evaluations));
  ok(wgf_flow_set_target(f.get(), law.get()));
  ok(wgf_flow_set_ensemble(f.get(), cloud.get()));
  outcome out;
  out.status = wgf_flow_run(f.get(), int64_t{1} << 40, 0, 0);
  ok(out.status);
  judge(host, p, reported(f, p), &out);
  count(f, start, &out);
  return out;
}

std::string table_row(const std::string &name, const outcome &o) {
  double mean_error = 0, sd_ratio = 1;
  for (const quantity &q : o.quantities) {
    mean_error = std::max(mean_error, std::abs(q.mean_error));
    if (std::abs(std::log(q.sd_ratio)) > std::abs(std::log(sd_ratio))) sd_ratio = q.sd_ratio;
  }
  char text[256];
  std::snprintf(text, sizeof text, "%-40s steps %6lld  evaluations %8lld  acceptance %.2f  h %.3g  least ESS %6.0f  largest R-hat %.4f  mean off by %.1f s.e.  sd ratio %.3f  %5.1f s",
                name.c_str(), static_cast<long long>(o.steps), static_cast<long long>(o.evaluations), o.acceptance, o.step_size, o.least_ess(),
                o.largest_rhat(), mean_error, sd_ratio, o.seconds);
  return text;
}

}  // namespace posterior_runs
