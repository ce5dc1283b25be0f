#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "check_points.h"
#include "unconstrain.h"

using namespace posteriors;

namespace {

double largest(const numbers &x) {
  return std::abs(
      *std::max_element(x.begin(), x.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
}

// Sixth-order central difference along coordinate i.
double difference(const posterior &p, const numbers &u, size_t i, double step) {
  const double weights[] = {45, -9, 1};
  double sum = 0;
  for (int k = 1; k <= 3; ++k) {
    numbers ahead = u, behind = u;
    ahead[i] += k * step;
    behind[i] -= k * step;
    const double rise =
        unconstrained_log_density(p, ahead, nullptr) - unconstrained_log_density(p, behind, nullptr);
    sum += weights[k - 1] * rise;
  }
  return sum / (60 * step);
}

void check_point_figures(const posterior &p, const check_point &point) {
  numbers gradient(point.u.size());
  const double value = unconstrained_log_density(p, point.u, gradient.data());
  // The figures have 13 digits, the Jacobian 14.
  CHECK(constrain(p, point.u).log_jacobian == doctest::Approx(point.log_jacobian).epsilon(1e-12));
  CHECK(value - point.log_jacobian == doctest::Approx(point.log_joint).epsilon(1e-9));
  // The error of the figures' own sixth-order differences.
  const double tolerance = 2e-7 * largest(point.gradient);
  for (size_t i = 0; i < gradient.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(gradient[i] - point.gradient[i]) < tolerance);
  }
}

void check_differences(const posterior &p, const check_point &point, const numbers &sd) {
  numbers gradient(point.u.size());
  unconstrained_log_density(p, point.u, gradient.data());
  for (size_t i = 0; i < gradient.size(); ++i) {
    CAPTURE(i);
    // In units of one per posterior sd. Rounding of the log joint over the step: 1e-12 over 0.01, except the
    // Poisson process, whose nearly singular covariance leaves 1e-9 (against 60 digits; its gradient is right
    // to 3e-8).
    CHECK(std::abs(gradient[i] - difference(p, point.u, i, 0.01 * sd[i])) * sd[i] < 1e-6);
  }
}

void check_rejected(const posterior &p, numbers theta) {
  numbers gradient(theta.size());
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(p.log_joint(theta.data(), nullptr) == -infinity);
  CHECK(p.log_joint(theta.data(), gradient.data()) == -infinity);
  for (double g : gradient) CHECK(std::isnan(g));
}

numbers report(const posterior &p, const numbers &theta) {
  numbers reported(p.reference.size());
  p.report(theta.data(), reported.data());
  return reported;
}

}  // namespace

TEST_CASE("posteriors: nine names, each loads under its own name with matching sizes") {
  REQUIRE(posterior_names().size() == 9);
  for (const std::string &name : posterior_names()) {
    CAPTURE(name);
    const posterior p = load_posterior(name, WGF_TEST_DATA);
    CHECK(p.name == name);
    CHECK(int64_t(p.parameter_names.size()) == p.dim);
    CHECK(int64_t(p.reference.size()) == p.dim);
    for (const reference_moment &m : p.reference)
      CHECK((m.sd > 0 && m.mcse_mean > 0 && m.mcse_mean < 0.03 * m.sd));
  }
}

TEST_CASE("posteriors: log joint, Jacobian and gradient equal the figures at the check points") {
  for (const std::string &name : posterior_names()) {
    CAPTURE(name);
    const posterior p = load_posterior(name, WGF_TEST_DATA);
    const std::vector<check_point> points = read_checks(p);
    REQUIRE(points.size() >= 2);
    for (const check_point &point : points) check_point_figures(p, point);
  }
}

// The figures bound the error by the largest entry only; this bounds every entry by its own scale.
TEST_CASE("posteriors: every entry of the gradient equals a central difference") {
  for (const std::string &name : posterior_names()) {
    CAPTURE(name);
    const posterior p = load_posterior(name, WGF_TEST_DATA);
    for (const check_point &point : read_checks(p)) check_differences(p, point, unconstrained_sd(p));
  }
}

TEST_CASE("posteriors: outside the support the log joint is -infinity and the gradient NaN") {
  for (const std::string &name : posterior_names()) {
    CAPTURE(name);
    const posterior p = load_posterior(name, WGF_TEST_DATA);
    const numbers inside = constrain(p, read_checks(p)[0].u).theta;
    for (const constraint &c : p.constraints) {
      numbers outside = inside;
      if (c.kind == constraint::kind_t::ordered)
        std::swap(outside[size_t(c.first)], outside[size_t(c.first) + 1]);
      else
        outside[size_t(c.first + c.count) - 1] = c.lower;
      check_rejected(p, outside);
    }
    numbers undefined = inside;
    undefined[0] = std::numeric_limits<double>::quiet_NaN();
    check_rejected(p, undefined);
  }
}

TEST_CASE("posteriors: the mixture is rejected above its upper bound") {
  const posterior p = load_posterior("low_dim_gauss_mix-low_dim_gauss_mix", WGF_TEST_DATA);
  check_rejected(p, {-2.7, 2.8, 1, 1, 1});
}

TEST_CASE("posteriors: the non-centred schools report mu + tau theta_trans") {
  const posterior p = load_posterior("eight_schools-eight_schools_noncentered", WGF_TEST_DATA);
  const numbers reported = report(p, {0, 1, -1, 2, -2, 3, -3, 0.5, 4, 2});
  const numbers expected = {4, 6, 2, 8, 0, 10, -2, 5, 4, 2};
  CHECK(reported == expected);
  CHECK(p.reference[0].name == "theta[1]");
}

TEST_CASE("posteriors: the Poisson process reports f, whose first column of L is known") {
  const posterior p = load_posterior("gp_pois_regr-gp_pois_regr", WGF_TEST_DATA);
  const double rho = 5, alpha = 2, diagonal = alpha * alpha + 1e-10;
  numbers theta(13, 0.0);
  theta[0] = rho, theta[1] = alpha, theta[2] = 3;
  const numbers f = report(p, theta);
  CHECK(f[0] == rho);
  CHECK(f[1] == alpha);
  for (size_t i = 0; i < 11; ++i) {
    const double distance = 2.0 * double(i);
    const double covariance =
        i == 0 ? diagonal : alpha * alpha * std::exp(-distance * distance / (2 * rho * rho));
    CHECK(f[2 + i] == doctest::Approx(3 * covariance / std::sqrt(diagonal)).epsilon(1e-14));
  }
}

TEST_CASE("posteriors: the other posteriors report their parameters") {
  for (const std::string &name : posterior_names()) {
    const posterior p = load_posterior(name, WGF_TEST_DATA);
    if (p.parameter_names[0] == "theta_trans[1]" || p.dim == 13) continue;
    CAPTURE(name);
    const numbers theta = constrain(p, read_checks(p)[0].u).theta;
    CHECK(report(p, theta) == theta);
    for (size_t i = 0; i < theta.size(); ++i) CHECK(p.reference[i].name == p.parameter_names[i]);
  }
}

TEST_CASE("posteriors: a batch equals one particle at a time") {
  const posterior p = load_posterior("german_credit", WGF_TEST_DATA);
  REQUIRE(p.log_joint_batch);
  const size_t n = 71, d = size_t(p.dim);  // two full blocks and a remainder
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  numbers theta(n * d), value(n), value_only(n), gradient(n * d), single(d);
  for (double &x : theta) x = normal(engine);
  theta[40 * d] = std::numeric_limits<double>::infinity();
  p.log_joint_batch(int64_t(n), theta.data(), value.data(), gradient.data());
  p.log_joint_batch(int64_t(n), theta.data(), value_only.data(), nullptr);
  CHECK(value == value_only);
  for (size_t i = 0; i < n; ++i) {
    CAPTURE(i);
    const double alone = p.log_joint(theta.data() + i * d, single.data());
    if (i == 40) {
      CHECK(value[i] == alone);
      CHECK(std::isnan(gradient[i * d]));
      continue;
    }
    // Sums of 1000 terms of size 10 in another order.
    CHECK(value[i] == doctest::Approx(alone).epsilon(1e-13));
    for (size_t j = 0; j < d; ++j) CHECK(std::abs(gradient[i * d + j] - single[j]) < 1e-10);
  }
}

TEST_CASE("posteriors: the logistic loss does not overflow far from the data") {
  const posterior p = load_posterior("german_credit", WGF_TEST_DATA);
  numbers theta(25, 0.0), gradient(25);
  theta[24] = 1e4;  // the intercept alone: every margin is +-1e4, 700 cases on the wrong side
  const double prior = -0.5e8 - 12.5 * std::log(2 * std::acos(-1.0));
  CHECK(p.log_joint(theta.data(), gradient.data()) == doctest::Approx(prior - 700e4).epsilon(1e-14));
  CHECK(gradient[24] == doctest::Approx(-700 - 1e4).epsilon(1e-14));
}

TEST_CASE("posteriors: an unknown name and a missing folder are errors") {
  CHECK_THROWS_AS(load_posterior("no_such_posterior", WGF_TEST_DATA), std::invalid_argument);
  CHECK_THROWS_AS(load_posterior("sblrc-blr", "no_such_folder"), std::runtime_error);
}
