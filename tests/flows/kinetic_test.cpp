#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "flows/point_density.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

const char *const schemes[] = {"baoab", "obabo"};

small_flow started(int64_t n, const char *scheme, const char *adjust, double h, double friction) {
  small_flow f("kinetic", n, 1, 5);
  normals({17, 0, purpose::user}, 0, n, 1, f.x().data());
  f.options().set_text("scheme", scheme);
  f.options().set_text("adjust", adjust);
  f.options().set_real("step_size", h);
  f.options().set_real("friction", friction);
  return f;
}

double mean_power(const std::vector<double> &x, double power) {
  double sum = 0;
  for (double each : x) sum += std::pow(std::abs(each), power);
  return sum / static_cast<double>(x.size());
}

double quartic(const double *x, double *score) {
  score[0] = -x[0] * x[0] * x[0];
  return 0.25 * x[0] * score[0];
}

double half_normal(const double *x, double *score) {
  score[0] = -x[0];
  return x[0] > 0 ? -x[0] * x[0] / 2 : -std::numeric_limits<double>::infinity();
}

}  // namespace

// With precision a: BAOAB 1/a, OBABO 1/(a (1 - a h^2/4)), whatever the friction.
TEST_CASE("kinetic: the variances of both schemes in a harmonic well are the closed forms") {
  const int64_t n = 20000;
  for (const char *scheme : schemes)
    for (const double friction : {0.5, 2.0})
      for (const double a : {1.0, 4.0})
        for (const double h : {0.5, 1.0 / std::sqrt(a)}) {
          INFO(std::string(scheme) << ", friction " << friction << ", precision " << a << ", h = " << h);
          small_flow f = started(n, scheme, "no", h, friction);
          f.gaussian({0}, {1 / a});
          f.run->run(120, 0, 0);  // the slowest part of the start decays as exp(-t friction / 2), or as exp(-t a / friction): below 1e-6
          const double expected = (std::string(scheme) == "baoab" ? 1 : 1 / (1 - a * h * h / 4)) / a;
          CHECK(std::abs(variance_of(f.x()) - expected) < 4 * expected * std::sqrt(2.0 / static_cast<double>(n)));
          CHECK(std::abs(mean_of(f.x())) < 4 * std::sqrt(expected / static_cast<double>(n)));
        }
}

// x = x0 cos t + p0 sin t; the error is h^2 times a constant.
TEST_CASE("kinetic: without friction both schemes are of second order") {
  const int64_t n = 50;
  std::vector<double> p(n);
  normals({5, 0, purpose::momentum}, 0, n, 1, p.data());
  for (const char *scheme : schemes) {
    const auto error_of = [&](int steps) {
      small_flow f = started(n, scheme, "no", 2.0 / steps, 0);
      f.gaussian({0}, {1});
      const std::vector<double> x = f.x();
      f.run->run(steps, 0, 0);
      double most = 0;
      for (size_t i = 0; i < x.size(); ++i) most = std::max(most, std::abs(f.x()[i] - (x[i] * std::cos(2.0) + p[i] * std::sin(2.0))));
      return most;
    };
    const double coarse = error_of(40), fine = error_of(80);
    CHECK(coarse < 1e-2);
    CHECK(coarse / fine == doctest::Approx(4).epsilon(0.01));  // the next term is h^2 = 0.0025 as large
  }
}

// V = x^4/4: E x^2 = 2 Gamma(3/4)/Gamma(1/4), E x^4 = 1. Without the test the law at this step size is off by far more than the bounds.
TEST_CASE("kinetic: with a Metropolis test the law is exact, where it is not without") {
  const int64_t n = 40000;
  const double square = 2 * std::tgamma(0.75) / std::tgamma(0.25);
  for (const char *scheme : schemes)
    for (const char *adjust : {"yes", "no"}) {
      INFO(std::string(scheme) << ", adjust " << std::string(adjust));
      small_flow f = started(n, scheme, adjust, 1.0, 0.3);
      for (double &x : f.x()) x = std::sin(x);  // no tail where every step is refused
      give(f, quartic);
      f.run->run(300, 0, 0);
      // Var x^2 = 1 - square^2, Var x^4 = E x^8 - 1 = 5 - 1.
      const double off = std::abs(mean_power(f.x(), 2) - square) / std::sqrt((1 - square * square) / static_cast<double>(n));
      const double off4 = std::abs(mean_power(f.x(), 4) - 1) / std::sqrt(4 / static_cast<double>(n));
      if (std::string(adjust) == "yes") {
        CHECK(off < 4);
        CHECK(off4 < 4);
        CHECK(f.stats().acceptance > 0.5);
        CHECK(f.stats().acceptance < 0.95);
      } else {
        CHECK(std::max(off, off4) > 8);
        CHECK(std::isnan(f.stats().acceptance));
      }
    }
}

// The half-normal: mean sqrt(2/pi), variance 1 - 2/pi.
TEST_CASE("kinetic: no particle leaves the support, and with a Metropolis test its edge costs no accuracy") {
  const int64_t n = 40000;
  for (const char *scheme : schemes)
    for (const char *adjust : {"no", "yes"}) {
      INFO(std::string(scheme) << ", adjust " << std::string(adjust));
      small_flow f = started(n, scheme, adjust, 0.2, 1);
      for (double &x : f.x()) x = std::abs(x);
      give(f, half_normal);
      f.run->run(100, 0, 0);
      for (const double x : f.x()) REQUIRE(x > 0);
      const double standard_error = std::sqrt((1 - 2 / 3.14159265358979324) / static_cast<double>(n));
      CHECK(std::abs(mean_of(f.x()) - std::sqrt(2 / 3.14159265358979324)) < 4 * standard_error + (std::string(adjust) == "yes" ? 0 : 0.02));
    }
}

TEST_CASE("kinetic: a step that is too large is told by the momenta, or leaves the range of a double") {
  small_flow good = started(1000, "baoab", "no", 0.5, 1), large = started(1000, "baoab", "no", 1.9, 1), wild = started(10, "baoab", "no", 2.5, 1);
  for (small_flow *f : {&good, &large, &wild}) f->gaussian({0}, {1});
  CHECK(good.run->run(100, 0, 0) == WGF_OK);
  CHECK(large.run->run(100, 0, 0) == WGF_NOT_CONVERGED);
  try {
    wild.run->run(10000, 0, 0);
    FAIL("it went on");
  } catch (const error &e) {
    CHECK(e.code() == WGF_E_NUMERIC);
    CHECK(std::string(e.what()).find("smaller step_size") != std::string::npos);
  }
}

TEST_CASE("kinetic: a Metropolis test needs a log density") {
  class score_only : public point_density {
   public:
    using point_density::point_density;
    int32_t provides() const override { return WGF_SCORE; }
  };
  for (const char *adjust : {"no", "yes"}) {
    small_flow f = started(4, "obabo", adjust, 0.1, 1);
    f.run->set_target(std::make_shared<target>(f.host, std::make_shared<score_only>(1, quartic), 1));
    if (std::string(adjust) == "no")
      f.run->bind();
    else
      CHECK_THROWS_WITH_AS(f.run->bind(), "flow \"kinetic\" with adjust \"yes\" needs a log density, and the target gives only a score", error);
  }
}
