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
#include "base/random.h"
#include "core/flow_spec.h"
#include "diagnostics/verdict/verdict.h"
#include "sampler/charts/affine_chart.h"
#include "sampler/enough.h"
#include "sampler/charts/gate.h"
#include "sampler/steps/local_step.h"
#include "sampler/rounds.h"
#include "sampler/score_probe.h"
#include "sampler/charts/scale_fit.h"
#include "sampler/start/start.h"
#include "sampler/windowed_warmup.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double least_gain = 0.5;                   // nats a draw
constexpr double least_linear = 0.6, least_h = 0.3;  // the gate
constexpr int64_t store_every = 2;                   // steps: neighbours are nearly the same draw

int64_t most_snapshots(int64_t n, int64_t d) { return std::clamp<int64_t>(20'000'000 / (n * d), 16, 1000); }

class ghmc : public recipe {
 public:
  explicit ghmc(const binding &s)
      : host_(s.host), n_(s.n), d_(s.d), warmup_steps_(s.options.integer("warmup")), length_(s.options.real("trajectory_length")), budget_(s.options.integer("max_evaluations")), start_(s.n, s.d, s.options.text("start") == "paths"), t_(s.d), map_(s.d), chains_(s.n, s.d),
        warmup_({std::max<int64_t>(warmup_steps_, 8), s.options.real("target_acceptance"), length_}, s.n, s.d), step_(s.n, s.d), rounds_(s.n, s.d), rule_(s.options.real("ess")),
        rows_(most_snapshots(s.n, s.d), s.n, s.d), beside_(s.n, s.d), rejected_(static_cast<size_t>(s.n)), log_jacobian_(static_cast<size_t>(s.n)), h_(s.options.real("step_size")) {
    for (int64_t k = 0; k < d_; ++k) names_.push_back(s.density->user_dim() == d_ && k < static_cast<int64_t>(s.density->names().size()) ? s.density->names()[static_cast<size_t>(k)] : "unconstrained coordinate " + std::to_string(k));
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
    probing_ = false;
    probe_.forget();
    warmup_.forget();
    step_.forget();
    if (just_started_ || stage_ == start_up) begin_anew();
  }

  phase phase_of(int64_t step) const override {
    static const char *const names[] = {"start", "warm-up", "mapping", "sampling"};
    const bool now = step >= since_;
    const int64_t at = now ? stage_ : before_;
    return {names[at], now ? since_ : before_since_, at == sampling};
  }

  void particles_replaced() override { begin_anew(); }
  void numbers(step_numbers &out) const override { out = {stage_ == start_up ? 0 : h_, unknown, unknown, unknown, acceptance_, unknown}; }
  void set_step_size(double h) override { h_ = h; }
  const double *log_density() const override { return chains_.log_density.data(); }

  void tell_facts(stats::run_facts &out) const override {
    out.step_size = h_;
    out.acceptance = acceptance_;
    out.wrong_gradient = probe_.doubts();
  }

  verdict_so_far so_far() override {
    if (enough_) return rule_.ask_for_more(), enough_ = false, verdict_so_far::enough;
    return budget_ > 0 && counted_ >= budget_ ? verdict_so_far::out_of_budget : verdict_so_far::go_on;
  }

  std::string doubts(const particles &, const step_numbers &) override {
    stats::run_facts facts;
    tell_facts(facts);
    if (stage_ != sampling) return (facts.wrong_gradient.empty() ? "" : "wrong gradient: " + facts.wrong_gradient + "; ") + "the chains are still learning their coordinates: go on";
    // Whatever else can be seen lies behind chains that have not mixed.
    if (facts.wrong_gradient.empty() && (rows_.snapshots() < 4 || rule_.content())) return {};
    std::string text;
    for (const stats::finding &each : stats::findings({rows_.x(), rows_.snapshots(), n_, d_, names_.data(), nullptr}, facts))
      text += (text.empty() ? "" : "; ") + std::string(stats::word_of(each.what)) + ": " + each.sentence;
    return text;
  }

  void archive(wgf::archive &bytes) override {
    bytes.section("course", 1, [&](uint32_t) { archive_course(bytes); });
    bytes.section("chart", 1, [&](uint32_t) { t_.archive(bytes); });
    bytes.section("map", 1, [&](uint32_t) {
      bytes.flag(mapped_);
      map_.archive(bytes);
    });
    bytes.section("chains", 1, [&](uint32_t) { chains_.archive(bytes); });
    bytes.section("warmup", 1, [&](uint32_t) { warmup_.archive(bytes); });
    bytes.section("step", 1, [&](uint32_t) { step_.archive(bytes); });
    bytes.section("rounds", 1, [&](uint32_t) { rounds_.archive(bytes); });
    bytes.section("rule", 1, [&](uint32_t) { rule_.archive(bytes); });
    bytes.section("probe", 1, [&](uint32_t) { probe_.archive(bytes); });
    bytes.section("rows", 1, [&](uint32_t) { rows_.archive(bytes); });
  }

 private:
  void begin_anew() {
    start_.forget();
    warmup_.restart();
    t_ = affine_chart(d_);
    mapped_ = enough_ = just_started_ = false;
    stage_ = start_up;
  }

  enum stages : int64_t { start_up,
                          warming,
                          mapping,
                          sampling };

  void archive_course(wgf::archive &bytes) {
    bytes.count(stage_, sampling);
    bytes.count(before_, sampling);
    for (int64_t *each : {&since_, &before_since_, &counted_}) bytes.count(*each);
    bytes.number(h_, 0);
    bytes.value(acceptance_);
    for (bool *each : {&enough_, &linear_}) bytes.flag(*each);
    bytes.count(relearnt_, 3);
    asked_ = counted_;
  }

  const request *next(particles &cloud) {
    if (stage_ == start_up) {
      if (const request *ask = start_.advance(cloud)) return ask;
      leave_start(cloud);
    }
    if (probing_)
      probe_.weigh(n_, d_, {chains_.x.data(), chains_.score.data(), chains_.log_density.data(), nullptr},
                   {beside_.x.data(), beside_.score.data(), beside_.log_density.data(), rejected_.data()});
    else if (probe_.due())
      return ask_beside(cloud);
    probing_ = false;
    switch (stage_) {
      case warming: return next_of_warmup(cloud);
      case mapping: return next_of_mapping(cloud);
      default: return next_of_sampling(cloud);
    }
  }

  // In the first step of all, which then goes on.
  void leave_start(particles &cloud) {
    just_started_ = true;
    chains_.x = start_.x();
    chains_.score = start_.score();
    chains_.log_density = start_.log_density();
    if (start_.climbs())
      t_.set(start_.best().centre.data(), start_.best().factor);
    else if (!t_.learn(n_, chains_.x.data()))
      t_.set(chains_.x.data(), dense_matrix::Identity(d_, d_) * start_.width());
    chains_.swap_chart(t_, log_jacobian_);
    enter(warming, cloud.step);
    if (warmup_steps_ == 0) step_.draw_momenta({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::momentum}), enter_sampling(cloud.step);
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
    if (linear) return enter_sampling(cloud.step + 1);
    learn(warmup_.last_window());
    rounds_.begin(h_);
    enter(mapping, cloud.step + 1);
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
    if (rounds_.done()) enter_sampling(cloud.step + 1);
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

  void enter_sampling(int64_t since) {
    rows_.clear();
    rule_.restart(linear_ ? 25 : 50);  // a map may fit worse where the chains have not been yet
    enter(sampling, since);
  }

  // Once, where the chains start, a thousandth of a step away from each in a random direction.
  const request *ask_beside(const particles &cloud) {
    normals({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::probe}, 0, n_, d_, beside_.z.data());
    for (size_t q = 0; q < beside_.z.size(); ++q) beside_.z[q] = chains_.z[q] + 1e-3 * beside_.z[q];
    now().forward(n_, beside_.z.data(), beside_.x.data(), log_jacobian_.data());
    probing_ = true;
    request_ = {WGF_LOG_DENSITY | WGF_SCORE, n_, d_, -1, beside_.x.data(), nullptr, {beside_.log_density.data(), beside_.score.data(), nullptr, rejected_.data()}};
    return &request_;
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
    enter(mapping, cloud.step + 1);
  }

  void enter(stages to, int64_t since) {
    before_ = stage_;
    before_since_ = since_;
    stage_ = to;
    since_ = since;
  }

  const request *complete(particles &cloud) {
    just_started_ = false;
    probe_.keep();
    std::copy(chains_.x.begin(), chains_.x.end(), cloud.x);
    counted_ = asked_;
    return nullptr;
  }

  context &host_;
  int64_t n_, d_, warmup_steps_;
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
  score_probe probe_;
  chain_points beside_;
  request request_;
  std::vector<uint8_t> rejected_;
  bool probing_ = false;
  std::vector<double> log_jacobian_;
  std::vector<std::string> names_;
  int64_t stage_ = start_up, before_ = start_up, since_ = 0, before_since_ = 0;
  int64_t asked_ = 0, counted_ = 0;  // evaluations, with and without those of the step in progress
  double h_, acceptance_ = unknown;
  bool just_started_ = false, begun_ = false, enough_ = false, linear_ = true;  // linear_: the gate was passed
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
              text_option("start", "paths", "paths particles", "Where chains start: draws of Gaussians put to the density along quasi-Newton paths from the particles, or the particles."),
              real_option("step_size", 0.5, 1e-300, 1e6, "Step size in units of the coordinates that are learnt; the warm-up tunes it to target_acceptance."),
              real_option("target_acceptance", 0.9, 0.05, 0.99, "Mean acceptance that the warm-up leads the step size to."),
              real_option("trajectory_length", 1.5, 1e-3, 1e3, "Mean length of a trajectory in units of the coordinates that are learnt: of those of the warm-up, and over which momenta are kept."),
              integer_option("warmup", 48, 0, 1'000'000, "Steps in which the ensemble learns its coordinates; a density that one linear change does not suit takes some 300 more. 0, or 8 and more."),
              real_option("ess", 1000, 1, 1e9, "A run ends, with WGF_CONVERGED, when the least effective number of draws of any coordinate has grown by this."),
              integer_option("max_evaluations", 0, 0, int64_t{1} << 53, "Evaluations at which a run ends with WGF_BUDGET; 0: no limit."),
          },
      .make = make,
      .equal_weights = true,
      .chains = true};
  return spec;
}

}  // namespace wgf
