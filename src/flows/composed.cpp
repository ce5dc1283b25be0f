// Any sum of energies of a cloud, F = sum_t c_t F_t, with
//   potential     F = - sum_i w_i log pi(x_i)                          (pi: the density target)
//   interaction   F = 1/2 sum_ij w_i w_j k(x_i, x_j)
//   target        F = sum_il w_i v_l k(x_i, y_l)                       (y: the samples target)
// and its Wasserstein gradient flow v_i = -grad_i (F / w_i). "1 interaction k; -1 target k" is MMD^2/2 up to a constant. One sweep per radial term:
// a flow with a name of its own is faster.
#include <algorithm>
#include <numeric>
#include <vector>

#include "core/flow_spec.h"
#include "kernels/kernel.h"
#include "kernels/term.h"
#include "energies/energy.h"

namespace wgf {

namespace {

class sum_of_energies : public energy {
 public:
  explicit sum_of_energies(const binding &s)
      : terms_(parse_terms(s.options.text("terms"))), n_(s.n), d_(s.d), sum_(static_cast<size_t>(n_ * d_)), values_(static_cast<size_t>(n_)) {
    int64_t m = n_;
    for (const term &t : terms_) {
      if (t.kind == term::sort::potential) wants_ |= WGF_SCORE | WGF_LOG_DENSITY;
      if (t.kind == term::sort::target) m = std::max(m, samples_of(s).n);
    }
    if (wants_ != 0) check_density(s);
    if (s.samples) samples_ = samples_of(s);
    for (const term &t : terms_)
      kernels_.push_back(t.kind == term::sort::potential ? nullptr
                                                         : make_radial_kernel(t.kernel, t.bandwidth, {s.options, nullptr, nullptr, n_, m, d_, s.seed, s.pool}));
  }

  int32_t wants() const override { return wants_; }

  void force(const particles &cloud, const answer &given, double *v) override {
    std::fill(v, v + n_ * d_, 0.0);
    for (size_t t = 0; t < terms_.size(); ++t) {
      const double c = terms_[t].coefficient;
      const double *g = given.score;
      if (kernels_[t]) kernels_[t]->witness(n_, cloud.x, other(terms_[t], cloud), sum_.data(), nullptr), g = sum_.data();
      const double sign = kernels_[t] ? -c : c;
      for (int64_t i = 0; i < n_ * d_; ++i) v[i] += sign * g[i];
    }
  }

  double value(const particles &cloud, const answer &given) override {
    double sum = 0;
    for (size_t t = 0; t < terms_.size(); ++t) sum += terms_[t].coefficient * value_of(t, cloud, given);
    return sum;
  }

 private:
  static wgf::cloud samples_of(const binding &s) {
    require(s.samples != nullptr, WGF_E_STATE, "flow \"composed\" has a target term and needs a target with samples");
    const sample_cloud &y = s.samples->samples();
    return {y.n, y.x.data(), y.w.data()};
  }

  static void check_density(const binding &s) {
    require(s.density != nullptr, WGF_E_STATE, "flow \"composed\" has a potential term and needs a target with a log density and a score");
    require((s.density->provides() & WGF_LOG_DENSITY) != 0, WGF_E_UNSUPPORTED,
            "flow \"composed\" has a potential term and needs a log density; the target gives only a score");
  }

  wgf::cloud other(const term &t, const particles &own) const {
    return t.kind == term::sort::target ? samples_ : wgf::cloud{own.n, own.x, own.w};
  }

  double value_of(size_t t, const particles &cloud, const answer &given) {
    const double *values = values_.data();
    if (!kernels_[t]) {
      for (int64_t i = 0; i < n_; ++i) values_[static_cast<size_t>(i)] = cloud.w[i] > 0 ? -given.log_density[i] : 0;
    } else {
      kernels_[t]->witness(n_, cloud.x, other(terms_[t], cloud), nullptr, values_.data());
    }
    const double half = terms_[t].kind == term::sort::interaction ? 0.5 : 1;
    return half * std::inner_product(cloud.w, cloud.w + n_, values, 0.0);
  }

  std::vector<term> terms_;
  int64_t n_, d_;
  int32_t wants_ = 0;
  wgf::cloud samples_{0, nullptr, nullptr};
  std::vector<std::unique_ptr<kernel>> kernels_;
  std::vector<double> sum_, values_;
};

std::unique_ptr<recipe> make(const binding &s) {
  return make_explicit_step(s, std::make_unique<sum_of_energies>(s), make_stepper(s.options, s.n * s.d));
}

option_table options() {
  return option_table{
      text_option("terms", "-0.5 interaction riesz exponent=2; 1 interaction riesz exponent=0", "",
                  "The energy: terms separated by \";\", each [coefficient] potential | interaction KERNEL | target KERNEL, with exponent=s and bandwidth=l "
                  "(default 1) after a kernel. The default, |x|^2/2 - log|x|, needs no target."),
      text_option("precision", "double", "double float", "Arithmetic of the pair sums; sums are carried in double either way."),
  }
      .add(stepper_options("euler"))
      .add(explicit_step_options(0.05, "Step size in flow time; a twentieth of the time scale of a unit quadratic interaction."));
}

}  // namespace

const flow_spec &flow_composed() {
  static const flow_spec spec{
      .name = "composed",
      .summary = "Any sum of potential, interaction and target energies.",
      .reference = "Ambrosio, Gigli and Savare 2008, Gradient flows, section 10.4",
      .energy = "sum of the terms",
      .geometry = "Wasserstein-2",
      .scheme = "explicit",
      .needs = "what its terms name",
      .memory = "O((n + m) d)",
      .particles = 200,
      .particles_reason = "The cost grows as n^2; the mean-field limit is off by about 1/n.",
      .symmetries = permutation | rotation | translation | momentum,
      .deterministic = true,
      .has_energy = true,
      .options = options(),
      .make = make,
      .length_power = [](const option_set &) { return no_power; },
  };
  return spec;
}

}  // namespace wgf
