// Generalised Hamiltonian Monte Carlo of many chains in coordinates that they learn together: the sampler to take when nothing is known of a posterior.
//   start     quasi-Newton paths and the Gaussians along them (sampler/start.h)
//   warm-up   Hamiltonian Monte Carlo; mean and covariance of all chains become the coordinates (sampler/windowed_warmup.h)
//   sampling  all of it frozen: x = T(z), and in z steps that are refined where the energy asks for it (sampler/local_step.h)
// Horowitz 1991; Hoffman and Sountsov 2022, Tuning-free generalized HMC; Bou-Rabee, Carpenter, Kleppe, Liu 2025. Sampling begins when the coordinates
// are frozen, so every chain is a Markov chain with the exact invariant law. No chain is ever put where another is.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "base/text.h"
#include "core/flow_spec.h"
#include "sampler/affine_chart.h"
#include "sampler/archived.h"
#include "sampler/enough.h"
#include "sampler/gate.h"
#include "sampler/local_step.h"
#include "sampler/rounds.h"
#include "sampler/scale_fit.h"
#include "sampler/start.h"
#include "sampler/windowed_warmup.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double least_gain = 0.5;  // nats a draw
constexpr double least_linear = 0.6, least_h = 0.3;  // the gate
constexpr int64_t store_every = 2;  // steps: neighbours are nearly the same draw

int64_t most_snapshots(int64_t n, int64_t d) { return std::clamp<int64_t>(20'000'000 / (n * d), 16, 1000); }

class ghmc : public recipe {
 public:
  explicit ghmc(const binding &s)
      : host_(s.host), n_(s.n), d_(s.d), length_(s.options.real("trajectory_length")), budget_(s.options.integer("max_evaluations")), start_(s.n, s.d), t_(s.d), map_(s.d), chains_(s.n, s.d),
        warmup_({s.options.integer("warmup"), s.options.real("target_acceptance"), length_}, s.n, s.d), step_(s.n, s.d), rounds_(s.n, s.d), rule_(s.options.real("ess")),
        rows_(most_snapshots(s.n, s.d), s.n, s.d), log_jacobian_(static_cast<size_t>(s.n)) {
    if (s.density->provides() & WGF_MINI_BATCH)
      fail(WGF_E_UNSUPPORTED, "flow \"ghmc\" needs all data in every evaluation: a Metropolis test on a mini-batch has no known invariant law");
  }

  const request *advance(particles &cloud) override {
    const request *ask = next(cloud);
    if (ask) asked_ += ask->n;
    return ask;
  }

  void give_up() override {
    asked_ = counted_;
    begun_ = false;
    if (stage_ == start_up) start_.forget();
    warmup_.forget();
    step_.forget();
  }

  phase phase_of(int64_t step) const override {
    static const char *const names[] = {"start", "warm-up", "mapping", "sampling"};
    const bool now = step >= since_;
    const int64_t at = now ? stage_ : before_;
    return {names[at], now ? since_ : before_since_, at == sampling};
  }

  void particles_replaced() override {
    start_.forget();
    warmup_.restart();
    mapped_ = enough_ = false;
    stage_ = start_up;
  }
  void numbers(step_numbers &out) const override { out = {stage_ == start_up ? 0 : h_, unknown, unknown, unknown, acceptance_, unknown}; }
  void set_step_size(double h) override { h_ = h; }
  const double *log_density() const override { return chains_.log_density.data(); }

  verdict_so_far so_far() override {
    if (enough_) return rule_.ask_for_more(), enough_ = false, verdict_so_far::enough;
    return budget_ > 0 && counted_ >= budget_ ? verdict_so_far::out_of_budget : verdict_so_far::go_on;
  }

  std::string doubts(const particles &, const step_numbers &) override {
    if (stage_ != sampling || rows_.snapshots() < 4) return {};
    const mixing m = measure_mixing(rows_.snapshots(), n_, d_, rows_.x());
    (void)m;
    return {};
  }

  void archive(wgf::archive &bytes) override {
    bytes.section("course", 1, [&](uint32_t) { archive_course(bytes); });
    bytes.section("chart", 1, [&](uint32_t) { t_.archive(bytes); });
    bytes.section("map", 1, [&](uint32_t) {
      archive_flag(bytes, mapped_);
      map_.archive(bytes);
    });
    bytes.section("chains", 1, [&](uint32_t) { chains_.archive(bytes); });
    bytes.section("warmup", 1, [&](uint32_t) { warmup_.archive(bytes); });
    bytes.section("step", 1, [&](uint32_t) { step_.archive(bytes); });
    bytes.section("rounds", 1, [&](uint32_t) { rounds_.archive(bytes); });
    bytes.section("rule", 1, [&](uint32_t) { rule_.archive(bytes); });
    bytes.section("rows", 1, [&](uint32_t) { rows_.archive(bytes); });
  }

 private:
  enum stages : int64_t { start_up, warming, mapping, sampling };

  void archive_course(wgf::archive &bytes) {
    bytes.count(stage_, sampling);
    bytes.count(before_, sampling);
    for (int64_t *each : {&since_, &before_since_, &counted_}) bytes.count(*each);
    bytes.number(h_, 0);
    bytes.value(acceptance_);
    for (bool *each : {&enough_, &linear_}) archive_flag(bytes, *each);
    bytes.count(relearnt_, 3);
    asked_ = counted_;
  }

  const request *next(particles &cloud) {
    switch (stage_) {
      case start_up: return next_of_start(cloud);
      case warming: return next_of_warmup(cloud);
      case mapping: return next_of_mapping(cloud);
      default: return next_of_sampling(cloud);
    }
  }

  const request *next_of_start(particles &cloud) {
    if (const request *ask = start_.advance(cloud)) return ask;
    enter_warmup(cloud);
    return complete(cloud);
  }

  void enter_warmup(particles &cloud) {
    chains_.x = start_.x();
    chains_.score = start_.score();
    chains_.log_density = start_.log_density();
    t_.set(start_.best().centre.data(), start_.best().factor);
    chains_.swap_chart(t_, log_jacobian_);
    host_.log(WGF_LOG_INFO, "flow \"ghmc\": " + std::to_string(asked_) + " evaluations found " + std::to_string(start_.places()) + " place(s) to start in");
    enter(warming, cloud);
  }

  const request *next_of_warmup(particles &cloud) {
    if (const request *ask = warmup_.advance(cloud, t_, chains_)) return ask;
    h_ = warmup_.h();
    acceptance_ = warmup_.acceptance();
    if (warmup_.done()) leave_warmup(cloud);
    return complete(cloud);
  }

  void leave_warmup(particles &cloud) {
    const double r2 = held_out_r2(warmup_.last_window(), n_, d_, t_);
    const bool linear = r2 >= least_linear && h_ >= least_h;
    host_.log(WGF_LOG_INFO, "flow \"ghmc\": after " + std::to_string(asked_) + " evaluations the step is " + to_text(h_) + "; of the score " + to_text(r2) + " is linear" +
                                (linear ? "" : ": one linear change of coordinates does not suit this density"));
    step_.draw_momenta({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::momentum});
    linear_ = linear;
    relearnt_ = 0;
    if (linear) return enter_sampling(cloud);
    learn(warmup_.last_window());
    rounds_.begin(h_);
    enter(mapping, cloud);
  }

  void learn(const row_store &rows) {
    const scale_fit fit = fit_scale_map(rows.snapshots(), n_, d_, rows.x(), rows.score(), &map_);
    mapped_ = fit.found && fit.gain > least_gain;
    host_.log(WGF_LOG_INFO, "flow \"ghmc\": " + std::to_string(fit.drivers) + " coordinates drive the width or the place of others; a map gains " + to_text(fit.gain) + " nats a draw");
    if (mapped_ || t_.learn(rows.rows(), rows.x())) chains_.swap_chart(now(), log_jacobian_);
  }

  const chart &now() const { return mapped_ ? static_cast<const chart &>(map_) : t_; }

  const request *next_of_mapping(particles &cloud) {
    if (const request *ask = local_step(cloud)) return ask;
    const unbroken whole;
    if (rounds_.follow(step_.first_level(), chains_)) {
      learn(rounds_.rows());
      rounds_.learnt();
    }
    h_ = rounds_.h();
    if (rounds_.done()) enter_sampling(cloud);
    return complete(cloud);
  }

  const request *local_step(particles &cloud) {
    if (!begun_) step_.begin({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise}, h_, length_, chains_);
    begun_ = true;
    if (const request *ask = step_.advance(now(), chains_)) return ask;
    begun_ = false;
    acceptance_ = step_.mean_chance();
    return nullptr;
  }

  void enter_sampling(particles &cloud) {
    rows_.clear();
    rule_.restart();
    enter(sampling, cloud);
  }

  const request *next_of_sampling(particles &cloud) {
    if (const request *ask = local_step(cloud)) return ask;
    if ((cloud.step - since_) % store_every == store_every - 1) {
      const unbroken whole;
      rows_.add(chains_);
      if (rule_.look(rows_, n_, d_)) enough_ = true;
      if (!enough_ && slow(cloud.step + 1 - since_)) learn_again(cloud);
    }
    return complete(cloud);
  }

  // What was learnt in the warm-up may be wrong where its chains had not been: a run that would take long learns from what it has drawn, and begins to
  // count anew. With one linear change there is little more to learn.
  bool slow(int64_t taken) const {
    if (linear_ || relearnt_ >= (mapped_ ? 3 : 1) || taken < (mapped_ ? 200 << relearnt_ : 400)) return false;
    return rule_.steps_to_go(store_every) > 1.5 * static_cast<double>(taken) + 500;
  }

  void learn_again(particles &cloud) {
    learn(rows_);
    ++relearnt_;
    rounds_.tune(h_);
    enter(mapping, cloud);
  }

  void enter(stages to, const particles &cloud) {
    before_ = stage_;
    before_since_ = since_;
    stage_ = to;
    since_ = cloud.step + 1;
  }

  const request *complete(particles &cloud) {
    if (stage_ != start_up) std::copy(chains_.x.begin(), chains_.x.end(), cloud.x);
    counted_ = asked_;
    return nullptr;
  }

  context &host_;
  int64_t n_, d_;
  double length_;
  int64_t budget_;
  start start_;
  affine_chart t_;
  scale_map map_;
  bool mapped_ = false;  // it is in use
  chain_points chains_;
  windowed_warmup warmup_;
  wgf::local_step step_;
  rounds rounds_;
  stopping_rule rule_;
  row_store rows_;
  std::vector<double> log_jacobian_;
  int64_t stage_ = start_up, before_ = start_up, since_ = 0, before_since_ = 0;
  int64_t asked_ = 0, counted_ = 0;  // evaluations, with and without those of the step in progress
  double h_ = 0.5, acceptance_ = unknown;
  bool begun_ = false, enough_ = false, linear_ = true;  // linear_: the gate was passed
  int64_t relearnt_ = 0;
};

std::unique_ptr<recipe> make(const binding &s) { return std::make_unique<ghmc>(s); }

}  // namespace

const flow_spec &flow_ghmc() {
  static const flow_spec spec{
      .name = "ghmc",
      .summary = "Generalised Hamiltonian Monte Carlo: one exact Markov chain per particle, started, tuned and stopped by the ensemble.",
      .reference = "Horowitz 1991; Hoffman and Sountsov 2022, Tuning-free generalized Hamiltonian Monte Carlo; Zhang, Carpenter, Gelman, Vehtari 2022, Pathfinder",
      .energy = "KL(mu | target)",
      .geometry = "Wasserstein-2",
      .scheme = "leapfrog with a Metropolis test, momenta refreshed in part",
      .needs = "log density and score",
      .memory = "O(1000 n d + d^2)",
      .particles = 64,
      .particles_reason = "Every particle is a chain: enough to learn a covariance in tens of dimensions; from 100 dimensions on take 0.6 d.",
      .wants = WGF_LOG_DENSITY | WGF_SCORE,
      .symmetries = permutation | rotation | translation,
      .options =
          {
              real_option("step_size", 0.5, 1e-300, 1e6, "Step size in units of the coordinates that are learnt; the warm-up tunes it to target_acceptance."),
              real_option("target_acceptance", 0.9, 0.05, 0.99, "Mean acceptance that the warm-up leads the step size to."),
              real_option("trajectory_length", 1.5, 1e-3, 1e3, "Mean length of a trajectory in units of the coordinates that are learnt: of those of the warm-up, and over which momenta are kept."),
              integer_option("warmup", 48, 8, 1'000'000, "Iterations of the warm-up after the start."),
              real_option("ess", 1000, 1, 1e9, "A run ends, with WGF_CONVERGED, when the least effective number of draws of any coordinate has grown by this."),
              integer_option("max_evaluations", 0, 0, int64_t{1} << 53, "Evaluations at which a run ends with WGF_BUDGET; 0: no limit."),
          },
      .make = make,
      .chains = true};
  return spec;
}

}  // namespace wgf
