// Microcanonical Langevin (Robnik, De Luca, Silverstein and Seljak 2023), one chain per particle, of speed 1:
//   dx = u dt,   du = (I - u u^T) (s(x) / (d - 1) dt + eta dW),   |u| = 1
// split into A: x += eps u, and B, exact for one score s = |s| e, with delta = eps |s| / (d - 1):
//   u' = (u + e (sinh delta + (e.u)(cosh delta - 1))) / r,   r = cosh delta + (e.u) sinh delta;   the energy -log pi(x) + (d - 1) log r is kept but for O(eps^2).
// Minimal norm (McLachlan 1995): B(l) A(1/2) B(1 - 2l) A(1/2) B(l), two scores a step; leapfrog: B(1/2) A(1) B(1/2), one.
// Before each step u <- (u + nu z)/|u + nu z|, nu^2 = (exp(2 eps/L) - 1)/d: forgotten along L.
// Adjusted (Robnik, Cohn-Gordon and Seljak 2025): u anew, a trajectory of ceil(2 v L/eps) steps, v uniform, accepted with probability min(1, exp(-error of the energy)).
// eps = sqrt(d) step_size and L = sqrt(d) decoherence, so that both are sizes of one coordinate. The warm-up tunes both on all chains; then they are frozen.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/paced.h"
#include "base/random.h"
#include "base/text.h"
#include "core/flow_spec.h"
#include "sampler/chain_answers.h"
#include "sampler/chain_rows.h"
#include "sampler/isokinetic_warmup.h"
#include "sampler/stationarity.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// B and A in turn, in steps; B once more at the end.
struct splitting {
  int parts;
  double kicks[3], moves[2];
};
constexpr double least_norm = 0.1931833275037836;
constexpr splitting minimal_norm{2, {least_norm, 1 - 2 * least_norm, least_norm}, {0.5, 0.5}}, leapfrog{1, {0.5, 0.5, 0}, {1, 0}};

void normalise(int64_t d, double *u) {
  const double size = std::sqrt(sum_of_squares(u, d));
  for (int64_t k = 0; k < d; ++k) u[k] /= size;
}

double largest_of(int64_t d, const double *s) {
  double most = 0;
  for (int64_t k = 0; k < d; ++k) most = std::max(most, std::abs(s[k]));
  return most;
}

// B over a time: turns u, and returns (d - 1) log r.
double kick(int64_t d, double time, const double *s, double *u) {
  const double largest = largest_of(d, s);
  if (largest == 0) return 0;
  double square = 0, along = 0;
  for (int64_t k = 0; k < d; ++k) {
    const double part = s[k] / largest;
    square += part * part;
    along += part * u[k];
  }
  const double size = std::sqrt(square), degrees = static_cast<double>(d - 1), delta = time * (largest * size) / degrees, fall = std::exp(-delta);
  along = std::clamp(along / size, -1.0, 1.0);
  const double inside = 1 + along + (1 - along) * fall * fall;  // 2 r exp(-delta)
  if (inside < 1e-24) return -degrees * delta;                  // u is -e to the last digit, and stays
  const double towards = (1 - fall) * (1 + fall + along * (1 - fall)) / (largest * size), kept = 2 * fall;
  for (int64_t k = 0; k < d; ++k) u[k] = towards * s[k] + kept * u[k];
  normalise(d, u);
  return degrees * (delta + std::log(inside / 2));
}

class microcanonical : public recipe {
 public:
  explicit microcanonical(const binding &s)
      : n_(s.n), d_(s.d), warmup_(s.options.integer("warmup")), h_(s.options.real("step_size")), decoherence_(s.options.real("decoherence")),
        split_(s.options.text("integrator") == "leapfrog" ? leapfrog : minimal_norm), adjusts_(s.options.text("adjust") == "yes"),
        wanted_error_(s.options.real("energy_error")), wanted_acceptance_(s.options.real("target_acceptance")), tuned_(warmup_, s.n, s.d), here_(checked(s), WGF_LOG_DENSITY | WGF_SCORE), there_(s, WGF_LOG_DENSITY | WGF_SCORE), stationarity_(s.n, s.d), rows_(s.n, s.d, s.pool) {
    for (std::vector<double> *v : {&direction_, &place_, &turned_, &noise_}) resize(*v, n_ * d_);
    for (std::vector<double> *v : {&error_, &uniform_, &chance_}) resize(*v, n_);
    resize(failed_, n_);
  }

  const request *advance(particles &cloud) override {
    const stage answered = std::exchange(stage_, stage::idle);
    if (answered == stage::move) return go_on(cloud);
    if (answered == stage::start) accept_start(cloud);
    if (!started_) {
      stage_ = stage::start;
      return here_.ask(cloud.x, cloud.step);
    }
    set_out(cloud);
    return move(here_, cloud.step);
  }

  void give_up() override { stage_ = stage::idle; }
  phase phase_of(int64_t step) const override { return after_warmup(step, warmup_); }
  void particles_replaced() override { started_ = 0; }
  void numbers(step_numbers &out) const override { out = {used_h_, unknown, unknown, unknown, acceptance_, unknown}; }
  void set_step_size(double h) override { h_ = h; }
  const double *log_density() const override { return here_.log_densities(); }

  std::string doubts(const particles &cloud, const step_numbers &) override {
    if (cloud.step < warmup_) return {};
    std::string text = stationarity_.doubts(cloud.x);
    if (!adjusts_ && squared_error_ > 10 * wanted_error_)
      text += std::string(text.empty() ? "" : "; ") + "the mean square error of the energy is " + to_text(squared_error_) + " a step and dimension, above " +
              "10 times energy_error: chains are still falling, or a smaller step_size, a longer warm-up, or adjust \"yes\", is needed";
    return text;
  }

  void archive(wgf::archive &bytes) override {
    bytes.section("chains", 1, [&](uint32_t) {
      bytes.number(h_, 1e-300);
      bytes.number(decoherence_, 1e-300);
      for (double *each : {&used_h_, &acceptance_, &last_error_, &squared_error_}) bytes.value(*each);
      bytes.count(started_, 1);
      bytes.numbers(direction_);
      here_.archive(bytes);
    });
    bytes.section("warmup", 1, [&](uint32_t) { tuned_.archive(bytes); });
    bytes.section("halves", 1, [&](uint32_t) { stationarity_.archive(bytes); });
  }

 private:
  enum class stage {
    idle,
    start,
    move,
  };

  static const binding &checked(const binding &s) {
    if (s.d < 2)
      fail(WGF_E_UNSUPPORTED, "flow \"microcanonical\" needs at least 2 dimensions: it moves at one speed and only turns, and in 1 dimension there is nowhere to turn");
    if (s.density->provides() & WGF_MINI_BATCH)
      fail(WGF_E_UNSUPPORTED, "flow \"microcanonical\" needs all data in every evaluation: on a mini-batch there is no energy to keep");
    return s;
  }

  double length(double of_a_coordinate) const { return std::sqrt(static_cast<double>(d_)) * of_a_coordinate; }

  void accept_start(const particles &cloud) {
    here_.require_some();
    here_.receive();
    normals({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::momentum}, 0, n_, d_, direction_.data());
    for (int64_t i = 0; i < n_; ++i) normalise(d_, direction_.data() + i * d_);
    started_ = 1;
  }

  void set_out(const particles &cloud) {
    const stream random{cloud.seed, static_cast<uint64_t>(cloud.step), purpose::noise};
    rows_.for_each(10, [&](int64_t begin, int64_t end) {
      normals(random, begin, end - begin, d_, noise_.data() + begin * d_);
      std::copy(cloud.x + begin * d_, cloud.x + end * d_, place_.data() + begin * d_);
      for (int64_t i = begin; i < end; ++i) refresh(i, turned_.data() + i * d_);
    });
    std::fill(error_.begin(), error_.end(), 0.0);
    std::fill(failed_.begin(), failed_.end(), uint8_t{0});
    part_ = 0;
    left_ = adjusts_ ? std::max(std::ceil(2 * uniform_at({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::accept}, 0, 1) * decoherence_ / h_), 1.0) : 1;
  }

  // The direction that chain i sets out in.
  void refresh(int64_t i, double *out) const {
    const double *z = noise_.data() + i * d_, *u = direction_.data() + i * d_;
    const double nu = std::sqrt(std::expm1(std::min(2 * h_ / decoherence_, 200.0)) / static_cast<double>(d_));  // beyond 200 nothing is left of u
    for (int64_t k = 0; k < d_; ++k) out[k] = adjusts_ ? z[k] : u[k] + nu * z[k];
    normalise(d_, out);
  }

  // B and A of this part, from where `at` tells the scores.
  const request *move(const chain_answers &at, int64_t step) {
    const double kick_time = length(h_) * split_.kicks[part_], move_time = length(h_) * split_.moves[part_];
    ++part_;
    rows_.for_each(10, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        double *u = turned_.data() + i * d_, *x = place_.data() + i * d_;
        error_[static_cast<size_t>(i)] += kick(d_, kick_time, at.score(i), u);
        for (int64_t k = 0; k < d_; ++k) x[k] += move_time * u[k];
      }
    });
    if (!rows_.finite(place_.data()))
      fail(WGF_E_NUMERIC, "flow \"microcanonical\": a step of size " + to_text(h_) + " leaves the range of a double; a smaller step_size may help");
    stage_ = stage::move;
    return there_.ask(place_.data(), step + 1);
  }

  const request *go_on(particles &cloud) {
    there_.receive();
    for (int64_t i = 0; i < n_; ++i) failed_[static_cast<size_t>(i)] |= static_cast<uint8_t>(there_.rejected(i));
    if (part_ < split_.parts) return move(there_, cloud.step);
    const double time = length(h_) * split_.kicks[part_];
    rows_.for_each(10, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) error_[static_cast<size_t>(i)] += kick(d_, time, there_.score(i), turned_.data() + i * d_);
    });
    part_ = 0;
    return --left_ > 0 ? move(there_, cloud.step) : finish(cloud);
  }

  const request *finish(particles &cloud) {
    uniforms({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::accept}, 0, n_, 1, uniform_.data());
    for (int64_t i = 0; i < n_; ++i) error_[static_cast<size_t>(i)] -= there_.log_density(i) - here_.log_density(i);
    const unbroken whole;
    rows_.for_each(4, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) complete(cloud, i);
    });
    used_h_ = h_;
    if (adjusts_) acceptance_ = std::accumulate(chance_.begin(), chance_.end(), 0.0) / static_cast<double>(n_);
    follow_error();
    if (tuned_.active(cloud.step)) tune(cloud);
    if (cloud.step + 1 == warmup_) stationarity_.remember(cloud.x);
    return nullptr;
  }

  void complete(particles &cloud, int64_t i) {
    const int64_t row = i * d_;
    const size_t at = static_cast<size_t>(i);
    chance_[at] = chance(i);
    if (uniform_[at] < chance_[at]) {
      std::copy_n(turned_.data() + row, d_, direction_.data() + row);
      std::copy_n(place_.data() + row, d_, cloud.x + row);
      here_.take(i, there_);
    } else {
      refresh(i, direction_.data() + row);
      for (int64_t k = row; k < row + d_; ++k) direction_[static_cast<size_t>(k)] = -direction_[static_cast<size_t>(k)];
    }
  }

  double chance(int64_t i) const {
    const size_t at = static_cast<size_t>(i);
    if (failed_[at]) return 0;
    if (!adjusts_) return 1;
    const double out = error_[at] <= 0 ? 1 : std::exp(-error_[at]);
    return std::isfinite(out) ? out : 0;
  }

  // Of the chains that met no edge of the support: there the step size is not to blame.
  void follow_error() {
    double sum = 0, count = 0;
    for (size_t i = 0; i < error_.size(); ++i)
      if (!failed_[i]) sum += error_[i] * error_[i], ++count;
    if (count == 0) return;
    last_error_ = sum / count / static_cast<double>(d_);
    if (std::isnan(last_error_)) last_error_ = std::numeric_limits<double>::infinity();
    squared_error_ = std::isfinite(squared_error_) ? 0.9 * squared_error_ + 0.1 * last_error_ : last_error_;
  }

  void tune(const particles &cloud) {
    h_ *= adjusts_ ? tuned_.by_acceptance(acceptance_, wanted_acceptance_) : tuned_.by_error(last_error_, wanted_error_);
    tuned_.see(cloud.step, cloud.x, &decoherence_);
  }

  int64_t n_, d_, warmup_;
  double h_, decoherence_, used_h_ = unknown, acceptance_ = unknown;
  double last_error_ = 0, squared_error_ = unknown;  // of the energy, a dimension: in the last step, in some ten
  splitting split_;
  bool adjusts_;
  double wanted_error_, wanted_acceptance_;
  isokinetic_warmup tuned_;
  int64_t started_ = 0;
  stage stage_ = stage::idle;  // what the last request was for
  int part_ = 0;               // of the step of the integrator that is under way
  double left_ = 0;            // steps of the trajectory
  chain_answers here_, there_;
  stationarity stationarity_;
  chain_rows rows_;
  std::vector<double> direction_, place_, turned_, noise_;  // turned: the direction on the way
  std::vector<double> error_, uniform_, chance_;            // error: of the energy
  std::vector<uint8_t> failed_;                             // the target rejected a place on the way
};

std::unique_ptr<recipe> make(const binding &s) { return std::make_unique<microcanonical>(s); }

}  // namespace

const flow_spec &flow_microcanonical() {
  static const flow_spec spec{
      .name = "microcanonical",
      .summary = "Microcanonical Langevin: chains of constant speed that the score turns; few gradients for each draw in many dimensions, with or without a Metropolis test.",
      .reference = "Robnik, De Luca, Silverstein and Seljak 2023, Microcanonical Hamiltonian Monte Carlo; adjusted: Robnik, Cohn-Gordon and Seljak 2025",
      .energy = "KL(law of x, u | target x uniform directions)",
      .geometry = "isokinetic",
      .scheme = "splitting of minimal norm or leapfrog, with or without a Metropolis test",
      .needs = "log density and score",
      .memory = "O(n d)",
      .particles = 64,
      .particles_reason = "Every particle is a chain: enough to see whether they agree, few enough that each chain gets long.",
      .wants = WGF_LOG_DENSITY | WGF_SCORE,
      .symmetries = permutation | rotation | translation,
      .options = {
          real_option("step_size", 0.25, 1e-300, unbounded,
                      "Root mean square move of a coordinate in a step of the integrator: the published step over sqrt(d). The law's error grows as its square. The warm-up tunes it.")
              .in_length(1),
          real_option("decoherence", 1, 1e-300, unbounded,
                      "How far a coordinate goes before its direction is forgotten, in the same measure. The warm-up makes it the root mean variance of the chains. "
                      "Adjusted: the mean length of a trajectory.")
              .in_length(1),
          real_option("energy_error", 5e-4, 1e-12, 1, "Not adjusted: the mean square error of the energy, a step and dimension, that the warm-up tunes to."),
          real_option("target_acceptance", 0.9, 0.05, 0.99, "Adjusted: the mean acceptance that the warm-up tunes to."),
          text_option("integrator", "minimal_norm", "minimal_norm leapfrog",
                      "minimal_norm: two scores a step, and a step more than twice as long at the same error; leapfrog: one score."),
          text_option("adjust", "no", "no yes",
                      "yes: each step is a trajectory of random length with a Metropolis test on the error of the energy, which makes the law exact."),
      },
      .make = make,
      .chains = true,
  };
  return spec;
}

}  // namespace wgf
