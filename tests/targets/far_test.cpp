// Ready-made densities far away, where squares overflow, by their formulas in logarithms.
#include <cmath>

#include "core/catalogue.h"
#include "law_checks.h"

using namespace wgf;
using namespace law_checks;

TEST_CASE("student_t: tails are a power of the distance, however far") {
  const double nu = 5;
  const auto law = build(find_target("student_t"), 1);
  const double constant = std::lgamma(3) - std::lgamma(2.5) - 0.5 * std::log(nu * 3.14159265358979323846);
  for (const double x : {1e10, 1e150, 1e200, 1e300}) {
    CAPTURE(x);
    CHECK(log_densities(*law, 1, {x})[0] == doctest::Approx(constant - 3 * (2 * std::log(x) - std::log(nu))).epsilon(1e-14));
    CHECK(scores(*law, 1, {x})[0] == doctest::Approx(-6 / x).epsilon(1e-14));  // (nu + 1) / x
  }
}

TEST_CASE("funnel: on the axis the density is that of the axis, however narrow the throat") {
  const auto law = build(find_target("funnel"), 3);
  for (const double v : {-800.0, -1500.0, -1e4}) {
    CAPTURE(v);
    // N(v; 0, 9) and two normals of variance e^v at 0
    const double expected = -1.5 * std::log(2 * 3.14159265358979323846) - std::log(3.0) - v * v / 18 - v;
    CHECK(log_densities(*law, 3, {v, 0, 0})[0] == doctest::Approx(expected).epsilon(1e-14));
    const numbers score = scores(*law, 3, {v, 0, 0});
    CHECK(score[0] == doctest::Approx(-v / 9 - 1).epsilon(1e-14));
    CHECK(score[1] == 0);
    CHECK(products(*law, 3, {v, 0, 0}, {1, 0, 0})[0] == doctest::Approx(-1.0 / 9).epsilon(1e-14));
  }
}

TEST_CASE("banana: near the ends of its scale the ridge keeps its digits") {
  const auto law = build(find_target("banana"), 2, [](option_set &o) { o.set_real("curvature", 1e10); });
  const double x = 2 + 0x1p-50;  // b (x^2 - 4) = b 2^-48, to a rounding
  CHECK(scores(*law, 2, {x, 0})[1] == doctest::Approx(1e10 * 0x1p-48).epsilon(1e-12));
}

TEST_CASE("gaussian: a covariance without an inverse in doubles is refused") {
  const double tiny = 1e-309;
  const error refused = failure_of(find_target("gaussian"), 1, [&](option_set &o) { o.set_vector("covariance", 1, &tiny); });
  CHECK(refused.code() == WGF_E_OPTION);
}

TEST_CASE("exact draws beyond the largest number are refused") {
  const auto host = std::make_shared<context>();
  const target_spec &spec = find_target("funnel");
  auto options = std::make_unique<option_set>("target \"funnel\"", spec.options);
  options->set_real("sd", 1e150);
  target far(host, std::move(options), spec, 2);
  numbers x(200);
  workers alone(1);
  CHECK_THROWS_WITH_AS(far.sample({1, 0, purpose::initial}, 100, x.data(), alone), doctest::Contains("1e308"), error);
}
