// Harmonic attraction to the mean m = sum_j w_j x_j: F = 1/4 sum_ij w_i w_j |x_i - x_j|^2, v_i = m - x_i. Every distance shrinks as exp(-t).
#include <vector>

#include "energies/energy.h"

namespace wgf {

class harmonic : public energy {
 public:
  void force(const particles &c, const answer &, double *out) override {
    for (int64_t k = 0; k < c.d; ++k) {
      double mean = 0;  // from the first particle, so that a far origin costs no digits
      for (int64_t j = 0; j < c.n; ++j) mean += c.w[j] * (c.x[j * c.d + k] - c.x[k]);
      for (int64_t i = 0; i < c.n; ++i) out[i * c.d + k] = mean - (c.x[i * c.d + k] - c.x[k]);
    }
  }

  double value(const particles &c, const answer &given) override {
    std::vector<double> v(static_cast<size_t>(c.n * c.d));
    force(c, given, v.data());
    double sum = 0;
    for (int64_t q = 0; q < c.n * c.d; ++q) sum += 0.5 * c.w[q / c.d] * v[static_cast<size_t>(q)] * v[static_cast<size_t>(q)];
    return sum;
  }
};

const flow_spec &flow_harmonic() {
  // clang-format off
  static const flow_spec spec{
      .name = "harmonic", .summary = "Attraction to the mean.", .reference = "exact: distances shrink as exp(-t)", .energy = "1/4 sum w w |x - x'|^2",
      .geometry = "Wasserstein-2", .scheme = "explicit", .needs = "", .memory = "O(n d)", .particles = 100, .particles_reason = "Any number.",
      .symmetries = permutation | rotation | translation | momentum, .deterministic = true, .has_energy = true,
      .options = explicit_step_options(0.1, "Step size in flow time."),
      .make = [](const binding &b) { return make_explicit_step(b, std::make_unique<harmonic>()); }, .length_power = [](const option_set &) { return 2; }};
  return spec;
  // clang-format on
}

}  // namespace wgf
