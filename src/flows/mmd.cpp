// MMD flow (Arbel, Korba, Salim and Gretton 2019): the Wasserstein gradient flow of F = MMD^2(mu, nu) / 2, nu given by samples y_l,
//   v_i = -grad f(x_i + b_t u_i),   f(z) = sum_j w_j k(z, x_j) - sum_l v_l k(z, y_l),   u_i ~ N(0, I) fresh each step.
// b_t = 0 is the plain flow; noise injection (their equation 11) lets it leave local minima. Cost O(n (n + m) d).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/flow_spec.h"
#include "base/random.h"
#include "kernels/kernel.h"
#include "energies/energy.h"

namespace wgf {

namespace {

class half_squared_mmd : public energy {
 public:
  explicit half_squared_mmd(const binding &s)
      : target_{s.samples->samples().n, s.samples->samples().x.data(), s.samples->samples().w.data()},
        noise_(s.options.real("noise")),
        halve_every_(s.options.integer("noise_halve_every")),
        kernel_(make_kernel({s.options, s.own_kernel, s.features, std::max(s.n, target_.n), std::max(s.n, target_.n), s.d, s.seed, s.pool, &s.host})),
        pulled_(static_cast<size_t>(s.n * s.d)),
        shaken_(noise_ > 0 ? pulled_.size() : 0),
        values_(static_cast<size_t>(std::max(s.n, target_.n))) {
    kernel_->adapt({s.n, s.x, s.w}, target_);
  }

  void force(const particles &cloud, const answer &, double *v) override {
    kernel_->begin(cloud.seed, cloud.step);
    kernel_->pull(cloud.n, shake(cloud), {cloud.n, cloud.x, cloud.w}, target_, v, pulled_.data());
  }

  double value(const particles &cloud, const answer &) override {
    const wgf::cloud own{cloud.n, cloud.x, cloud.w};
    if (double twice; kernel_->squared_mmd(own, target_, false, nullptr, &twice)) return 0.5 * twice;
    if (std::isnan(target_energy_)) target_energy_ = kernel_->self_energy(target_, values_.data());
    return 0.5 * kernel_->self_energy(own, values_.data()) - between(own, target_) + 0.5 * target_energy_;
  }

  double bandwidth() const override { return kernel_->bandwidth(); }
  double approximation_error() const override { return kernel_->approximation_error(); }

  void numbers(const particles &, const answer &, const double *, step_numbers *out) override {
    out->approximation_refused = kernel_->approximation_refused();
  }

  void archive(wgf::archive &bytes) override { kernel_->archive(bytes); }

 private:
  double between(const wgf::cloud &a, const wgf::cloud &b) {
    kernel_->witness(a.n, a.x, b, nullptr, values_.data());
    return std::inner_product(a.w, a.w + a.n, values_.data(), 0.0);
  }

  const double *shake(const particles &cloud) {
    if (shaken_.empty()) return cloud.x;
    const double level = halve_every_ > 0 ? std::ldexp(noise_, -static_cast<int>(std::min<int64_t>(cloud.step / halve_every_, 1000))) : noise_;
    normals({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::injection}, 0, cloud.n, cloud.d, shaken_.data());
    for (size_t i = 0; i < shaken_.size(); ++i) shaken_[i] = cloud.x[i] + level * shaken_[i];
    return shaken_.data();
  }

  wgf::cloud target_;
  double noise_;
  int64_t halve_every_;
  std::unique_ptr<kernel> kernel_;
  std::vector<double> pulled_, shaken_, values_;
  double target_energy_ = std::numeric_limits<double>::quiet_NaN();  // until the energy is first asked for
};

std::unique_ptr<recipe> make(const binding &s) {
  return make_explicit_step(s, std::make_unique<half_squared_mmd>(s), make_stepper(s.options, s.n * s.d));
}

option_table options() {
  return kernel_options("gaussian", "median")
      .without("bandwidth_every")
      .add(approximation_options(drift_kind::between_clouds))
      .add({real_option("noise", 0, 0, unbounded,
                        "Level b of noise injection, in units of the coordinates: the gradient is taken at a shaken place. 0 is the plain flow.")
                .in_length(1),
            integer_option("noise_halve_every", 0, 0, int64_t{1} << 53, "Halve the noise level every this many steps; 0 never.")})
      .add(stepper_options("euler"))
      .add(explicit_step_options(1.0,
                                 "Step size in flow time. A kernel of height 1 and length l pulls with at most 0.6/l, so steps below l^2 are stable; the "
                                 "default suits clouds of unit scale."));
}

}  // namespace

const flow_spec &flow_mmd() {
  static const flow_spec spec{
      .name = "mmd",
      .summary = "MMD flow: moves a cloud onto samples of a target, with noise injection against local minima.",
      .reference = "Arbel, Korba, Salim and Gretton 2019, Maximum mean discrepancy gradient flow, equations 5 and 11",
      .energy = "MMD^2(mu, samples) / 2",
      .geometry = "Wasserstein-2",
      .scheme = "explicit",
      .needs = "samples",
      .memory = "O((n + m) d)",
      .particles = 500,
      .particles_reason = "The cost grows as n (n + m); a few hundred particles resolve a shape in a few dimensions.",
      .wants_samples = true,
      .symmetries = permutation | rotation | translation,
      .deterministic = true,
      .has_energy = true,
      .options = options(),
      .make = make,
      .length_power = [](const option_set &options) { return kernel_length_power(options, nullptr); },
  };
  return spec;
}

}  // namespace wgf
