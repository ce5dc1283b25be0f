// Metropolis-adjusted Langevin, one chain per particle, with a metric learnt from the ensemble:
//   y_i = x_i + L (h g_i + sqrt(2 h) xi_i),   g_i = L^T s(x_i),   xi_i ~ N(0, I),   L L^T = metric,
//   accepted with probability min(1, exp(log pi(y) - log pi(x) + (|xi|^2 - |xi + sqrt(h/2) (g(x) + g(y))|^2) / 2)).
// Roberts and Tweedie 1996; Roberts and Rosenthal 1998 for the acceptance rate 0.574. The warm-up tunes h and L on all chains (step/tuning.h) and
// moves none; then both are frozen, so that every chain is a Markov chain with the exact invariant law.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "core/flow_spec.h"
#include "core/random.h"
#include "solve/metric.h"
#include "step/score_evidence.h"
#include "step/stationarity.h"
#include "step/tuning.h"

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
  explicit mala(const scene &s)
      : n_(s.n), d_(s.d), h_(static_cast<size_t>(s.n), s.options.real("step_size")), metric_(metric_shape(s.options.text("metric")), s.d),
        warmup_(s.options.integer("warmup")), tuning_(warmup_, s.options.real("target_acceptance"), s.n, s.d), evidence_(s.d), stationarity_(s.n, s.d) {
    if (s.density->provides() & WGF_MINI_BATCH)
      fail(WGF_E_UNSUPPORTED, "flow \"mala\" needs all data in every evaluation: a Metropolis test on a mini-batch has no known invariant law");
    const size_t rows = static_cast<size_t>(n_), size = static_cast<size_t>(n_ * d_);
    log_density_.assign(rows, minus_infinity);
    given_log_density_.resize(rows);
    rejected_.resize(rows);
    uniform_.resize(rows);
    chance_.resize(rows);
    for (std::vector<double> *v : {&score_, &drift_, &given_score_, &xi_, &proposal_, &given_drift_}) v->resize(size);
  }

  const request *advance(particles &cloud, const answer *given) override {
    if (given) {
      if (stage_ == stage::start)
        accept_start();
      else
        return finish(cloud);
    } else if (!started_) {
      return ask(stage::start, cloud.x);
    }
    propose(cloud);
    return ask(stage::proposal, proposal_.data());
  }

  void particles_replaced() override { started_ = 0; }
  answer answer_buffers() override { return {given_log_density_.data(), given_score_.data(), nullptr, rejected_.data()}; }
  void numbers(step_numbers &out) const override { out = {used_h_, unknown, unknown, unknown, acceptance_, unknown}; }
  void set_step_size(double h) override { std::fill(h_.begin(), h_.end(), h); }
  const double *log_density() const override { return log_density_.data(); }
  int64_t lost() override { return started_ ? tuning_.lost(log_density_.data(), h_.data()) : 0; }

  std::string doubts(const particles &cloud, const step_numbers &) override {
    if (cloud.step < warmup_) return {};
    std::string text = evidence_.doubts();
    const auto add = [&](const std::string &more) { text += (text.empty() || more.empty() ? "" : "; ") + more; };
    if (used_h_ > 1e5) add("however far it moves it accepts: the density does not fall off and cannot be normalised");
    if (const int64_t count = lost())
      add(std::to_string(count) + " of " + std::to_string(n_) +
          " chains are lost: they are far below the density of the others, or hardly ever "
          "accept the step that suits them; what mass is there is not known");
    add(stationarity_.doubts(cloud.x));
    return text;
  }

  void archive(wgf::archive &bytes) override {
    bytes.numbers(h_);
    bytes.value(used_h_);
    bytes.value(acceptance_);
    bytes.value(started_);
    bytes.numbers(log_density_);
    bytes.numbers(score_);
    metric_.archive(bytes);
    tuning_.archive(bytes);
    evidence_.archive(bytes);
    stationarity_.archive(bytes);
    if (bytes.reading()) metric_.adjoint(n_, score_.data(), drift_.data());
  }

 private:
  enum class stage {
    start,
    proposal,
  };

  const request *ask(stage at, const double *x) {
    stage_ = at;
    request_ = {WGF_LOG_DENSITY | WGF_SCORE, n_, d_, -1, x, nullptr};
    return &request_;
  }

  void accept_start() {
    require(std::any_of(rejected_.begin(), rejected_.end(), [](uint8_t r) { return r == 0; }), WGF_E_NUMERIC,
            "the target rejected every particle at the start: no log density or score was finite");
    forget_rejected();
    log_density_ = given_log_density_;
    score_ = given_score_;
    metric_.adjoint(n_, score_.data(), drift_.data());
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

  const request *finish(particles &cloud) {
    forget_rejected();
    metric_.adjoint(n_, given_score_.data(), given_drift_.data());
    gather_evidence(cloud);
    uniforms({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::accept}, 0, n_, 1, uniform_.data());
    for (int64_t i = 0; i < n_; ++i) {
      const size_t at = static_cast<size_t>(i);
      const double ratio = rejected_[at] ? minus_infinity : log_ratio(i);
      const double chance = ratio >= 0 ? 1 : std::exp(ratio);
      chance_[at] = std::isfinite(chance) ? chance : 0;
      if (uniform_[at] < chance) take(cloud, i);
    }
    acceptance_ = std::accumulate(chance_.begin(), chance_.end(), 0.0) / static_cast<double>(n_);
    used_h_ = std::accumulate(h_.begin(), h_.end(), h_[0], [&](double mean, double each) { return mean + (each - h_[0]) / static_cast<double>(n_); });
    if (tuning_.active(cloud.step))
      tune(cloud);
    else
      tuning_.watch(chance_.data());
    if (cloud.step + 1 == warmup_) stationarity_.remember(cloud.x);
    return nullptr;
  }

  // Of some chains in turn, once the step size has settled.
  void gather_evidence(const particles &cloud) {
    if (cloud.step < warmup_ / 2) return;
    for (int64_t r = 0; r < std::min<int64_t>(n_, 4); ++r) {
      const int64_t i = (4 * cloud.step + r) % n_, row = i * d_;
      const size_t at = static_cast<size_t>(i);
      if (!rejected_[at])
        evidence_.add(cloud.x + row, score_.data() + row, log_density_[at], proposal_.data() + row, given_score_.data() + row, given_log_density_[at]);
    }
  }

  void take(particles &cloud, int64_t i) {
    const int64_t row = i * d_;
    std::copy_n(proposal_.data() + row, d_, cloud.x + row);
    std::copy_n(given_drift_.data() + row, d_, drift_.data() + row);
    std::copy_n(given_score_.data() + row, d_, score_.data() + row);
    log_density_[static_cast<size_t>(i)] = given_log_density_[static_cast<size_t>(i)];
  }

  void tune(particles &cloud) {
    const chain_states chains{n_, d_, cloud.x, score_.data(), log_density_.data()};
    if (tuning_.follow(cloud.step, chance_.data(), chains, h_.data(), &metric_))
      metric_.adjoint(n_, score_.data(), drift_.data());
  }

  int64_t n_, d_;
  std::vector<double> h_;  // of each chain; all the same but in the warm-up
  double used_h_ = unknown, acceptance_ = unknown;
  int64_t started_ = 0;
  stage stage_ = stage::start;
  metric metric_;
  int64_t warmup_;
  tuning tuning_;
  score_evidence evidence_;
  stationarity stationarity_;
  request request_;
  std::vector<double> log_density_, score_, drift_, given_log_density_, given_score_, given_drift_, xi_, proposal_, uniform_, chance_;
  std::vector<uint8_t> rejected_;
};

std::unique_ptr<recipe> make(const scene &s) { return std::make_unique<mala>(s); }

}  // namespace

const flow_spec &flow_mala() {
  static const flow_spec spec{
      "mala",
      "Metropolis-adjusted Langevin: one exact Markov chain per particle, tuned by the ensemble during the warm-up.",
      "Roberts and Tweedie 1996; Roberts and Rosenthal 1998, Optimal scaling of discrete approximations to Langevin diffusions",
      "KL(mu | target)",
      "Wasserstein-2",
      "Euler-Maruyama with a Metropolis test",
      "log density and score",
      "O(n d + d^2)",
      64,
      "Every particle is a chain: enough to learn a covariance in tens of dimensions, few enough that each chain gets long.",
      WGF_LOG_DENSITY | WGF_SCORE,
      false,
      permutation | rotation | translation,
      false,
      false,
      {
          real_option("step_size", 0.1, 1e-300, 1e6, "First step size, in units of the metric; the warm-up tunes it to target_acceptance."),
          real_option("target_acceptance", 0.574, 0.05, 0.99, "Mean acceptance that the warm-up tunes to; 0.574 is optimal in many dimensions."),
          text_option("metric", "dense", "dense diagonal identity",
                      "What the warm-up learns from particles and scores. Dense removes all linear correlation; it wants d below a few hundred."),
      },
      make,
      true,
  };
  return spec;
}

}  // namespace wgf
