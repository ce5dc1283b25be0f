// The two-dimensional normal toy of the code of Liu and Wang 2016: 10 particles from N(0, I), 1000 iterations, step size 0.01.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "owned.h"
#include "options_of.h"

using namespace wgf_tests;

namespace {

constexpr int64_t n = 10, d = 2, iterations = 1000;
constexpr double step_size = 0.01;
constexpr std::array<double, 2> mu{-0.6871, 0.8010};
constexpr std::array<double, 4> precision{0.2260, 0.1652, 0.1652, 0.6779};

using numbers = std::vector<double>;

int32_t toy(void *, int64_t, int64_t count, int64_t, const double *x, double *log_density, double *score) {
  for (int64_t i = 0; i < count; ++i) {
    const double a = x[2 * i] - mu[0], b = x[2 * i + 1] - mu[1];
    const double sa = -precision[0] * a - precision[1] * b, sb = -precision[2] * a - precision[3] * b;
    if (log_density) log_density[i] = 0.5 * (a * sa + b * sb);
    if (!score) continue;
    score[2 * i] = sa;
    score[2 * i + 1] = sb;
  }
  return 0;
}

// As the paper's algorithm 1 and its code say it, one particle and one coordinate at a time.
class published {
 public:
  explicit published(numbers x) : x_(std::move(x)), g_(x_.size()) {}
  const numbers &x() const { return x_; }

  void step() {
    const numbers v = direction();
    for (size_t i = 0; i < v.size(); ++i) {
      g_[i] = first_ ? v[i] * v[i] : 0.9 * g_[i] + 0.1 * v[i] * v[i];
      x_[i] += step_size * v[i] / (1e-6 + std::sqrt(g_[i]));
    }
    first_ = false;
  }

 private:
  double squared_distance(size_t i, size_t j) const { return std::pow(x_[2 * i] - x_[2 * j], 2) + std::pow(x_[2 * i + 1] - x_[2 * j + 1], 2); }

  // H^2 of k = exp(-r^2 / (2 H^2)): the median of all n^2 squared distances, the zeros among them, over 2 log(n + 1).
  double squared_length() const {
    numbers all;
    for (size_t i = 0; i < n; ++i)
      for (size_t j = 0; j < n; ++j) all.push_back(squared_distance(i, j));
    std::sort(all.begin(), all.end());
    return 0.5 * (all[n * n / 2 - 1] + all[n * n / 2]) / (2 * std::log(n + 1.0));
  }

  numbers direction() const {
    const double h2 = squared_length();
    numbers score(x_.size()), v(x_.size());
    toy(nullptr, -1, n, d, x_.data(), nullptr, score.data());
    for (size_t i = 0; i < n; ++i)
      for (size_t j = 0; j < n; ++j) {
        const double k = std::exp(-squared_distance(i, j) / (2 * h2));
        for (size_t c = 0; c < 2; ++c) v[2 * i + c] += (k * score[2 * j + c] + k * (x_[2 * i + c] - x_[2 * j + c]) / h2) / n;
      }
    return v;
  }

  numbers x_, g_;
  bool first_ = true;
};

struct toy_run {
  context host;
  target law;
  ensemble cloud;
  flow run;

  explicit toy_run(int64_t seed)
      : host(make_context(seed)),
        law(make<target>(wgf_target_create_callback, host.get(), d, WGF_LOG_DENSITY | WGF_SCORE, toy, nullptr, nullptr)),
        cloud(make<ensemble>(wgf_ensemble_create, host.get(), n, d)),
        run(make<flow>(wgf_flow_create, host.get(), "svgd")) {
    ok(wgf_ensemble_init_normal(cloud.get(), 0, 1));
    ok(wgf_options_set_string(options_of_flow(run.get()), "kernel", "gaussian"));
    ok(wgf_options_set_string(options_of_flow(run.get()), "bandwidth_rule", "svgd"));
    ok(wgf_options_set_string(options_of_flow(run.get()), "stepper", "adagrad"));
    ok(wgf_options_set_string(options_of_flow(run.get()), "adagrad_form", "paper"));
    ok(wgf_options_set_double(options_of_flow(run.get()), "step_size", step_size));
    ok(wgf_flow_set_target(run.get(), law.get()));
    ok(wgf_flow_set_ensemble(run.get(), cloud.get()));
  }

  numbers x() const {
    numbers out(n * d);
    ok(wgf_ensemble_export(cloud.get(), n, d, out.data(), WGF_PARTICLE_MAJOR));
    return out;
  }
};

double mean_error(const numbers &x) {
  std::array<double, 2> off{-mu[0], -mu[1]};
  for (size_t i = 0; i < x.size(); ++i) off[i % 2] += x[i] / n;
  return std::max(std::abs(off[0]), std::abs(off[1]));
}

}  // namespace

TEST_CASE("papers: svgd takes the steps of the published algorithm") {
  toy_run ours(7);
  published theirs(ours.x());
  for (int k = 0; k < 20; ++k) {
    ok(wgf_flow_step(ours.run.get()));
    theirs.step();
    const numbers x = ours.x();
    // Rounding of either sum is below 1e-14; a step magnifies a difference at most by h / sqrt(G) times the slope of the direction, a few percent.
    for (size_t i = 0; i < x.size(); ++i) CHECK(std::abs(x[i] - theirs.x()[i]) < 1e-10);
  }
}

// At rest nearly all clouds are symmetric about mu; one or two in 20 are others, whose mean is off by 0.013. The published step never
// rests: it divides the direction by its own recent size, so every particle goes on to move by up to step_size.
TEST_CASE("papers: svgd with 10 particles finds the mean of the normal toy") {
  const int64_t seeds = 20;
  double worst = 0, total = 0;
  for (int64_t seed = 1; seed <= seeds; ++seed) {
    toy_run ours(seed);
    ok(wgf_flow_run(ours.run.get(), iterations, 0, 0));
    const double off = mean_error(ours.x());
    CAPTURE(seed);
    CHECK(off < 0.013 + step_size);
    worst = std::max(worst, off);
    total += off;
  }
  MESSAGE("error of a mean: largest ", worst, ", average ", total / static_cast<double>(seeds));
  CHECK(total / static_cast<double>(seeds) < step_size);
}

TEST_CASE("papers: at rest the mean of svgd's cloud is that of the normal toy") {
  for (const int64_t seed : {1, 2, 3}) {
    toy_run ours(seed);
    ok(wgf_options_set_string(options_of_flow(ours.run.get()), "stepper", "euler"));
    ok(wgf_options_set_double(options_of_flow(ours.run.get()), "step_size", 0.2));
    CHECK(wgf_flow_run(ours.run.get(), 100000, 0, 1e-10) == WGF_CONVERGED);
    CAPTURE(seed);
    // The slowest motion dies at a rate above 1e-3 (30000 steps of 0.2 take the speed from 1 to 1e-13), so speed 1e-10 is within 1e-7 of rest.
    CHECK(mean_error(ours.x()) < 1e-7);
  }
}
