// Kinetic (underdamped) Langevin of mass 1, one chain per particle, from p ~ N(0, I):
//   dx = p dt,   dp = s(x) dt - g p dt + sqrt(2 g) dW
// split into A: x += h p;  B: p += h s(x);  O: p <- c p + sqrt(1 - c^2) xi, c = exp(-g h). One evaluation of n scores a step.
// In a harmonic well of precision 1 BAOAB has Var x = 1, Var p = 1 - h^2/4; OBABO has Var x = 1/(1 - h^2/4), Var p = 1 (Leimkuhler and Matthews 2013).
// Adjusted: the step is accepted with probability min(1, exp(-W)), W the change of -log pi(x) + |p|^2/2 in A and B alone, and p turns round where it is
// not: with OBABO generalised hybrid Monte Carlo (Horowitz 1991), with BAOAB the same by the detailed balance of O (Sivak, Chodera and Crooks 2013).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/paced.h"
#include "base/passes.h"
#include "base/random.h"
#include "base/text.h"
#include "core/flow_spec.h"
#include "sampler/chain_answers.h"
#include "sampler/chain_rows.h"
#include "sampler/stationarity.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double half_square(const double *p, int64_t d) { return 0.5 * sum_of_squares(p, d); }

class kinetic : public recipe {
 public:
  explicit kinetic(const binding &s)
      : n_(s.n), d_(s.d), warmup_(s.options.integer("warmup")), h_(s.options.real("step_size")), friction_(s.options.real("friction")),
        middle_(s.options.text("scheme") == "baoab"), adjusts_(s.options.text("adjust") == "yes"), here_(s, wants(s)), there_(s, wants(s)),
        stationarity_(s.n, s.d), rows_(s.n, s.d, s.pool) {
    for (std::vector<double> *v : {&momentum_, &place_, &moved_}) resize(*v, n_ * d_);
    resize(noise_, n_ * draws());
    for (std::vector<double> *v : {&energy_, &uniform_, &chance_}) resize(*v, n_);
  }

  const request *advance(particles &cloud) override {
    const stage answered = std::exchange(stage_, stage::idle);
    if (answered == stage::move) return finish(cloud);
    if (answered == stage::start) accept_start(cloud);
    if (!started_) {
      stage_ = stage::start;
      return here_.ask(cloud.x, cloud.step);
    }
    propose(cloud);
    stage_ = stage::move;
    return there_.ask(place_.data(), cloud.step + 1);
  }

  void give_up() override { stage_ = stage::idle; }
  phase phase_of(int64_t step) const override { return after_warmup(step, warmup_); }
  void particles_replaced() override { started_ = 0; }
  void numbers(step_numbers &out) const override { out = {used_h_, unknown, unknown, unknown, acceptance_, unknown}; }
  void set_step_size(double h) override { h_ = h; }

  // Exactly, the mean square of a momentum is 1, with BAOAB less by a quarter of h^2 times the curvature.
  std::string doubts(const particles &cloud, const step_numbers &) override {
    if (cloud.step < warmup_) return {};
    const double count = static_cast<double>(n_ * d_), square = sum_of_squares(momentum_.data(), n_ * d_) / count;
    std::string text = stationarity_.doubts(cloud.x);
    if (std::abs(square - 1) > 0.25 + 5 * std::sqrt(2 / count))
      text += std::string(text.empty() ? "" : "; ") + "the mean square momentum is " + to_text(square) +
              ", and at rest it is 1: chains are still falling, or step_size is too large for the steepest direction";
    return text;
  }

  void archive(wgf::archive &bytes) override {
    bytes.section("chains", 1, [&](uint32_t) {
      bytes.number(h_, 0);
      bytes.value(used_h_);
      bytes.value(acceptance_);
      bytes.count(started_, 1);
      bytes.numbers(momentum_);
      here_.archive(bytes);
    });
    bytes.section("halves", 1, [&](uint32_t) { stationarity_.archive(bytes); });
  }

 private:
  enum class stage {
    idle,
    start,
    move,
  };

  static int32_t wants(const binding &s) {
    if (s.options.text("adjust") != "yes") return WGF_SCORE;
    if (!(s.density->provides() & WGF_LOG_DENSITY))
      fail(WGF_E_UNSUPPORTED, "flow \"kinetic\" with adjust \"yes\" needs a log density, and the target gives only a score");
    if (s.density->provides() & WGF_MINI_BATCH)
      fail(WGF_E_UNSUPPORTED, "flow \"kinetic\" with adjust \"yes\" needs all data in every evaluation: a Metropolis test on a mini-batch has no known invariant law");
    return WGF_LOG_DENSITY | WGF_SCORE;
  }

  // Normals of a chain in a step: OBABO has O twice.
  int64_t draws() const { return middle_ ? d_ : 2 * d_; }

  void accept_start(const particles &cloud) {
    here_.require_some();
    here_.receive();
    normals({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::momentum}, 0, n_, d_, momentum_.data());
    started_ = 1;
  }

  // c and sqrt(1 - c^2) of O over a time.
  struct rub {
    double keep, fresh;
  };
  rub over(double time) const { return {std::exp(-friction_ * time), std::sqrt(-std::expm1(-2 * friction_ * time))}; }

  void propose(const particles &cloud) {
    const stream random{cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise};
    const rub o = over(middle_ ? h_ : h_ / 2);
    rows_.for_each(10, [&](int64_t begin, int64_t end) {
      normals(random, begin, end - begin, draws(), noise_.data() + begin * draws());
      for (int64_t i = begin; i < end; ++i) middle_ ? half_baoab(cloud, i, o) : half_obabo(cloud, i, o);
    });
    if (!rows_.finite(place_.data()))
      fail(WGF_E_NUMERIC, "flow \"kinetic\": a step of size " + to_text(h_) + " leaves the range of a double; a smaller step_size may help");
  }

  void half_baoab(const particles &cloud, int64_t i, rub o) {
    double *p = moved_.data() + i * d_, *x = place_.data() + i * d_;
    const double *before = momentum_.data() + i * d_, *s = here_.score(i), *xi = noise_.data() + i * draws();
    for (int64_t k = 0; k < d_; ++k) {
      p[k] = before[k] + h_ / 2 * s[k];
      x[k] = cloud.x[i * d_ + k] + h_ / 2 * p[k];
    }
    const double start = half_square(before, d_), into = half_square(p, d_);
    for (int64_t k = 0; k < d_; ++k) {
      p[k] = o.keep * p[k] + o.fresh * xi[k];
      x[k] += h_ / 2 * p[k];
    }
    energy_[static_cast<size_t>(i)] = start + (half_square(p, d_) - into);
  }

  void half_obabo(const particles &cloud, int64_t i, rub o) {
    double *p = moved_.data() + i * d_;
    const double *s = here_.score(i);
    for (int64_t k = 0; k < d_; ++k) p[k] = refreshed(i, k, o);
    energy_[static_cast<size_t>(i)] = half_square(p, d_);
    for (int64_t k = 0; k < d_; ++k) {
      p[k] += h_ / 2 * s[k];
      place_[static_cast<size_t>(i * d_ + k)] = cloud.x[i * d_ + k] + h_ * p[k];
    }
  }

  // After the first O of OBABO.
  double refreshed(int64_t i, int64_t k, rub o) const {
    return o.keep * momentum_[static_cast<size_t>(i * d_ + k)] + o.fresh * noise_[static_cast<size_t>(i * draws() + k)];
  }

  const request *finish(particles &cloud) {
    there_.receive();
    if (adjusts_) uniforms({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::accept}, 0, n_, 1, uniform_.data());
    const rub o = over(h_ / 2);
    const unbroken whole;
    rows_.for_each(10, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) complete(cloud, i, o);
    });
    used_h_ = h_;
    if (adjusts_) acceptance_ = std::accumulate(chance_.begin(), chance_.end(), 0.0) / static_cast<double>(n_);
    if (cloud.step + 1 == warmup_) stationarity_.remember(cloud.x);
    return nullptr;
  }

  void complete(particles &cloud, int64_t i, rub o) {
    const int64_t row = i * d_;
    double *p = momentum_.data() + row, *to = moved_.data() + row;
    const double *s = there_.score(i);
    for (int64_t k = 0; k < d_; ++k) to[k] += h_ / 2 * s[k];
    if (accepts(i)) {
      std::copy_n(to, d_, p);
      std::copy_n(place_.data() + row, d_, cloud.x + row);
      here_.take(i, there_);
    } else {
      for (int64_t k = 0; k < d_; ++k) p[k] = -(middle_ ? p[k] : refreshed(i, k, o));
    }
    const double *xi = noise_.data() + i * draws() + d_;
    for (int64_t k = 0; !middle_ && k < d_; ++k) p[k] = o.keep * p[k] + o.fresh * xi[k];
  }

  bool accepts(int64_t i) {
    const size_t at = static_cast<size_t>(i);
    if (!adjusts_) return !there_.rejected(i);
    return uniform_[at] < (chance_[at] = chance(i));
  }

  double chance(int64_t i) const {
    if (there_.rejected(i)) return 0;
    const double work = half_square(moved_.data() + i * d_, d_) - energy_[static_cast<size_t>(i)] - (there_.log_density(i) - here_.log_density(i));
    const double out = work <= 0 ? 1 : std::exp(-work);
    return std::isfinite(out) ? out : 0;
  }

  int64_t n_, d_, warmup_;
  double h_, friction_, used_h_ = unknown, acceptance_ = unknown;
  bool middle_, adjusts_;  // O is in the middle
  int64_t started_ = 0;
  stage stage_ = stage::idle;  // what the last request was for
  chain_answers here_, there_;
  stationarity stationarity_;
  chain_rows rows_;
  std::vector<double> momentum_, place_, moved_;           // moved: the momentum on the way
  std::vector<double> noise_, energy_, uniform_, chance_;  // energy: kinetic, before the step but for what O brought
};

std::unique_ptr<recipe> make(const binding &s) { return std::make_unique<kinetic>(s); }

}  // namespace

const flow_spec &flow_kinetic() {
  static const flow_spec spec{
      .name = "kinetic",
      .summary = "Underdamped Langevin: particles with momentum and friction; BAOAB has hardly any bias in positions, and a Metropolis test takes away the rest.",
      .reference = "Leimkuhler and Matthews 2013, Rational construction of stochastic numerical methods for molecular sampling; Horowitz 1991; Bussi and Parrinello 2007",
      .energy = "KL(law of x, p | target x N(0, I))",
      .geometry = "Wasserstein-2 with a Hamiltonian part",
      .scheme = "splitting BAOAB or OBABO, with or without a Metropolis test",
      .needs = "score",
      .memory = "O(n d)",
      .particles = 64,
      .particles_reason = "Every particle is a chain: enough to see whether they agree, few enough that each chain gets long.",
      .wants = WGF_SCORE,
      .symmetries = permutation | rotation | translation,
      .options = {
          real_option("step_size", 0.2, 0, unbounded,
                      "Step size in time, which is a length with mass 1. Stable below 2 / sqrt(largest curvature); the error of a law grows as its square.")
              .in_length(1),
          real_option("friction", 1, 0, unbounded,
                      "How fast momentum is forgotten, per time; about 1 / (largest standard deviation) mixes best. 0 never forgets, and is not ergodic.")
              .in_length(-1),
          text_option("scheme", "baoab", "baoab obabo",
                      "Order of the parts of a step. baoab: the most accurate positions, exact in a harmonic well; obabo: exact momenta, positions too wide by h^2/4 "
                      "there; adjusted it is generalised hybrid Monte Carlo."),
          text_option("adjust", "no", "no yes",
                      "yes: a Metropolis test, which makes the law exact and turns the momentum round where a step is refused; it needs a log density. Above 0.95 "
                      "of them should be accepted, or the chain goes back and forth."),
      },
      .make = make,
      .chains = true,
  };
  return spec;
}

}  // namespace wgf
