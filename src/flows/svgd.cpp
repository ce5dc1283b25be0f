// Stein variational gradient descent (Liu and Wang 2016, algorithm 1):
//   v_i = sum_j w_j [ k(x_j, x_i) s_j + grad_{x_j} k(x_j, x_i) ]
// x_i position, s_i score, w_i weight, k kernel. Cost O(n^2 d) and one evaluation of n scores a step.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/flow_spec.h"
#include "kernels/kernel.h"
#include "step/descent.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

class svgd_field : public drift_field {
 public:
  explicit svgd_field(const scene &s)
      : every_(s.options.integer("bandwidth_every")), rest_(s.options.real("rest")), mass_(static_cast<size_t>(std::min(s.n, mass_rows))), places_(mass_.size() * static_cast<size_t>(s.d)),
        kernel_(make_kernel({s.options, s.own_kernel, s.features, s.n, s.n, s.d, s.seed, s.pool, &s.host})) {}

  int32_t wants() const override { return WGF_SCORE; }

  void velocity(const particles &cloud, const answer &given, double *v) override {
    const wgf::cloud all{cloud.n, cloud.x, cloud.w};
    kernel_->begin(cloud.seed, cloud.step);
    if (cloud.step % every_ == 0) kernel_->adapt(all, {});
    kernel_->stein(cloud.n, cloud.x, all, given.score, v);
  }

  double bandwidth() const override { return kernel_->bandwidth(); }
  double approximation_error() const override { return kernel_->approximation_error(); }

  void numbers(const particles &cloud, const answer &given, const double *v, step_numbers *out) override {
    if (cloud.step % look_every == 0) look(cloud, given.score, v);
    out->relative_speed = relative_speed_;
    out->spread = spread_;
    out->approximation_refused = kernel_->approximation_refused();
  }

  std::string doubts(const particles &, const step_numbers &last) override {
    std::string text;
    if (last.relative_speed > rest_)
      text = "the particles have not come to rest: their relative speed is " + to_text(last.relative_speed) + ", above " + to_text(rest_) + " (option \"rest\")";
    if (last.spread < 0.5 || last.spread > 2)
      text += std::string(text.empty() ? "" : "; ") + "the cloud's variance is " + to_text(last.spread) +
              " times what its scores imply (1 for a cloud that represents the target): " +
              (last.spread < 0.5 ? "it has collapsed, and more particles may help" : "it is too wide");
    return text;
  }

  void archive(wgf::archive &bytes) override {
    kernel_->archive(bytes);
    bytes.value(relative_speed_);
    bytes.value(spread_);
  }

 private:
  static constexpr int64_t look_every = 8, mass_rows = 32;

  struct moments {
    double variance, speed2, stein;  // stein: -sum w (x - mean) score, 1 where the cloud represents the target
  };

  static moments moments_of(const particles &cloud, const double *score, const double *v, int64_t k) {
    moments out{0, 0, 0};
    double mean = 0;
    for (int64_t i = 0; i < cloud.n; ++i) mean += cloud.w[i] * cloud.x[i * cloud.d + k];
    for (int64_t i = 0; i < cloud.n; ++i) {
      if (cloud.w[i] == 0) continue;  // its score may be anything
      const int64_t at = i * cloud.d + k;
      const double away = cloud.x[at] - mean;
      out.variance += cloud.w[i] * away * away;
      out.speed2 += cloud.w[i] * v[at] * v[at];
      out.stein -= cloud.w[i] * away * score[at];
    }
    return out;
  }

  // A velocity is about the kernel's mass times the score that the cloud is off by, which is its displacement over a variance: so speed times
  // standard deviation over mass is the displacement in standard deviations. A lone particle has none.
  void look(const particles &cloud, const double *score, const double *v) {
    double moved = 0;
    spread_ = 0;
    for (int64_t k = 0; k < cloud.d; ++k) {
      const moments m = moments_of(cloud, score, v, k);
      moved += m.variance > 0 || m.speed2 == 0 ? m.variance * m.speed2 : unknown;
      spread_ += m.stein / static_cast<double>(cloud.d);
    }
    relative_speed_ = std::sqrt(moved / static_cast<double>(cloud.d)) / mass({cloud.n, cloud.x, cloud.w}, cloud.d);
  }

  // Root mean square of the kernel's mean, over some evenly of the particles that have a weight.
  double mass(const wgf::cloud &all, int64_t d) {
    const int64_t weighted = all.n - std::count(all.w, all.w + all.n, 0.0), rows = std::min(static_cast<int64_t>(mass_.size()), weighted);
    for (int64_t i = 0, place = 0, row = 0; row < rows; ++i) {
      if (all.w[i] == 0) continue;
      if (place++ == row * weighted / rows) std::copy_n(all.x + i * d, d, places_.data() + row++ * d);
    }
    kernel_->witness(rows, places_.data(), all, nullptr, mass_.data());
    return std::sqrt(std::inner_product(mass_.begin(), mass_.begin() + rows, mass_.begin(), 0.0) / static_cast<double>(rows));
  }

  int64_t every_;
  double rest_, relative_speed_ = unknown, spread_ = unknown;
  std::vector<double> mass_, places_;
  std::unique_ptr<kernel> kernel_;
};

std::unique_ptr<recipe> make(const scene &s) {
  const bool noisy = (s.density->provides() & WGF_MINI_BATCH) != 0;
  return make_descent(s, std::make_unique<svgd_field>(s), make_stepper(s.options, s.n * s.d, noisy ? "adagrad" : "rprop"));
}

option_table options() {
  return kernel_options("gaussian", "svgd")
      .add(approximation_options("exact nystrom random_batch cells"))
      .add(stepper_options("auto"))
      .add(descent_options(0.1,
                           "Step size. With the default stepper it is the first move of every coordinate, from which its step adapts; with "
                           "adagrad the typical move of a coordinate per step, for ever; with euler the step in flow time."))
      .add({real_option("rest", 0.02, 0, unbounded,
                        "Relative speed (wgf_stats, in standard deviations) up to which a run ends at rest; above it a run says WGF_NOT_CONVERGED.")});
}

}  // namespace

const flow_spec &flow_svgd() {
  static const flow_spec spec{
      "svgd",
      "Stein variational gradient descent: a deterministic cloud that approximates a posterior.",
      "Liu and Wang 2016, Stein variational gradient descent, algorithm 1",
      "KL(mu | target)",
      "Stein (kernelised Wasserstein)",
      "explicit, with steps that adapt to each coordinate",
      "score",
      "O(n d)",
      100,
      "As in the published experiments: the cost grows as n^2, and variances are underestimated when n is near d.",
      WGF_SCORE,
      false,
      permutation | rotation | translation,
      true,
      false,
      options(),
      make,
      [](const option_set &options) { return options.text("kernel") == "linear" ? no_power : 0; },
  };
  return spec;
}

}  // namespace wgf
