// Unadjusted Langevin: the Wasserstein gradient flow of KL(mu | target) by independent noisy particles,
//   x_i <- x_i + h s(x_i) + sqrt(2 h) xi_i,   xi_i ~ N(0, I).
// Its stationary law is off by O(h): for a Gaussian of precision a the variance is 1/(a (1 - h a/2)). Cost: one evaluation of n scores.
#include <algorithm>

#include "core/flow_spec.h"
#include "step/explicit_step.h"

namespace wgf {

namespace {

class langevin_field : public drift_field {
 public:
  explicit langevin_field(const option_set &options) : noise_in_float_(options.text("precision") == "float") {}
  int32_t wants() const override { return WGF_SCORE; }
  void velocity(const particles &cloud, const answer &given, double *v) override {
    std::copy(given.score, given.score + cloud.n * cloud.d, v);
  }
  double diffusion() const override { return 1; }
  bool moves_by_score() const override { return true; }
  bool noise_in_float() const override { return noise_in_float_; }

 private:
  bool noise_in_float_;
};

std::unique_ptr<recipe> make(const binding &s) { return make_explicit_step(s, std::make_unique<langevin_field>(s.options)); }

}  // namespace

const flow_spec &flow_langevin() {
  static const flow_spec spec{
      .name = "langevin",
      .summary = "Unadjusted Langevin: independent particles with noise; simple, with a bias of the order of the step size.",
      .reference = "Jordan, Kinderlehrer and Otto 1998; Roberts and Tweedie 1996, section 1.4",
      .energy = "KL(mu | target)",
      .geometry = "Wasserstein-2",
      .scheme = "Euler-Maruyama",
      .needs = "score",
      .memory = "O(n d)",
      .particles = 1000,
      .particles_reason = "Particles are independent: means have a standard error of 3 % of a standard deviation.",
      .wants = WGF_SCORE,
      .symmetries = permutation | rotation | translation,
      .options = option_table{text_option("precision", "double", "double float",
                                          "Arithmetic of the noise. float: numbers of 24 bits and at most 6.6 in size, from words of 32 bits of the same "
                                          "random stream, in half the time; other draws than in double. Particles and scores stay double.")}
                     .add(explicit_step_options(0.01,
                                                "Step size in flow time. Stable below 2 / (largest curvature); the variance of a unit Gaussian is too large by h/2, 0.5 % "
                                                "at the default.")),
      .make = make,
      .chains = true,
  };
  return spec;
}

}  // namespace wgf
