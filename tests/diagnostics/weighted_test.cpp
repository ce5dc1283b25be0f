#include "diagnostics/weighted.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "diagnostics/statistics.h"

namespace {

using namespace wgf::stats;

struct cloud {
  int64_t n, d;
  std::vector<double> x, w;
  weighted_particles view() const { return {x.data(), n, d, w.data()}; }
};

double uniform(std::mt19937_64 &words) { return static_cast<double>(words() >> 11) * 0x1p-53; }

cloud random_cloud(int64_t n, int64_t d) {
  cloud c{n, d, {}, {}};
  std::mt19937_64 words(5);
  for (int64_t k = 0; k < n * d; ++k) c.x.push_back(uniform(words) - 0.25);
  for (int64_t i = 0; i < n; ++i) c.w.push_back(3 * uniform(words));
  return c;
}

// Every particle as often as its whole-number weight says.
cloud repeated(const cloud &c) {
  cloud all{0, c.d, {}, {}};
  for (int64_t i = 0; i < c.n; ++i) {
    for (int k = 0; k < static_cast<int>(c.w.data()[i]); ++k, ++all.n) {
      all.x.insert(all.x.end(), c.x.begin() + i * c.d, c.x.begin() + (i + 1) * c.d);
      all.w.push_back(1);
    }
  }
  return all;
}

series coordinate_of(const cloud &c, int64_t k) { return {c.x.data() + k, c.n, 1, c.d, 0}; }

// Sums of at most 200 terms of order one.
constexpr double rounding = 1e-13;

}  // namespace

TEST_CASE("weighted: equal weights give the plain statistics") {
  cloud c = random_cloud(57, 3);
  std::fill(c.w.begin(), c.w.end(), 0.7);
  std::vector<double> mean(3), covariance(9);
  weighted_mean(c.view(), mean.data());
  weighted_covariance(c.view(), covariance.data());
  CHECK(std::fabs(effective_number(c.w.data(), c.n) - 57) < 57 * rounding);
  for (int64_t k = 0; k < 3; ++k) {
    const series s = coordinate_of(c, k);
    CHECK(std::fabs(mean.data()[k] - wgf::stats::mean(s)) < rounding);
    CHECK(std::fabs(covariance.data()[4 * k] - variance(s)) < rounding);
    for (double p : {0.0, 0.05, 0.125, 0.5, 0.731, 0.95, 1.0}) {
      CHECK(std::fabs(weighted_quantile(c.view(), k, p) - quantile(s, p)) < 57 * rounding);
    }
  }
}

TEST_CASE("weighted: mean and covariance equal their sums") {
  const cloud c = random_cloud(40, 2);
  const double total = std::accumulate(c.w.begin(), c.w.end(), 0.0);
  double mean[2] = {0, 0}, covariance[4] = {0, 0, 0, 0}, squares = 0;
  for (int64_t i = 0; i < c.n; ++i) {
    const double w = c.w.data()[i] / total;
    squares += w * w;
    for (int k = 0; k < 2; ++k) mean[k] += w * c.x.data()[i * 2 + k];
  }
  for (int64_t i = 0; i < c.n; ++i) {
    const double *x = c.x.data() + i * 2, w = c.w.data()[i] / total;
    for (int k = 0; k < 4; ++k) covariance[k] += w * (x[k / 2] - mean[k / 2]) * (x[k % 2] - mean[k % 2]);
  }
  double found_mean[2], found_covariance[4];
  weighted_mean(c.view(), found_mean);
  weighted_covariance(c.view(), found_covariance);
  for (int k = 0; k < 2; ++k) CHECK(std::fabs(found_mean[k] - mean[k]) < rounding);
  for (int k = 0; k < 4; ++k)
    CHECK(std::fabs(found_covariance[k] - covariance[k] / (1 - squares)) < rounding);
  CHECK(std::fabs(effective_number(c.w.data(), c.n) - 1 / squares) < 40 * rounding);
}

TEST_CASE("weighted: the covariance factor is unbiased") {
  // Two independent points of variance 1/3 (uniform on [-1, 1]) with weights 1 : 3. The mean over 40000 pairs
  // has the standard error 0.0019, as (x - y)^2 / 2 has the standard deviation 0.39.
  std::mt19937_64 words(9);
  double sum = 0;
  for (int k = 0; k < 40000; ++k) {
    const cloud c{2, 1, {2 * uniform(words) - 1, 2 * uniform(words) - 1}, {1, 3}};
    double variance;
    weighted_covariance(c.view(), &variance);
    sum += variance / 40000;
  }
  CHECK(std::fabs(sum - 1.0 / 3) < 4 * 0.0019);
}

TEST_CASE("weighted: whole-number weights have the mean of repeated particles") {
  cloud c = random_cloud(30, 1);
  for (double &w : c.w) w = std::floor(w);
  const cloud all = repeated(c);
  double mean, repeated_mean;
  weighted_mean(c.view(), &mean);
  weighted_mean(all.view(), &repeated_mean);
  CHECK(std::fabs(mean - repeated_mean) < rounding);
}

TEST_CASE("weighted: the quantile of three particles by hand") {
  // Weights 1/2, 1/4, 1/4: effective number 8/3, so the window is [5p/8, 5p/8 + 3/8].
  const cloud c{3, 1, {10, 30, 20}, {2, 1, 1}};
  CHECK(weighted_quantile(c.view(), 0, 0) == doctest::Approx(10));
  CHECK(weighted_quantile(c.view(), 0, 0.4) == doctest::Approx((0.25 * 10 + 0.125 * 20) / 0.375));
  CHECK(weighted_quantile(c.view(), 0, 1) == doctest::Approx((0.125 * 20 + 0.25 * 30) / 0.375));
}

TEST_CASE("weighted: particles of weight zero change nothing") {
  const cloud c{3, 1, {1, 2, 4}, {1, 2, 1}};
  const cloud more{5, 1, {NAN, 1, 2, INFINITY, 4}, {0, 1, 2, 0, 1}};
  double mean, more_mean, variance, more_variance;
  weighted_mean(c.view(), &mean);
  weighted_mean(more.view(), &more_mean);
  weighted_covariance(c.view(), &variance);
  weighted_covariance(more.view(), &more_variance);
  CHECK(mean == more_mean);
  CHECK(variance == more_variance);
  for (double p : {0.0, 0.3, 1.0})
    CHECK(weighted_quantile(c.view(), 0, p) == weighted_quantile(more.view(), 0, p));
}

TEST_CASE("weighted: only the ratios of the weights matter, however large") {
  const double small[] = {1, 2, 5}, large[] = {3e307, 6e307, 15e307};
  CHECK(std::fabs(effective_number(small, 3) - 64.0 / 30) < rounding);
  CHECK(std::fabs(effective_number(large, 3) - 64.0 / 30) < rounding);
}

TEST_CASE("weighted: one particle with all the weight has a mean and quantiles, but no covariance") {
  const cloud c{3, 1, {1, 2, 4}, {0, 5, 0}};
  double mean, variance;
  weighted_mean(c.view(), &mean);
  weighted_covariance(c.view(), &variance);
  CHECK(mean == 2);
  CHECK(std::isnan(variance));
  CHECK(weighted_quantile(c.view(), 0, 0.3) == 2);
  CHECK(effective_number(c.w.data(), 3) == 1);
}

TEST_CASE("weighted: what are no weights gives NaN") {
  for (const std::vector<double> &w : {std::vector<double>{0, 0}, {1, -1}, {1, NAN}, {INFINITY, 1}, {}}) {
    const cloud c{static_cast<int64_t>(w.size()), 1, {1, 2}, w};
    CHECK(std::isnan(weighted_quantile(c.view(), 0, 0.5)));
    if (w.empty()) continue;
    double mean;
    weighted_mean(c.view(), &mean);
    CHECK(std::isnan(mean));
    CHECK(std::isnan(effective_number(w.data(), c.n)));
  }
}

TEST_CASE("weighted: a NaN value with weight and a probability outside [0, 1] have no quantile") {
  const cloud c{2, 1, {1, NAN}, {1, 1}}, good{2, 1, {1, 2}, {1, 1}};
  CHECK(std::isnan(weighted_quantile(c.view(), 0, 0.5)));
  CHECK(std::isnan(weighted_quantile(good.view(), 0, 1.5)));
  CHECK(std::isnan(weighted_quantile(good.view(), 0, NAN)));
}

// The same sums in long double, which holds the squares of all of these.
TEST_CASE("weighted: statistics at every scale and offset") {
  for (const double unit : {1e-300, 1e-150, 1.0, 1e150})
    for (const double offset : {0.0, 1e9}) {
      cloud c = random_cloud(57, 2);
      for (double &x : c.x) x = (x + offset) * unit;
      std::vector<double> mean(2), covariance(4);
      weighted_mean(c.view(), mean.data());
      weighted_covariance(c.view(), covariance.data());
      CAPTURE(unit);
      CAPTURE(offset);
      long double total = 0, squares = 0;
      for (const double w : c.w) total += w;
      for (const double w : c.w) squares += (w / total) * (w / total);
      for (int64_t k = 0; k < 2; ++k) {
        const auto at = [&](int64_t i) { return static_cast<long double>(c.x.data()[2 * i + k]); };
        long double middle = 0, spread = 0;
        for (int64_t i = 0; i < c.n; ++i) middle += c.w.data()[i] / total * at(i);
        for (int64_t i = 0; i < c.n; ++i) spread += c.w.data()[i] / total * (at(i) - middle) * (at(i) - middle);
        // A rounding of the result, and 57 of the spread.
        CHECK(std::fabs(mean.data()[k] - static_cast<double>(middle)) <= 0x1p-52 * std::fabs(mean.data()[k]) + rounding * unit);
        const double expected = static_cast<double>(spread / (1 - squares));
        if (unit > 1e-200)
          CHECK(std::fabs(covariance.data()[3 * k] - expected) <= rounding * expected);
        else
          CHECK(covariance.data()[3 * k] == 0);  // 1e-600
      }
    }
}

TEST_CASE("weighted: the largest numbers, and what is left out, do not overflow") {
  cloud c{3, 1, {1e308, 1.5e308, std::numeric_limits<double>::infinity()}, {1, 1, 0}};
  double mean, quantile = weighted_quantile(c.view(), 0, 1);
  weighted_mean(c.view(), &mean);
  CHECK(mean == 1.25e308);
  CHECK(quantile == doctest::Approx(1.5e308).epsilon(1e-15));
}

// Two values, weights 1 and e: the mean of their squares about the mean, e / (1 + e)^2 D^2, over 2 e / (1 + e)^2.
TEST_CASE("weighted: the covariance of two is half of their squared difference, however small a weight") {
  for (const double small : {1.0, 1e-3, 1e-20, 1e-300}) {
    cloud c{2, 1, {3, 5}, {1, small}};
    double covariance;
    weighted_covariance(c.view(), &covariance);
    CHECK(covariance == doctest::Approx(2).epsilon(1e-14));
  }
}
