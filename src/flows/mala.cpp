// Metropolis-adjusted Langevin, one chain per particle, with a metric learnt from the ensemble:
//   y_i = x_i + L (h g_i + sqrt(2 h) xi_i),   g_i = L^T s(x_i),   xi_i ~ N(0, I),   L L^T = metric,
//   accepted with probability min(1, exp(log pi(y) - log pi(x) + (|xi|^2 - |xi + sqrt(h/2) (g(x) + g(y))|^2) / 2)).
// Roberts and Tweedie 1996; Roberts and Rosenthal 1998 for the acceptance rate 0.574. In the first quarter of the warm-up chains that were started far
// away climb (sampler/climb.h); all of it tunes h and L on all chains (sampler/warmup.h). Then both are frozen, so that every chain is a Markov chain with
// the exact invariant law.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "core/flow_spec.h"
#include "base/paced.h"
#include "base/random.h"
#include "sampler/metric.h"
#include "sampler/climb.h"
#include "sampler/score_probe.h"
#include "sampler/stationarity.h"
#include "sampler/warmup.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

metric::shape metric_shape(const std::string &name) {
  if (name == "dense") return metric::shape::dense;
  return name == "diagonal" ? metric::shape::diagonal : metric::shape::identity;
}

class mala : public recipe {
 public:
  explicit mala(const binding &s)
      : n_(s.n), d_(s.d), h_(static_cast<size_t>(s.n), s.options.real("step_size")), metric_(metric_shape(s.options.text("metric")), s.d),
        warmup_(s.options.integer("warmup")), target_acceptance_(s.options.real("target_acceptance")), climb_(warmup_ / 4, s.n, s.d),
        tuned_(warmup_, target_acceptance_, s.n, s.d), stationarity_(s.n, s.d) {
    if (s.density->provides() & WGF_MINI_BATCH)
      fail(WGF_E_UNSUPPORTED, "flow \"mala\" needs all data in every evaluation: a Metropolis test on a mini-batch has no known invariant law");
    for (std::vector<double> *v : {&log_density_, &given_log_density_, &uniform_, &chance_}) resize(*v, n_);
    std::fill(log_density_.begin(), log_density_.end(), minus_infinity);
    resize(rejected_, n_);
    for (std::vector<double> *v : {&score_, &drift_, &given_score_, &xi_, &proposal_, &given_drift_}) resize(*v, n_ * d_);
  }

  const request *advance(particles &cloud) override {
    const stage answered = std::exchange(stage_, stage::idle);
    if (answered == stage::proposal) return finish(cloud);
    if (answered == stage::beside) weigh_score(cloud);
    if (answered == stage::start) accept_start(cloud);
    if (!started_) return ask(stage::start, cloud.x);
    if (cloud.step >= warmup_ && probe_.due()) return ask_beside(cloud);
    propose(cloud);
    return ask(stage::proposal, proposal_.data());
  }

  void give_up() override {
    stage_ = stage::idle;
    probe_.forget();
  }
  phase phase_of(int64_t step) const override { return after_warmup(step, warmup_); }
  void particles_replaced() override { started_ = 0; }
  void numbers(step_numbers &out) const override { out = {used_h_, unknown, unknown, unknown, acceptance_, unknown}; }
  void set_step_size(double h) override { std::fill(h_.begin(), h_.end(), h); }
  const double *log_density() const override { return log_density_.data(); }
  void tell_facts(stats::run_facts &out) const override { out.wrong_gradient = probe_.doubts(); }
  int64_t lost() override { return started_ ? tuned_.lost(log_density_.data(), h_.data()) : 0; }

  std::string doubts(const particles &cloud, const step_numbers &) override {
    if (cloud.step < warmup_) return {};
    std::string text = probe_.doubts();
    const auto add = [&](const std::string &more) { text += (text.empty() || more.empty() ? "" : "; ") + more; };
    if (used_h_ > 1e5) add("however far it moves it accepts: the density does not fall off and cannot be normalised");
    if (const int64_t count = lost())
      add(std::to_string(count) + " of " + std::to_string(n_) +
          " chains are lost: they are far below the density of the others, were still climbing when the warm-up ended, or hardly ever "
          "accept the step that suits the others; what mass is there is not known");
    if (const int64_t count = far_chains(cloud.n, cloud.d, cloud.x))
      add(std::to_string(count) + " of " + std::to_string(n_) +
          " chains are more than 30 robust standard deviations from the others: they have not come home, or the tails are very heavy; a start nearer to "
          "the others, or a longer warm-up, may help");
    add(stationarity_.doubts(cloud.x));
    return text;
  }

  void archive(wgf::archive &bytes) override {
    archive_state(bytes);
    if (bytes.reading()) metric_.adjoint(n_, score_.data(), drift_.data());
  }

 private:
  void archive_state(wgf::archive &bytes) {
    bytes.section("chains", 1, [&](uint32_t) {
      bytes.numbers(h_, 1e-300);
      bytes.value(used_h_);
      bytes.value(acceptance_);
      bytes.count(started_, 1);
      bytes.log_densities(log_density_);
      bytes.numbers(score_);
    });
    bytes.section("metric", 1, [&](uint32_t) { metric_.archive(bytes); });
    bytes.section("climb", 1, [&](uint32_t) { climb_.archive(bytes); });
    bytes.section("warmup", 1, [&](uint32_t) { tuned_.archive(bytes); });
    bytes.section("probe", 1, [&](uint32_t) { probe_.archive(bytes); });
    bytes.section("halves", 1, [&](uint32_t) { stationarity_.archive(bytes); });
  }

  enum class stage {
    idle,
    start,
    beside,
    proposal,
  };

  const request *ask(stage at, const double *x) {
    stage_ = at;
    request_ = {WGF_LOG_DENSITY | WGF_SCORE, n_, d_, -1, x, nullptr, {given_log_density_.data(), given_score_.data(), nullptr, rejected_.data()}};
    return &request_;
  }

  void accept_start(const particles &cloud) {
    require(std::any_of(rejected_.begin(), rejected_.end(), [](uint8_t r) { return r == 0; }), WGF_E_NUMERIC,
            "the target rejected every particle at the start: no log density or score was finite");
    forget_rejected();
    log_density_ = given_log_density_;
    score_ = given_score_;
    metric_.adjoint(n_, score_.data(), drift_.data());
    climb_.begin(cloud.step, cloud.x, score_.data(), log_density_.data());
    started_ = 1;
  }

  void forget_rejected() {
    for (int64_t i = 0; i < n_; ++i)
      if (rejected_[static_cast<size_t>(i)]) {
        given_log_density_[static_cast<size_t>(i)] = minus_infinity;
        std::fill_n(given_score_.begin() + i * d_, d_, 0.0);
      }
  }

  void propose(const particles &cloud) {
    const stream noise{cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise};
    normals(noise, 0, n_, d_, xi_.data());
    const size_t d = static_cast<size_t>(d_);
    for (size_t i = 0; i < xi_.size(); ++i) given_drift_[i] = h_[i / d] * drift_[i] + std::sqrt(2 * h_[i / d]) * xi_[i];
    metric_.forward(n_, given_drift_.data(), proposal_.data());
    for (size_t i = 0; i < proposal_.size(); ++i) proposal_[i] += cloud.x[i];
    look_up(cloud);
  }

  void look_up(const particles &cloud) {
    for (int64_t i = 0; climb_.any() && i < n_; ++i) {
      const int64_t row = i * d_;
      if (!climb_.climbs(i)) continue;
      climb_.look(i, cloud.x + row, score_.data() + row, h_[static_cast<size_t>(i)], xi_.data() + row, proposal_.data() + row);
      breathe(40 * static_cast<double>(d_));
    }
  }

  // A thousandth of a step away from each chain, in a random direction.
  const request *ask_beside(const particles &cloud) {
    normals({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise}, 0, n_, d_, xi_.data());
    const size_t d = static_cast<size_t>(d_);
    for (size_t i = 0; i < xi_.size(); ++i) given_drift_[i] = 1e-3 * std::sqrt(2 * h_[i / d]) * xi_[i];
    metric_.forward(n_, given_drift_.data(), proposal_.data());
    for (size_t i = 0; i < proposal_.size(); ++i) proposal_[i] += cloud.x[i];
    return ask(stage::beside, proposal_.data());
  }

  void weigh_score(const particles &cloud) {
    probe_.weigh(n_, d_, {cloud.x, score_.data(), log_density_.data(), nullptr}, {proposal_.data(), given_score_.data(), given_log_density_.data(), rejected_.data()});
  }

  double log_ratio(int64_t i) const {
    const double *xi = xi_.data() + i * d_, *g = drift_.data() + i * d_, *there = given_drift_.data() + i * d_;
    const double scale = std::sqrt(h_[static_cast<size_t>(i)] / 2);
    double forward = 0, backward = 0;
    for (int64_t k = 0; k < d_; ++k) {
      const double b = xi[k] + scale * (g[k] + there[k]);
      forward += xi[k] * xi[k];
      backward += b * b;
    }
    const size_t at = static_cast<size_t>(i);
    return given_log_density_[at] - log_density_[at] + 0.5 * (forward - backward);
  }

  double chance(int64_t i) const {
    const double ratio = rejected_[static_cast<size_t>(i)] ? minus_infinity : log_ratio(i);
    const double out = ratio >= 0 ? 1 : std::exp(ratio);
    return std::isfinite(out) ? out : 0;
  }

  // What the warm-up learns from many chains in many dimensions takes long, and it changes as it learns: a step that is then cancelled is taken back.
  const request *finish(particles &cloud) {
    if (!tuned_.active(cloud.step) || !long_to_learn()) return end_step(cloud);
    const backup before(*this, cloud);
    try {
      return end_step(cloud);
    } catch (...) {
      before.put_back(*this, cloud);
      throw;
    }
  }

  bool long_to_learn() const { return d_ > 100 || static_cast<double>(n_) * static_cast<double>(d_ * d_) > 1e7; }

  // The state before a step: what is archived, and what follows from it or is no part of it.
  class backup {
   public:
    backup(mala &self, const particles &cloud) : x_(copied(cloud.x, cloud.n * cloud.d)), drift_(copied(self.drift_.data(), cloud.n * cloud.d)) {
      wgf::archive measured(wgf::archive::mode::measure, nullptr, 0);
      self.archive_state(measured);
      resize(bytes_, measured.position());
      wgf::archive written(wgf::archive::mode::write, bytes_.data(), measured.position());
      self.archive_state(written);
    }

    void put_back(mala &self, particles &cloud) const {
      const unbroken whole;
      wgf::archive read(wgf::archive::mode::read_back, const_cast<uint8_t *>(bytes_.data()), static_cast<int64_t>(bytes_.size()));
      self.archive_state(read);
      copy(x_.data(), cloud.n * cloud.d, cloud.x);
      copy(drift_.data(), cloud.n * cloud.d, self.drift_.data());
    }

   private:
    std::vector<double> x_, drift_;
    std::vector<uint8_t> bytes_;
  };

  const request *end_step(particles &cloud) {
    forget_rejected();
    metric_.adjoint(n_, given_score_.data(), given_drift_.data());
    uniforms({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::accept}, 0, n_, 1, uniform_.data());
    for (int64_t i = 0; i < n_; ++i) {
      const size_t at = static_cast<size_t>(i);
      chance_[at] = climb_.climbs(i) ? target_acceptance_ : chance(i);  // a chain that climbs says nothing of its step size
      breathe(4 * static_cast<double>(d_));
    }
    probe_.keep();
    move(cloud);
    acceptance_ = std::accumulate(chance_.begin(), chance_.end(), 0.0) / static_cast<double>(n_);
    used_h_ = std::accumulate(h_.begin(), h_.end(), h_[0], [&](double mean, double each) { return mean + (each - h_[0]) / static_cast<double>(n_); });
    if (tuned_.active(cloud.step))
      tune(cloud);
    else
      tuned_.watch(chance_.data());
    if (cloud.step + 1 == warmup_) stationarity_.remember(cloud.x);
    return nullptr;
  }

  void move(particles &cloud) {
    const unbroken whole;
    for (int64_t i = 0; i < n_; ++i) {
      if (climb_.climbs(i))
        move_up(cloud, i);
      else if (uniform_[static_cast<size_t>(i)] < chance_[static_cast<size_t>(i)])
        take(cloud, i);
      breathe(4 * static_cast<double>(d_));
    }
    climb_.start_anew(cloud.step, log_density_.data());
  }

  void move_up(particles &cloud, int64_t i) {
    const int64_t row = i * d_;
    const size_t at = static_cast<size_t>(i);
    const climb::place here{cloud.x + row, score_.data() + row, log_density_[at]};
    const climb::place there{proposal_.data() + row, given_score_.data() + row, given_log_density_[at]};
    const climb::move move = climb_.judge(cloud.step, i, here, there);
    if (move == climb::move::go) take(cloud, i);
    if (move == climb::move::back) return_to_camp(cloud, i);
  }

  void return_to_camp(particles &cloud, int64_t i) {
    const climb::place camp = climb_.camp(i);
    const int64_t row = i * d_;
    std::copy_n(camp.x, d_, cloud.x + row);
    std::copy_n(camp.score, d_, score_.data() + row);
    log_density_[static_cast<size_t>(i)] = camp.log_density;
    metric_.adjoint(1, camp.score, drift_.data() + row);
  }

  void take(particles &cloud, int64_t i) {
    const int64_t row = i * d_;
    std::copy_n(proposal_.data() + row, d_, cloud.x + row);
    std::copy_n(given_drift_.data() + row, d_, drift_.data() + row);
    std::copy_n(given_score_.data() + row, d_, score_.data() + row);
    log_density_[static_cast<size_t>(i)] = given_log_density_[static_cast<size_t>(i)];
  }

  void tune(particles &cloud) {
    if (long_to_learn()) return tune_breathing(cloud);
    const unbroken whole;
    tune_breathing(cloud);
  }

  void tune_breathing(particles &cloud) {
    const chain_states chains{n_, d_, cloud.x, score_.data(), log_density_.data()};
    if (tuned_.follow(cloud.step, chance_.data(), chains, h_.data(), &metric_))
      metric_.adjoint(n_, score_.data(), drift_.data());
  }

  int64_t n_, d_;
  std::vector<double> h_;  // of each chain; all the same but in the warm-up
  double used_h_ = unknown, acceptance_ = unknown;
  int64_t started_ = 0;
  stage stage_ = stage::idle;  // what the last request was for
  metric metric_;
  int64_t warmup_;
  double target_acceptance_;
  climb climb_;
  warmup tuned_;
  score_probe probe_;
  stationarity stationarity_;
  request request_;
  std::vector<double> log_density_, score_, drift_, given_log_density_, given_score_, given_drift_, xi_, proposal_, uniform_, chance_;
  std::vector<uint8_t> rejected_;
};

std::unique_ptr<recipe> make(const binding &s) { return std::make_unique<mala>(s); }

}  // namespace

const flow_spec &flow_mala() {
  static const flow_spec spec{
      .name = "mala",
      .summary = "Metropolis-adjusted Langevin: one exact Markov chain per particle, tuned by the ensemble during the warm-up.",
      .reference = "Roberts and Tweedie 1996; Roberts and Rosenthal 1998, Optimal scaling of discrete approximations to Langevin diffusions",
      .energy = "KL(mu | target)",
      .geometry = "Wasserstein-2",
      .scheme = "Euler-Maruyama with a Metropolis test",
      .needs = "log density and score",
      .memory = "O(n d + d^2)",
      .particles = 64,
      .particles_reason = "Every particle is a chain: enough to learn a covariance in tens of dimensions, few enough that each chain gets long.",
      .wants = WGF_LOG_DENSITY | WGF_SCORE,
      .symmetries = permutation | rotation | translation,
      .options = {
          real_option("step_size", 0.1, 1e-300, 1e6, "First step size, in units of the metric; the warm-up tunes it to target_acceptance.")
              .in_length(2),
          real_option("target_acceptance", 0.574, 0.05, 0.99, "Mean acceptance that the warm-up tunes to; 0.574 is optimal in many dimensions."),
          text_option("metric", "dense", "dense diagonal identity",
                      "What the warm-up learns from particles and scores. Dense removes all linear correlation; it wants d below a few hundred."),
      },
      .make = make,
      .chains = true,
  };
  return spec;
}

}  // namespace wgf
