#include "targets/law_checks.h"

namespace wgf {
const target_spec &target_banana();
}

namespace {

using namespace law_checks;

const wgf::target_spec &spec() { return wgf::target_banana(); }

}  // namespace

TEST_CASE("banana: derivatives are those of differences") {
  check_derivatives(*build(spec(), 2), 2);
  check_derivatives(*build(spec(), 4), 4);
}

TEST_CASE("banana: bits do not depend on what is asked together") {
  check_same_bits(*build(spec(), 3), 3);
  check_prefix(*build(spec(), 3), 3);
}

// s = 2, b = 0.5: Var x2 = 1 + 2 b^2 s^4 = 9, Cov(x1^2, x2) = 2 b s^4 = 16.
TEST_CASE("banana: draws have the known moments within 4 standard errors") {
  const numbers x = draws(*build(spec(), 3), 100000, 3);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[0]; }, 0) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[1]; }, 0) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[0] * p[0]; }, 4) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[1] * p[1]; }, 9) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[0] * p[1]; }, 0) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return (p[0] * p[0] - 4) * p[1]; }, 16) < 4);
  CHECK(standardised(
            x, 3, [](const double *p) { return p[2] * p[2]; }, 1) < 4);
}

TEST_CASE("banana: the density integrates to one") {
  const auto law = build(spec(), 2);
  // Along the ridge the inner integral is over a standard normal.
  const double mass = integral(16, 0.2, [&](double a) {
    return integral(8, 0.2, [&](double b) { return density_at(*law, {a, b + 0.5 * (a * a - 4)}); });
  });
  CHECK(mass == doctest::Approx(1).epsilon(1e-11));
}
