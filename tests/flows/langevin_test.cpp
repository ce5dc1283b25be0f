#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

// The stationary variance of X+ = X - h a X + sqrt(2h) xi is 1 / (a (1 - h a / 2)).
TEST_CASE("langevin: the stationary variance has the bias of the Euler step, at three step sizes") {
  const int64_t n = 40000;
  const double a = 2;
  for (const char *precision : {"double", "float"})
    for (const double h : {0.05, 0.25, 0.5}) {
      small_flow f("langevin", n, 1, 11);
      f.gaussian({0}, {1 / a});
      f.options().set_real("step_size", h);
      f.options().set_text("precision", precision);
      f.run->run(200, 0, 0);  // the start is forgotten: (1 - 2 h)^400 < 1e-18
      const double expected = 1 / (a * (1 - h * a / 2));
      const double standard_error = expected * std::sqrt(2.0 / static_cast<double>(n - 1));
      CHECK(std::abs(variance_of(f.x()) - expected) < 4 * standard_error);
      CHECK(std::abs(mean_of(f.x())) < 4 * std::sqrt(expected / static_cast<double>(n)));
    }
}

// From N((0,2), [1 .3; .3 2]) towards N((1,-1), [2 .6; .6 .5]) with h = 0.2, after one step.
TEST_CASE("langevin: the mean after one step is exact without noise") {
  small_flow f("langevin", 1, 2);
  f.x() = {0, 2};
  f.gaussian({1, -1}, {2, 0.6, 0.6, 0.5});
  const std::vector<double> v = f.drift();
  CHECK(0 + 0.2 * v[0] == doctest::Approx(0.71875).epsilon(1e-12));
  CHECK(2 + 0.2 * v[1] == doctest::Approx(-0.0625).epsilon(1e-12));
}

TEST_CASE("langevin: in float the noise is that of the stream of floats, times sqrt(2 h), added in double") {
  constexpr int64_t n = 13, d = 3;
  small_flow f("langevin", n, d, 11);
  f.gaussian({0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1});
  f.options().set_real("step_size", 0.125);
  f.options().set_text("precision", "float");
  const std::vector<double> before = f.x();
  f.run->step();
  std::vector<float> noise(n * d);
  normals({11, 0, purpose::noise}, 0, n, d, noise.data());
  for (size_t i = 0; i < noise.size(); ++i) CHECK(f.x()[i] == doctest::Approx(0.875 * before[i] + 0.5 * static_cast<double>(noise[i])).epsilon(1e-14));
}
