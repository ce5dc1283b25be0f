#include "targets/law_checks.h"

namespace wgf {
const target_spec &target_gaussian_mixture();
}

namespace {

using namespace law_checks;

const wgf::target_spec &spec() { return wgf::target_gaussian_mixture(); }

// Weights 1/5, 0, 4/5; the middle component must not be seen.
void three(wgf::option_set &o) {
  o.set_integer("components", 3);
  o.set_vector("weights", 3, numbers{1, 0, 4}.data());
  o.set_vector("means", 6, numbers{-1, 0, 50, 50, 2, 1}.data());
  o.set_vector("covariances", 12, numbers{1, 0.5, 0.5, 2, 1, 0, 0, 1, 0.5, 0, 0, 0.5}.data());
}

// 0.3 N(-3, 1) + 0.7 N(3, 1).
void two_modes(wgf::option_set &o) {
  o.set_vector("weights", 2, numbers{0.3, 0.7}.data());
  o.set_vector("means", 2, numbers{-3, 3}.data());
}

}  // namespace

TEST_CASE("gaussian mixture: the default has two modes, at -2 and 2 in every coordinate") {
  const auto law = build(spec(), 2);
  const auto value = [&](double a, double b) { return log_densities(*law, 2, {a, b})[0]; };
  // The other mode is 32/2 below.
  CHECK(value(2, 2) == doctest::Approx(std::log(0.5) - std::log(2 * M_PI) + std::log1p(std::exp(-16.0))).epsilon(1e-14));
  CHECK(value(-2, -2) == doctest::Approx(value(2, 2)).epsilon(1e-15));
  CHECK(value(2, -2) < value(2, 2) - 6);
}

TEST_CASE("gaussian mixture: derivatives are those of differences") {
  check_derivatives(*build(spec(), 2, three), 2);
  check_derivatives(*build(spec(), 3), 3);
}

TEST_CASE("gaussian mixture: bits do not depend on what is asked together") {
  check_same_bits(*build(spec(), 2, three), 2);
  check_prefix(*build(spec(), 2, three), 2);
}

TEST_CASE("gaussian mixture: far away the nearest mode gives the score, without underflow") {
  const auto law = build(spec(), 1, two_modes);
  const numbers s = scores(*law, 1, {-1000, 1000});
  CHECK(s[0] == doctest::Approx(997).epsilon(1e-14));
  CHECK(s[1] == doctest::Approx(-997).epsilon(1e-14));
}

TEST_CASE("gaussian mixture: draws have the known moments within 4 standard errors") {
  const auto law = build(spec(), 1, two_modes);
  const numbers x = draws(*law, 100000, 1);
  CHECK(standardised(
            x, 1, [](const double *p) { return *p; }, 1.2) < 4);
  CHECK(standardised(
            x, 1, [](const double *p) { return (*p - 1.2) * (*p - 1.2); }, 8.56) < 4);
  const auto wide = build(spec(), 2, three);
  const numbers y = draws(*wide, 100000, 2);
  CHECK(standardised(
            y, 2, [](const double *p) { return p[0]; }, 0.2 * -1 + 0.8 * 2) < 4);
  CHECK(standardised(
            y, 2, [](const double *p) { return p[1]; }, 0.8) < 4);
  CHECK(standardised(
            y, 2, [](const double *p) { return p[0] * p[1]; }, 0.2 * 0.5 + 0.8 * 2) < 4);
}

TEST_CASE("gaussian mixture: the density integrates to one") {
  const auto one = build(spec(), 1, two_modes), two = build(spec(), 2, three);
  CHECK(integral(12, 0.1, [&](double x) { return density_at(*one, {x}); }) == doctest::Approx(1).epsilon(1e-12));
  const double mass = integral(14, 0.2, [&](double a) { return integral(14, 0.2, [&](double b) { return density_at(*two, {a, b}); }); });
  CHECK(mass == doctest::Approx(1).epsilon(1e-10));
}

TEST_CASE("gaussian mixture: options without meaning are refused with a reason") {
  const auto text = [](const settings &set) { return std::string(failure_of(spec(), 2, set).what()); };
  CHECK(text([](wgf::option_set &o) { o.set_integer("components", 3); }).find("\"means\" must be set, to 6 numbers") !=
        std::string::npos);
  CHECK(text([](wgf::option_set &o) { o.set_vector("weights", 2, numbers{1, -1}.data()); }).find("non-negative") !=
        std::string::npos);
  CHECK(text([](wgf::option_set &o) { o.set_vector("weights", 2, numbers{0, 0}.data()); }).find("positive") != std::string::npos);
  CHECK(text([](wgf::option_set &o) { o.set_vector("covariances", 8, numbers{1, 0, 0, 1, 1, 2, 2, 1}.data()); })
            .find("component 1 is not positive definite") != std::string::npos);
}
