// Laws of every ready-made target: scores, Hessian products and exact draws in other units; what a double does not hold is refused.
#include <doctest/doctest.h>

#include <cfenv>
#include <cmath>
#include <string>

#include "laws/choices.h"
#include "targets/law_checks.h"
#include "core/catalogue.h"

using namespace wgf;
using law_checks::numbers;

namespace {

constexpr int64_t d = 2, n = 5;

// Its options as they are; those without a default by length that can be told from their names.
option_set options_of(const target_spec &spec) {
  option_set options(std::string("target \"") + spec.name + "\"", spec.options);
  const numbers mean{0.25, -1.5}, means{0.25, -1.5, 2, 1}, covariance{1.5, 0.25, 0.25, 0.75};
  if (options.has("mean")) options.set_vector("mean", d, mean.data());
  if (options.has("means")) options.set_vector("means", 2 * d, means.data());
  if (options.has("covariance")) options.set_vector("covariance", d * d, covariance.data());
  return options;
}

// That it has a length at all: then all its numbers are lengths or pure.
bool has_unit(const target_spec &spec) {
  for (const option &row : spec.options.rows())
    if (row.length_power != 0) return true;
  return false;
}

struct answers {
  numbers log_density, score, product, draw;
};

answers ask(const target_spec &spec, const option_set &options, const numbers &x, const numbers &v) {
  const std::unique_ptr<density> law = spec.make(options, d);
  std::feclearexcept(FE_ALL_EXCEPT);
  answers all{law_checks::log_densities(*law, d, x), law_checks::scores(*law, d, x), law_checks::products(*law, d, x, v), law_checks::draws(*law, n, d)};
  CHECK_MESSAGE(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) == 0, "a floating-point exception was raised");
  return all;
}

int different(const numbers &far, const numbers &near, int exponent) {
  int count = 0;
  for (size_t i = 0; i < near.size(); ++i) count += far[i] != std::ldexp(near[i], exponent);
  return count;
}

}  // namespace

TEST_CASE("law: a target of lengths times 2^k has its scores, Hessian products and draws in those units, to the bit") {
  const numbers x{0.3, -0.2, 1.1, 2.5, -3, 0.125, 0, 0, 0.25, -1.5}, v{1, 2, -0.5, 0.25, 0, 1, 3, -1, 1, 1};
  int seen = 0;
  for (const target_spec *spec : target_catalogue()) {
    if (!has_unit(*spec)) continue;
    ++seen;
    INFO(std::string(spec->name));
    const option_set options = options_of(*spec);
    const answers near = ask(*spec, options, x, v);
    for (const int k : {-480, -200, -30, 1, 33, 200, 480}) {
      INFO("lengths times 2^" << k);
      numbers places = x;
      for (double &each : places) each = std::ldexp(each, k);
      const answers far = ask(*spec, options.in_units_of(-k), places, v);
      CHECK(different(far.score, near.score, -k) == 0);
      CHECK(different(far.product, near.product, -2 * k) == 0);
      CHECK(different(far.draw, near.draw, k) == 0);
      // A density is of the dimension length^-d; logarithms of 2^480 round at some 600 times 2^-52.
      for (size_t i = 0; i < near.log_density.size(); ++i)
        CHECK(std::abs(far.log_density[i] - (near.log_density[i] - static_cast<double>(d * k) * std::log(2.0))) <= 1e-12 * (1 + std::abs(far.log_density[i])));
    }
  }
  CHECK(seen >= 3);
}

TEST_CASE("law: where the density is too small for a double no target answers with a number that is wrong") {
  for (const target_spec *spec : target_catalogue()) {
    INFO(std::string(spec->name));
    const std::unique_ptr<density> law = spec->make(options_of(*spec), d);
    for (const double far : {1e100, 1e160, 1e200, 1e300}) {
      INFO("at " << far);
      const double value = law_checks::log_densities(*law, d, {far, 1})[0];
      // Tails fall at least as those of student_t, (nu + 1) log; minus infinity and NaN reject.
      CHECK(!(value > -200));
    }
  }
}
