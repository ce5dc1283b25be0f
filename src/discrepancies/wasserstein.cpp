// Wasserstein distance, to the power of its order, between the particles and samples: exact.
#include <algorithm>
#include <cmath>

#include "core/discrepancy_spec.h"
#include "transport/exact/transport.h"
#include "base/paced.h"

namespace wgf {

namespace {

// Adds the gradient in x of mass |x - y|^order. For order 1 it is a unit vector; where x is y, 0, a subgradient.
void add_slope(int64_t d, int order, double mass, const double *x, const double *y, double *gradient) {
  double square = 0;
  for (int64_t k = 0; k < d; ++k) square += (x[k] - y[k]) * (x[k] - y[k]);
  const double factor = order == 2 ? 2 * mass : square > 0 ? mass / std::sqrt(square)
                                                           : 0;
  for (int64_t k = 0; k < d; ++k) gradient[k] += factor * (x[k] - y[k]);
}

double evaluate(const discrepancy_input &in, double *gradient) {
  const sample_cloud &samples = in.other.samples();
  const int order = static_cast<int>(in.options.integer("order"));
  const transport_plan plan =
      optimal_transport(in.d, {in.n, in.x, in.w}, {samples.n, samples.x.data(), samples.w.data()}, order);
  if (!gradient) return plan.cost;
  std::fill_n(gradient, in.n * in.d, 0.0);
  in_stretches(static_cast<int64_t>(plan.parts.size()), 20 + 4 * static_cast<double>(in.d), [&](int64_t begin, int64_t end) {
    for (int64_t at = begin; at < end; ++at) {
      const transport_plan::part &p = plan.parts[static_cast<size_t>(at)];
      add_slope(in.d, order, p.mass, in.x + p.from * in.d, samples.x.data() + p.to * in.d, gradient + p.from * in.d);
    }
  });
  return plan.cost;
}

}  // namespace

const discrepancy_spec &discrepancy_wasserstein() {
  static const discrepancy_spec spec{
      .name = "wasserstein",
      .summary =
          "Wasserstein distance to the power of its order (W_2^2, or W_1) between the particles and samples: exact optimal transport, in "
          "O((n + m) d) memory, and time that grows about as (n + m)^2 d.",
      .reference = "Villani 2003, equation 7.1; the network simplex: Bonneel, van de Panne, Paris and Heidrich 2011, section 4",
      .needs = "samples",
      .options = {integer_option("order", 2, 1, 2, "The cost of a move from x to y is |x - y|^order.")},
      .make = make_evaluator<evaluate>,
      .length_power = [](const discrepancy_input &in) { return static_cast<int>(in.options.integer("order")); },
  };
  return spec;
}

}  // namespace wgf
