#include "core/discrepancy.h"

#include <cmath>

#include "core/passes.h"
#include "core/unit.h"

namespace wgf {

namespace {

rows_of_numbers particles_of(const discrepancy_input &in) { return {in.n, in.x, in.w}; }

rows_of_numbers samples_of(const discrepancy_input &in) {
  const sample_cloud &y = in.other.samples();
  return {y.n, y.x.data(), y.w.data()};
}

// The same sample in other units; a target with a density is asked in its own, and its recipe scales what it answers.
std::shared_ptr<target> rescaled(const discrepancy_input &in, int exponent) {
  if (!in.other.is_samples()) return nullptr;
  sample_cloud y = in.other.samples();
  y.x = in_units(in.d, samples_of(in), exponent);
  auto other = std::make_shared<target>(in.other.owner(), std::move(y));
  other->freeze();
  return other;
}

double evaluate_in_units(const discrepancy_spec &spec, const discrepancy_input &in, int exponent, double *gradient) {
  const option_set options = in.options.in_units_of(exponent);
  const std::vector<double> x = in_units(in.d, particles_of(in), exponent);
  const std::shared_ptr<target> other = rescaled(in, exponent);
  discrepancy_input rescaled{options, in.own_kernel, in.n, in.d, x.data(), in.w, other ? *other : in.other, in.seed, in.pool, in.memory};
  rescaled.unit_exponent = exponent;
  double value = spec.evaluate(rescaled, gradient);
  const int power = spec.length_power(in);
  from_units("the value", 1, &value, int64_t{power} * exponent);
  if (gradient) from_units("the gradient", in.n * in.d, gradient, int64_t{power - 1} * exponent);
  return value;
}

}  // namespace

double evaluate(const discrepancy_spec &spec, const discrepancy_input &in, double *gradient) {
  const int spread = spread_exponent(in.d, particles_of(in), in.other.is_samples() ? samples_of(in) : rows_of_numbers{0, nullptr, nullptr});
  const int exponent = unit_exponent(spread);
  const double value = exponent == 0 ? spec.evaluate(in, gradient) : evaluate_in_units(spec, in, exponent, gradient);
  require(std::isfinite(value) && (!gradient || all_finite(gradient, in.n * in.d)), WGF_E_NUMERIC, "the value or its gradient is not finite");
  return value;
}

}  // namespace wgf
