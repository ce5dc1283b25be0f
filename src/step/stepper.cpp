#include "step/stepper.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/paced.h"

namespace wgf {

namespace {

// Rough nanoseconds of one number.
constexpr double cheap_ns = 3, with_roots_ns = 12;

std::vector<double> zeros(int64_t size) {
  std::vector<double> out;
  resize(out, size);
  return out;
}

// move(i) for all numbers. Returns the sum of what it says.
template <class Move>
int64_t each_of(int64_t size, double ns, const Move &move) {
  int64_t count = 0;
  in_stretches(size, ns, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) count += move(i);
  });
  return count;
}

// Heavy ball: m <- mu m + v, x <- x + h m. Nesterov, in the form whose state is the extrapolated point: x <- x + h (mu m + v).
class momentum : public stepper {
 public:
  momentum(double mu, bool look_ahead, int64_t size) : mu_(mu), look_ahead_(look_ahead), m_(zeros(size)) {}
  int64_t advance(int64_t size, const double *v, double h, double *x) override {
    double *m = m_.data();
    return each_of(size, cheap_ns, [&](int64_t i) {
      m[i] = mu_ * m[i] + v[i];
      x[i] += h * (look_ahead_ ? mu_ * m[i] + v[i] : m[i]);
      return 0;
    });
  }
  void archive(wgf::archive &bytes) override { bytes.numbers(m_); }

 private:
  double mu_;
  bool look_ahead_;
  std::vector<double> m_;
};

// sqrt(keep a^2 + take b^2), whatever the size of a and b: the roots of the accumulated squares, unlike the squares, are of the size of the velocities.
double root_of_sum(double keep, double a, double take, double b) {
  const double most = std::max(std::abs(a), std::abs(b));
  if (most < 1e150 && most > 1e-140) return std::sqrt(keep * (a * a) + take * (b * b));
  if (most == 0) return 0;
  int exponent;
  std::frexp(most, &exponent);
  const double p = std::ldexp(a, -exponent), q = std::ldexp(b, -exponent);
  return std::ldexp(std::sqrt(keep * (p * p) + take * (q * q)), exponent);
}

// v / (epsilon + root): a velocity over its typical size. Where all is 0, nothing moves.
double in_typical_sizes(double v, double epsilon, double root) { return v == 0 ? 0 : v / (epsilon + root); }

// Told apart from rest: a coordinate that would move, but for velocities of long ago that were a hundred million times larger.
bool held_back(double v, double root) { return v != 0 && std::abs(v) < 1e-8 * root; }

// "paper": what the code of Liu and Wang 2016 runs, a running mean of squares with weight 0.9 that starts at the first square.
// "sum": AdaGrad of Duchi, Hazan and Singer 2011. Both divide by epsilon + sqrt(G).
class adagrad : public stepper {
 public:
  adagrad(bool running_mean, double epsilon, int64_t size) : running_mean_(running_mean), epsilon_(epsilon), root_(zeros(size)) {}
  int64_t advance(int64_t size, const double *v, double h, double *x) override {
    const double keep = running_mean_ ? (started_ != 0 ? 0.9 : 0.0) : 1.0;
    const double take = running_mean_ ? 1.0 - keep : 1.0;
    double *root = root_.data();
    started_ = 1;
    return each_of(size, with_roots_ns, [&](int64_t i) {
      root[i] = root_of_sum(keep, root[i], take, v[i]);
      x[i] += h * in_typical_sizes(v[i], epsilon_, root[i]);
      return held_back(v[i], root[i]);
    });
  }
  void archive(wgf::archive &bytes) override {
    bytes.count(started_, 1);
    bytes.numbers(root_, 0);
  }

 private:
  bool running_mean_;
  double epsilon_;
  int64_t started_ = 0;
  std::vector<double> root_;
};

// Kingma and Ba 2015, beta = (0.9, 0.999), with bias correction.
class adam : public stepper {
 public:
  adam(double epsilon, int64_t size) : epsilon_(epsilon), m_(zeros(size)), root_(zeros(size)) {}
  int64_t advance(int64_t size, const double *v, double h, double *x) override {
    ++count_;
    const double first = 1 - std::pow(0.9, static_cast<double>(count_)), second = std::sqrt(1 - std::pow(0.999, static_cast<double>(count_)));
    double *m = m_.data(), *root = root_.data();
    return each_of(size, with_roots_ns, [&](int64_t i) {
      m[i] = 0.9 * m[i] + 0.1 * v[i];
      root[i] = root_of_sum(0.999, root[i], 0.001, v[i]);
      x[i] += h * in_typical_sizes(m[i] / first, epsilon_, root[i] / second);
      return held_back(m[i], root[i]);
    });
  }
  void archive(wgf::archive &bytes) override {
    bytes.count(count_);
    bytes.numbers(m_);
    bytes.numbers(root_, 0);
  }

 private:
  double epsilon_;
  int64_t count_ = 0;
  std::vector<double> m_, root_;
};

// Riedmiller and Braun 1993, in the form without weight backtracking: every number has a step of its own, which grows by a fifth while the
// sign of its velocity stays and halves when it turns; after a turn it pauses one step. Only signs count, so no scale has to be known.
class rprop : public stepper {
 public:
  explicit rprop(int64_t size) : step_(zeros(size)), last_(zeros(size)) {
    in_stretches(size, 1, [&](int64_t begin, int64_t end) { std::fill(step_.begin() + begin, step_.begin() + end, 1.0); });
  }
  int64_t advance(int64_t size, const double *v, double h, double *x) override {
    double *step = step_.data(), *last = last_.data();
    return each_of(size, cheap_ns, [&](int64_t i) {
      const double sign = v[i] > 0 ? 1 : v[i] < 0 ? -1
                                                  : 0,
                   turn = sign * last[i];
      step[i] *= turn > 0 ? 1.2 : turn < 0 ? 0.5
                                           : 1;
      last[i] = turn < 0 ? 0 : sign;
      x[i] += h * step[i] * last[i];
      return 0;
    });
  }
  void taken_back(int64_t first, int64_t count) override {
    for (int64_t i = first; i < first + count; ++i) step_[static_cast<size_t>(i)] *= 0.5 / 1.2;
  }
  void archive(wgf::archive &bytes) override {
    bytes.numbers(step_, 0);
    bytes.numbers(last_);
  }

 private:
  std::vector<double> step_;  // over h
  std::vector<double> last_;  // sign of the last move
};

// Its moves are lengths, whatever the unit of the velocity.
bool adaptive(const option_set &options) {
  const std::string &name = options.text("stepper");
  return name != "euler" && name != "momentum" && name != "nesterov";
}

// Option "stepper_epsilon", or what the paper says.
double epsilon_or(const option_set &options, double papers) {
  const double set = options.real("stepper_epsilon");
  return set < 0 ? papers : set;
}

}  // namespace

option_table stepper_options(const char *default_stepper) {
  const bool automatic = std::string(default_stepper) == "auto";
  return {
      text_option("stepper", default_stepper, automatic ? "auto euler adagrad adam momentum nesterov rprop" : "euler adagrad adam momentum nesterov rprop",
                  "How the velocity becomes a move. The adaptive ones (adagrad, adam) scale every coordinate by its own recent speed; rprop "
                  "goes by the signs of the velocity alone, with steps that shrink as they turn, so that it comes to rest; only euler follows the flow in time. "
                  "auto, where it is the default: rprop, or adagrad when evaluations are on mini-batches, whose noise it averages."),
      real_option("momentum", 0.9, 0, 0.9999, "Part of the last move that the steppers momentum and nesterov keep."),
      text_option("adagrad_form", "paper", "paper sum",
                  "paper: the running mean of squares that the code of the SVGD paper uses; sum: AdaGrad proper, whose steps shrink for ever."),
      real_option("stepper_epsilon", -1, -1, unbounded,
                  "adagrad and adam: added to a coordinate's typical velocity before the velocity is divided by it, so in units of the velocity. Below it "
                  "steps shrink with the velocity. Below 0: the paper's, 1e-6 for adagrad and 1e-8 for adam, which are small where velocities are about "
                  "1; in other units set it, or 0."),
  };
}

std::unique_ptr<stepper> make_stepper(const option_set &options, int64_t size, const char *automatic) {
  const std::string chosen = options.text("stepper"), name = chosen == "auto" ? automatic : chosen;
  if (name == "adagrad") return std::make_unique<adagrad>(options.text("adagrad_form") == "paper", epsilon_or(options, 1e-6), size);
  if (name == "rprop") return std::make_unique<rprop>(size);
  if (name == "adam") return std::make_unique<adam>(epsilon_or(options, 1e-8), size);
  if (name == "momentum" || name == "nesterov")
    return std::make_unique<momentum>(options.real("momentum"), name == "nesterov", size);
  return nullptr;
}

option_set in_units_of(const option_set &options, int velocity_power, int exponent) {
  option_set out = options.in_units_of(exponent);
  const bool by_typical_size = options.has("stepper") && adaptive(options);
  if (options.has("schedule")) out.set_real("step_size", std::ldexp(options.real("step_size"), -exponent * (by_typical_size ? 1 : 1 - velocity_power)));
  if (by_typical_size) out.set_real("stepper_epsilon", std::ldexp(options.real("stepper_epsilon"), -exponent * velocity_power));
  return out;
}

option_table step_size_options(double default_step_size, const char *why) {
  return {
      real_option("step_size", default_step_size, 0, unbounded, why),
      text_option("schedule", "constant", "constant power cosine",
                  "Step size of step k: constant h; power h / (1 + k/K)^p; cosine h (1 + cos(pi min(1, k/K)))/2."),
      real_option("schedule_steps", 100, 1, 1e15, "K of the schedule, in steps."),
      real_option("schedule_power", 0.5, 0, 10, "p of the schedule power."),
  };
}

step_schedule::step_schedule(const option_set &options)
    : shape_(options.text("schedule") == "power"    ? shape::power
             : options.text("schedule") == "cosine" ? shape::cosine
                                                    : shape::constant),
      h_(options.real("step_size")),
      steps_(options.real("schedule_steps")),
      power_(options.real("schedule_power")) {}

double step_schedule::at(int64_t step) const {
  const double part = static_cast<double>(step) / steps_;
  if (shape_ == shape::power) return h_ * std::pow(1 + part, -power_);
  if (shape_ == shape::cosine) return h_ * 0.5 * (1 + std::cos(3.14159265358979323846 * std::min(1.0, part)));
  return h_;
}

}  // namespace wgf
