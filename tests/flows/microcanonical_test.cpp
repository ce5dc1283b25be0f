#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "flows/point_density.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

const char *const integrators[] = {"minimal_norm", "leapfrog"};

struct settings {
  double step_size, decoherence;
  const char *integrator = "minimal_norm", *adjust = "no";
};

small_flow started(int64_t n, int64_t d, const settings &with) {
  small_flow f("microcanonical", n, d, 5);
  normals({17, 0, purpose::user}, 0, n, d, f.x().data());
  f.options().set_real("step_size", with.step_size);
  f.options().set_real("decoherence", with.decoherence);
  f.options().set_text("integrator", with.integrator);
  f.options().set_text("adjust", with.adjust);
  return f;
}

// Independent normals.
point_density::function normal_law(const std::vector<double> &variances) {
  return [variances](const double *x, double *score) {
    double sum = 0;
    for (size_t k = 0; k < variances.size(); ++k) {
      score[k] = -x[k] / variances[k];
      sum += 0.5 * x[k] * score[k];
    }
    return sum;
  };
}

// exp(-x^4/4) in three coordinates.
double quartics(const double *x, double *score) {
  double sum = 0;
  for (int k = 0; k < 3; ++k) {
    score[k] = -x[k] * x[k] * x[k];
    sum += 0.25 * x[k] * score[k];
  }
  return sum;
}

double flat(const double *, double *score) { return std::fill_n(score, 50, 0.0), 0.0; }

double mean_power(const std::vector<double> &x, double power) {
  double sum = 0;
  for (double each : x) sum += std::pow(std::abs(each), power);
  return sum / static_cast<double>(x.size());
}

// After a warm-up from N(0, I): scores until the mean over chains and coordinates of (mean over time of x_i^2 / var_i - 1)^2 / 2 is below 0.1^2.
double scores_to_error(double condition, int64_t warmup) {
  constexpr int64_t n = 32, d = 100;
  std::vector<double> variances(d), sums(n * d);
  for (int64_t k = 0; k < d; ++k) variances[static_cast<size_t>(k)] = std::pow(condition, static_cast<double>(k) / (d - 1) - 0.5);
  small_flow f = started(n, d, {0.25, 1});
  give(f, normal_law(variances));
  f.options().set_integer("warmup", warmup);
  f.options().set_real("energy_error", 1e-3);
  f.run->run(warmup, 0, 0);
  const int64_t before = f.stats().evaluations;
  for (double steps = 1; steps < 20000; ++steps) {
    f.run->step();
    double error = 0;
    for (size_t q = 0; q < sums.size(); ++q) {
      sums[q] += f.x()[q] * f.x()[q];
      error += std::pow(sums[q] / steps / variances[q % d] - 1, 2) / 2 / (n * d);
    }
    if (error < 0.01) return static_cast<double>(f.stats().evaluations - before) / n;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

// Robnik et al.: 978 and 19058, after their own tuning.
TEST_CASE("microcanonical: x_i^2 of Gaussians in 100 dimensions to an error of 0.1 takes no more scores than published") {
  const double near_round = scores_to_error(100, 400), stretched = scores_to_error(1e5, 4000);
  CHECK(near_round <= 978);
  CHECK(stretched <= 19058);
}

TEST_CASE("microcanonical: the warm-up reaches the wanted acceptance, or error of the energy, and is then frozen") {
  for (const char *integrator : integrators)
    for (const char *adjust : {"no", "yes"}) {
      INFO(std::string(integrator) << ", adjust " << std::string(adjust));
      small_flow f = started(100, 20, {1e-3, 1e-3, integrator, adjust});
      give(f, normal_law(std::vector<double>(20, 100.0)));
      f.options().set_integer("warmup", 200);
      CHECK(f.run->run(220, 0, 0) == WGF_OK);  // of which the error is part
      const double h = f.stats().step_size;
      double acceptance = 0;
      for (int k = 0; k < 100; ++k) {
        f.run->step();
        acceptance += f.stats().acceptance / 100;
        CHECK(f.stats().step_size == h);
      }
      CHECK(h > 1);                                                                // a tenth of a standard deviation
      if (std::string(adjust) == "yes") CHECK(std::abs(acceptance - 0.9) < 0.04);  // 10000 tests; the last steps of the tuning leave a few percent of h
    }
}

// Without noise: endpoints with steps h, h/2, h/4 differ by 3 and 3/4 of c h^2.
TEST_CASE("microcanonical: both integrators are of second order") {
  for (const char *integrator : integrators) {
    const auto end_of = [&](int steps) {
      small_flow f = started(20, 4, {1.0 / steps, 1e100, integrator});
      give(f, normal_law({1, 0.5, 2, 1}));
      f.run->run(steps, 0, 0);
      return f.x();
    };
    const std::vector<double> coarse = end_of(20), middle = end_of(40), fine = end_of(80);
    double first = 0, second = 0;
    for (size_t q = 0; q < fine.size(); ++q) first += std::abs(coarse[q] - middle[q]), second += std::abs(middle[q] - fine[q]);
    CHECK(first / static_cast<double>(fine.size()) < 0.01);
    CHECK(first / second == doctest::Approx(4).epsilon(0.02));  // the next term is h^2 = 0.0025 times some curvature
  }
}

TEST_CASE("microcanonical: every leapfrog step has the same length, and where nothing turns it a direction is forgotten as exp(-length / decoherence)") {
  constexpr int64_t n = 2000, d = 50;
  small_flow f = started(n, d, {0.1, 0.5, "leapfrog"});
  give(f, flat);
  std::vector<double> before, first;
  for (int step = 0; step < 6; ++step) {
    before = f.x();
    f.run->step();
    double along = 0;
    std::vector<double> move(before.size());
    for (size_t q = 0; q < move.size(); ++q) move[q] = (f.x()[q] - before[q]) / (0.1 * std::sqrt(50.0));
    if (first.empty()) first = move;
    for (size_t q = 0; q < move.size(); ++q) along += move[q] * first[q] / n;
    CHECK(mean_power(move, 2) * d == doctest::Approx(1).epsilon(1e-12));
    // A cosine in 50 dimensions has a standard deviation below 1/sqrt(50); the length of z is that of its mean up to 1/(4 d).
    CHECK(std::abs(along - std::exp(-0.2 * step)) < 4 / std::sqrt(50.0 * n) + 0.005);
  }
}

// E x^2 = 2 Gamma(3/4)/Gamma(1/4), E x^4 = 1; Var x^2 = 1 - (E x^2)^2, Var x^4 = 4.
TEST_CASE("microcanonical: with a Metropolis test the law is exact, where it is not without") {
  const int64_t n = 15000;
  const double square = 2 * std::tgamma(0.75) / std::tgamma(0.25), count = 3.0 * n;
  for (const char *integrator : integrators)
    for (const char *adjust : {"yes", "no"}) {
      INFO(std::string(integrator) << ", adjust " << std::string(adjust));
      const double h = std::string(integrator) == "leapfrog" ? 0.5 : 1.1;
      small_flow f = started(n, 3, {h, 1.2, integrator, adjust});
      for (double &x : f.x()) x = std::sin(x);  // no tail where every step is refused
      give(f, quartics);
      f.run->run(100, 0, 0);
      const double off = std::abs(mean_power(f.x(), 2) - square) / std::sqrt((1 - square * square) / count);
      const double off4 = std::abs(mean_power(f.x(), 4) - 1) / std::sqrt(4 / count);
      if (std::string(adjust) == "yes") {
        CHECK(off < 4);
        CHECK(off4 < 4);
        CHECK(f.stats().acceptance > 0.4);
        CHECK(f.stats().acceptance < 0.95);
      } else {
        CHECK(std::max(off, off4) > 8);
        CHECK(std::isnan(f.stats().acceptance));
      }
    }
}

TEST_CASE("microcanonical: no particle leaves the support, and with a Metropolis test its edge costs no accuracy") {
  const int64_t n = 20000;
  for (const char *integrator : integrators)
    for (const char *adjust : {"no", "yes"}) {
      INFO(std::string(integrator) << ", adjust " << std::string(adjust));
      small_flow f = started(n, 2, {0.2, 1, integrator, adjust});
      for (double &x : f.x()) x = std::abs(x);
      give(f, [](const double *x, double *score) {
        for (int k = 0; k < 2; ++k) score[k] = -x[k];
        return x[0] > 0 ? -0.5 * (x[0] * x[0] + x[1] * x[1]) : -std::numeric_limits<double>::infinity();
      });
      f.run->run(60, 0, 0);
      double mean = 0, other = 0;
      for (size_t i = 0; i < f.x().size(); i += 2) {
        REQUIRE(f.x()[i] > 0);
        mean += f.x()[i] / n;
        other += f.x()[i + 1] / n;
      }
      const double unadjusted = std::string(adjust) == "yes" ? 0 : 0.03;
      CHECK(std::abs(mean - std::sqrt(2 / 3.14159265358979324)) < 4 * std::sqrt((1 - 2 / 3.14159265358979324) / n) + unadjusted);
      CHECK(std::abs(other) < 4 / std::sqrt(1.0 * n) + unadjusted);
    }
}

// u becomes (1, 0) to the bit, and then meets a score of the opposite direction: an equilibrium, though no stable one.
TEST_CASE("microcanonical: a score straight against the direction does not turn it") {
  small_flow f = started(1, 2, {0.25, 1e100, "leapfrog"});
  f.x() = {0, 0};
  give(f, [](const double *x, double *score) {
    score[0] = x[0] < 1 ? 1e9 : -1e9;
    score[1] = 0;
    return -1e9 * std::abs(x[0] - 1);
  });
  for (int k = 1; k <= 10; ++k) {
    f.run->step();
    CHECK(f.x()[0] == doctest::Approx(k * 0.25 * std::sqrt(2.0)).epsilon(1e-12));
  }
}

TEST_CASE("microcanonical: a step that is too large is told by the energy") {
  for (const double h : {0.3, 2.5}) {
    small_flow f = started(100, 10, {h, 1});
    give(f, normal_law(std::vector<double>(10, 1.0)));
    CHECK(f.run->run(100, 0, 0) == (h < 1 ? WGF_OK : WGF_NOT_CONVERGED));
  }
}

TEST_CASE("microcanonical: one dimension is refused in words") {
  small_flow f = started(4, 1, {0.1, 1});
  f.gaussian({0}, {1});
  CHECK_THROWS_WITH_AS(f.run->bind(), "flow \"microcanonical\" needs at least 2 dimensions: it moves at one speed and only turns, and in 1 dimension there is nowhere to turn", error);
}
