#include "targets/law_checks.h"

namespace wgf {
const target_spec &target_funnel();
}

namespace {

using namespace law_checks;

const wgf::target_spec &spec() { return wgf::target_funnel(); }

// Third derivatives are as large as e^-v: a narrow funnel keeps differences exact.
void narrow(wgf::option_set &o) { o.set_real("sd", 0.7); }

}  // namespace

TEST_CASE("funnel: derivatives are those of differences") {
  check_derivatives(*build(spec(), 2, narrow), 2);
  check_derivatives(*build(spec(), 5, narrow), 5);
  check_derivatives(*build(spec(), 1), 1);
}

TEST_CASE("funnel: bits do not depend on what is asked together") {
  check_same_bits(*build(spec(), 3), 3);
  check_prefix(*build(spec(), 3), 3);
}

// The moments of x itself converge far too slowly; those of x e^(-v/2) are normal.
TEST_CASE("funnel: draws have the known moments within 4 standard errors") {
  const numbers x = draws(*build(spec(), 3), 100000, 3);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[0]; }, 0) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[0] * p[0]; }, 9) < 4);
  for (size_t k = 1; k < 3; ++k) {
    CHECK(standardised(
              x, 3, [k](const double *p) { return p[k] * std::exp(-0.5 * p[0]); }, 0) < 4);
    CHECK(standardised(
              x, 3, [k](const double *p) { return p[k] * p[k] * std::exp(-p[0]); }, 1) < 4);
    CHECK(standardised(
              x, 3, [k](const double *p) { return p[0] * p[k] * p[k] * std::exp(-p[0]); }, 0) < 4);
  }
  CHECK(standardised(
            x, 3, [](const double *p) { return p[1] * p[2] * std::exp(-p[0]); }, 0) < 4);
}

TEST_CASE("funnel: the density integrates to one") {
  const auto law = build(spec(), 2);
  const double mass = integral(24, 0.3, [&](double v) {
    const double width = std::exp(0.5 * v);
    return integral(8, 0.2, [&](double y) { return width * density_at(*law, {v, width * y}); });
  });
  CHECK(mass == doctest::Approx(1).epsilon(1e-11));
}
