#include "targets/law_checks.h"

namespace wgf {
const target_spec &target_student_t();
}

namespace {

using namespace law_checks;

const wgf::target_spec &spec() { return wgf::target_student_t(); }

}  // namespace

TEST_CASE("student t: one degree of freedom is the Cauchy law") {
  const auto law = build(spec(), 1, [](wgf::option_set &o) { o.set_real("degrees", 1); });
  CHECK(log_densities(*law, 1, {3})[0] == doctest::Approx(-std::log(M_PI * 10)).epsilon(1e-14));
  CHECK(scores(*law, 1, {3})[0] == doctest::Approx(-0.6).epsilon(1e-15));
}

TEST_CASE("student t: derivatives are those of differences") {
  check_derivatives(*build(spec(), 3), 3);
  check_derivatives(*build(spec(), 2, [](wgf::option_set &o) { o.set_real("scale", 2.5); }), 2);
}

TEST_CASE("student t: bits do not depend on what is asked together") {
  check_same_bits(*build(spec(), 3), 3);
  check_prefix(*build(spec(), 3), 3);
}

TEST_CASE("student t: draws have the known moments and quantiles within 4 standard errors") {
  // Variance scale^2 nu/(nu-2), and the fourth moment 3 nu^2 / ((nu-2)(nu-4)) has itself a variance for nu = 12.
  const auto law = build(spec(), 2, [](wgf::option_set &o) {
    o.set_real("degrees", 12);
    o.set_real("scale", 2);
  });
  const numbers x = draws(*law, 100000, 2);
  for (size_t k = 0; k < 2; ++k) {
    CHECK(standardised(
              x, 2, [k](const double *p) { return p[k]; }, 0) < 4);
    CHECK(standardised(
              x, 2, [k](const double *p) { return p[k] * p[k]; }, 4 * 1.2) < 4);
    CHECK(standardised(
              x, 2, [k](const double *p) { return std::pow(p[k], 4); }, 16 * 3 * 144.0 / 80) < 4);
  }
  CHECK(standardised(
            x, 2, [](const double *p) { return p[0] * p[1]; }, 0) < 4);
  // The quartiles of the Cauchy law are -1 and 1.
  const auto cauchy = build(spec(), 1, [](wgf::option_set &o) { o.set_real("degrees", 1); });
  const numbers y = draws(*cauchy, 100000, 1);
  CHECK(standardised(
            y, 1, [](const double *p) { return *p < -1; }, 0.25) < 4);
  CHECK(standardised(
            y, 1, [](const double *p) { return std::abs(*p) < 1; }, 0.5) < 4);
}

TEST_CASE("student t: the density integrates to one") {
  const auto law = build(spec(), 1, [](wgf::option_set &o) { o.set_real("scale", 0.5); });
  // x = sinh t: the integrand falls like e^(-5 |t|).
  const double mass = integral(8, 0.05, [&](double t) { return density_at(*law, {std::sinh(t)}) * std::cosh(t); });
  CHECK(mass == doctest::Approx(1).epsilon(1e-12));
}
