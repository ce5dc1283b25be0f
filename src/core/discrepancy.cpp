#include "core/discrepancy.h"

#include <algorithm>
#include <cmath>

#include "base/passes.h"
#include "core/unit.h"

namespace wgf {

namespace {

bool some_left_out(const rows_of_numbers &rows) {
  return std::any_of(rows.w, rows.w + rows.n, [](double w) { return w == 0; });
}

// The same sample in that unit. A target with a density is asked in its own, and the recipe takes its answers into the unit.
std::shared_ptr<target> in_unit(target &other, const rows_of_numbers &samples, const unit &u) {
  if (!other.is_samples()) return nullptr;
  rows_in_unit rows(samples, u);
  sample_cloud y = other.samples();
  y.n = rows.n();
  y.x = std::move(rows.x);
  y.w = std::move(rows.w);
  auto made = std::make_shared<target>(other.owner(), std::move(y));
  made->freeze();
  return made;
}

// Rows of those that have weight, spread over all: zeros for the others. From the last on, for they are the first rows of the same memory.
void spread_rows(const double *w, int64_t n, int64_t d, int64_t kept, double *rows) {
  for (int64_t i = n - 1; i >= 0; --i) {
    if (w[i] == 0)
      std::fill_n(rows + i * d, d, 0.0);
    else
      std::copy_n(rows + --kept * d, d, rows + i * d);
  }
}

double evaluate_in_unit(const discrepancy_spec &spec, evaluator &by, const discrepancy_input &in, const rows_of_numbers &samples, const unit &u, double *gradient) {
  const option_set options = in.options.in_units_of(u.exponent);
  const rows_in_unit own({in.n, in.x, in.w}, u);
  const std::shared_ptr<target> other = in_unit(in.other, samples, u);
  discrepancy_input inside{options, in.own_kernel, own.n(), in.d, own.x.data(), own.w.data(), other ? *other : in.other, in.seed, in.pool};
  inside.places = own.places.data();
  inside.unit_exponent = u.exponent;
  double value = by.evaluate(inside, gradient);
  const int power = spec.length_power(in);
  from_units("the value", 1, &value, int64_t{power} * u.exponent);
  if (!gradient) return value;
  from_units("the gradient", own.n() * in.d, gradient, int64_t{power - 1} * u.exponent);
  spread_rows(in.w, in.n, in.d, own.n(), gradient);
  return value;
}

double value_of(const discrepancy_spec &spec, evaluator &by, const discrepancy_input &in, double *gradient) {
  const rows_of_numbers own{in.n, in.x, in.w};
  rows_of_numbers samples{0, nullptr, nullptr};
  if (in.other.is_samples()) samples = {in.other.samples().n, in.other.samples().x.data(), in.other.samples().w.data()};
  const unit u = unit::of(in.d, own, samples);
  if (!u.usual() || some_left_out(own) || some_left_out(samples)) return evaluate_in_unit(spec, by, in, samples, u, gradient);
  discrepancy_input inside = in;
  inside.places = in.x;
  return by.evaluate(inside, gradient);
}

}  // namespace

discrepancy::discrepancy(std::shared_ptr<context> owner, const discrepancy_spec &spec)
    : owner_(std::move(owner)), spec_(spec), options_(std::string("discrepancy \"") + spec.name + "\"", spec.options), evaluator_(spec.make()) {}

double discrepancy::evaluate(const ensemble &e, target &other, uint64_t seed, workers &pool, double *gradient) {
  return wgf::evaluate(spec_, *evaluator_, {options_, own_kernel_.get(), e.n, e.d, e.x.data(), e.w.data(), other, seed, pool}, gradient);
}

double evaluate(const discrepancy_spec &spec, evaluator &by, const discrepancy_input &in, double *gradient) {
  const double value = value_of(spec, by, in, gradient);
  require(std::isfinite(value) && (!gradient || all_finite(gradient, in.n * in.d)), WGF_E_NUMERIC, "the value or its gradient is not finite");
  return value;
}

}  // namespace wgf
