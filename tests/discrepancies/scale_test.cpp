// Values at scales whose squares no double holds. Expected: worked by hand, or summed in long double (tests/laws has the same of every entry).
#include <doctest/doctest.h>

#include <cfenv>
#include <cmath>

#include "core/catalogue.h"
#include "discrepancies/evaluation.h"

using namespace wgf;

TEST_CASE("scale: mmd of {0,1,2,3}s to {.5,1.5}s is .178966286 at every s") {
  for (const double s : {1e-300, 1e-200, 1e-162, 1e-120, 1e-30, 1.0, 1e100, 1e155, 1e300}) {
    CAPTURE(s);
    evaluation e(find_discrepancy("mmd"), samples_target(1, {0.5 * s, 1.5 * s}, even(2)));
    numbers gradient;
    CHECK(e({0, s, 2 * s, 3 * s}, even(4), &gradient) == doctest::Approx(0.178966286).epsilon(1e-8));
  }
}

TEST_CASE("scale: the energy distance of two points is twice their distance") {
  for (const double s : {1e-300, 1e-160, 1.0, 1e160, 1e307}) {
    CAPTURE(s);
    evaluation e(find_discrepancy("energy"), samples_target(1, {s}, {1}));
    numbers gradient;
    CHECK(e({0}, {1}, &gradient) == doctest::Approx(2 * s).epsilon(1e-14));
    CHECK(gradient[0] == doctest::Approx(-2).epsilon(1e-14));
  }
}

TEST_CASE("scale: a value that no double holds is an error") {
  evaluation far(find_discrepancy("sliced_wasserstein"), samples_target(1, {1e200}, {1}));
  CHECK_THROWS_WITH_AS(far({0}, {1}), doctest::Contains("10^400"), error);
  evaluation near(find_discrepancy("sliced_wasserstein"), samples_target(1, {1e-200}, {1}));
  CHECK_THROWS_WITH_AS(near({0}, {1}), doctest::Contains("10^-400"), error);
}

TEST_CASE("scale: the energy distance raises no floating-point exception") {
  evaluation e(find_discrepancy("energy"), samples_target(2, {0, 0, 1, 1, 2, 2}, even(3)));
  numbers gradient;
  std::feclearexcept(FE_ALL_EXCEPT);
  e({0, 0, 1, 1, 1, 1, 5, 6}, even(4), &gradient);
  CHECK(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) == 0);
}
