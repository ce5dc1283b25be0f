#include "step/stepper.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace wgf {

namespace {

// Heavy ball: m <- mu m + v, x <- x + h m. Nesterov, in the form whose state is the extrapolated point: x <- x + h (mu m + v).
class momentum : public stepper {
 public:
  momentum(double mu, bool look_ahead, int64_t size) : mu_(mu), look_ahead_(look_ahead), m_(static_cast<size_t>(size)) {}
  void advance(int64_t size, const double *v, double h, double *x) override {
    double *m = m_.data();
    for (int64_t i = 0; i < size; ++i) {
      m[i] = mu_ * m[i] + v[i];
      x[i] += h * (look_ahead_ ? mu_ * m[i] + v[i] : m[i]);
    }
  }
  void archive(wgf::archive &bytes) override { bytes.numbers(m_); }

 private:
  double mu_;
  bool look_ahead_;
  std::vector<double> m_;
};

// "paper": what the code of Liu and Wang 2016 runs, a running mean of squares with weight 0.9 that starts at the first square.
// "sum": AdaGrad of Duchi, Hazan and Singer 2011. Both divide by 1e-6 + sqrt(G).
class adagrad : public stepper {
 public:
  adagrad(bool running_mean, int64_t size) : running_mean_(running_mean), g_(static_cast<size_t>(size)) {}
  void advance(int64_t size, const double *v, double h, double *x) override {
    const double keep = running_mean_ ? (started_ != 0 ? 0.9 : 0.0) : 1.0;
    const double take = running_mean_ ? 1.0 - keep : 1.0;
    double *g = g_.data();
    for (int64_t i = 0; i < size; ++i) {
      g[i] = keep * g[i] + take * v[i] * v[i];
      x[i] += h * v[i] / (1e-6 + std::sqrt(g[i]));
    }
    started_ = 1;
  }
  void archive(wgf::archive &bytes) override {
    bytes.value(started_);
    bytes.numbers(g_);
  }

 private:
  bool running_mean_;
  int64_t started_ = 0;
  std::vector<double> g_;
};

// Kingma and Ba 2015, beta = (0.9, 0.999), with bias correction.
class adam : public stepper {
 public:
  explicit adam(int64_t size) : m_(static_cast<size_t>(size)), g_(static_cast<size_t>(size)) {}
  void advance(int64_t size, const double *v, double h, double *x) override {
    ++count_;
    const double first = 1 - std::pow(0.9, static_cast<double>(count_)), second = 1 - std::pow(0.999, static_cast<double>(count_));
    double *m = m_.data(), *g = g_.data();
    for (int64_t i = 0; i < size; ++i) {
      m[i] = 0.9 * m[i] + 0.1 * v[i];
      g[i] = 0.999 * g[i] + 0.001 * v[i] * v[i];
      x[i] += h * (m[i] / first) / (1e-8 + std::sqrt(g[i] / second));
    }
  }
  void archive(wgf::archive &bytes) override {
    bytes.value(count_);
    bytes.numbers(m_);
    bytes.numbers(g_);
  }

 private:
  int64_t count_ = 0;
  std::vector<double> m_, g_;
};

// Riedmiller and Braun 1993, in the form without weight backtracking: every number has a step of its own, which grows by a fifth while the
// sign of its velocity stays and halves when it turns; after a turn it pauses one step. Only signs count, so no scale has to be known.
class rprop : public stepper {
 public:
  explicit rprop(int64_t size) : step_(static_cast<size_t>(size), 1.0), last_(static_cast<size_t>(size)) {}
  void advance(int64_t size, const double *v, double h, double *x) override {
    double *step = step_.data(), *last = last_.data();
    for (int64_t i = 0; i < size; ++i) {
      const double sign = v[i] > 0 ? 1 : v[i] < 0 ? -1
                                                  : 0,
                   turn = sign * last[i];
      step[i] *= turn > 0 ? 1.2 : turn < 0 ? 0.5
                                           : 1;
      last[i] = turn < 0 ? 0 : sign;
      x[i] += h * step[i] * last[i];
    }
  }
  void taken_back(int64_t first, int64_t count) override {
    for (int64_t i = first; i < first + count; ++i) step_[static_cast<size_t>(i)] *= 0.5 / 1.2;
  }
  void archive(wgf::archive &bytes) override {
    bytes.numbers(step_);
    bytes.numbers(last_);
  }

 private:
  std::vector<double> step_;  // over h
  std::vector<double> last_;  // sign of the last move
};

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
  };
}

std::unique_ptr<stepper> make_stepper(const option_set &options, int64_t size, const char *automatic) {
  const std::string chosen = options.text("stepper"), name = chosen == "auto" ? automatic : chosen;
  if (name == "adagrad") return std::make_unique<adagrad>(options.text("adagrad_form") == "paper", size);
  if (name == "rprop") return std::make_unique<rprop>(size);
  if (name == "adam") return std::make_unique<adam>(size);
  if (name == "momentum" || name == "nesterov")
    return std::make_unique<momentum>(options.real("momentum"), name == "nesterov", size);
  return nullptr;
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
