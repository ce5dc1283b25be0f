#include "diagnostics/distributions.h"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using wgf::stats::beta_quantile;
using wgf::stats::normal_quantile;

TEST_CASE("distributions: the normal distribution function undoes the normal quantile") {
  for (double p : {1e-300, 1e-30, 1e-12, 1e-6, 0.001, 0.02425, 0.074, 0.076, 0.25, 0.49, 0.5}) {
    const double z = normal_quantile(p);
    // The relative error of the tail probability is that of z times about z^2.
    CHECK(std::fabs(std::erfc(-z / std::sqrt(2.0)) / 2 - p) <= 4e-16 * (2 + z * z) * p);
    CHECK(normal_quantile(1 - p) == -normal_quantile(1 - (1 - p)));
  }
  CHECK(normal_quantile(0) == -INFINITY);
  CHECK(normal_quantile(1) == INFINITY);
  CHECK(std::isnan(normal_quantile(-0.1)));
  CHECK(std::isnan(normal_quantile(NAN)));
}

TEST_CASE("distributions: the beta quantile has its closed forms") {
  // 1e-12 is the error that the header states.
  for (double p : {0.01, 0.1586553, 0.5, 0.8413447, 0.99}) {
    for (double shape : {1.0, 1.5, 7.0, 300.0, 40000.0}) {
      CHECK(std::fabs(beta_quantile(p, shape, 1) / std::pow(p, 1 / shape) - 1) < 1e-12);
      CHECK(std::fabs(beta_quantile(p, 1, shape) / -std::expm1(std::log1p(-p) / shape) - 1) < 1e-12);
    }
  }
  CHECK(std::fabs(beta_quantile(0.5, 12345.5, 12345.5) - 0.5) < 1e-12);
}

TEST_CASE("distributions: the beta quantile equals that of R") {
  // qbeta(p, a, b) of R 4.2.2, which states 15 digits.
  CHECK(std::fabs(beta_quantile(0.1586553, 2.5, 3.5) / 0.21789968900037635 - 1) < 1e-12);
  CHECK(std::fabs(beta_quantile(0.8413447, 46.3, 870.2) / 0.057730809973487118 - 1) < 1e-12);
  CHECK(std::fabs(beta_quantile(0.1586553, 1900.5, 36101.5) / 0.048892493733043656 - 1) < 1e-12);
}

TEST_CASE("distributions: the beta quantile has no value outside its domain") {
  CHECK(std::isnan(beta_quantile(0, 2, 2)));
  CHECK(std::isnan(beta_quantile(0.5, NAN, 2)));
  CHECK(std::isnan(beta_quantile(0.5, 2, 0.5)));
}
