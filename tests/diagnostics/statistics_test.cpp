#include "diagnostics/statistics.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

namespace {

using namespace wgf::stats;

struct recipe {
  double seed;
  int iterations, chains;
  double phi, center, shift, scale, growth, levels;
  int at;
  double poison;
};

struct expectation {
  const char *name;
  recipe draws;
  double mean, sd, q5, median, q95, q30, mcse_mean, mcse_sd, mcse_q5, mcse_median;
  double ess_bulk, ess_tail, ess_mean, ess_sd, ess_q30, ess_maximum, rhat, rhat_basic;
};

const expectation expectations[] = {
#include "statistics_expected.h"
};

// Autoregression on Lehmer's generator: every product is exact in double, so R builds the same bits.
std::vector<double> build(const recipe &r) {
  std::vector<double> values;
  double state = r.seed;
  for (int c = 0; c < r.chains; ++c) {
    double last = 0;
    for (int t = 0; t < r.iterations; ++t) {
      state = std::fmod(16807 * state, 2147483647.0);
      last = r.phi * last + (state / 2147483647.0 - 0.5);
      const double value = (r.center + r.shift * c) + (r.scale * (1 + r.growth * c)) * last;
      const bool poisoned = c == 0 && t == r.at;
      values.push_back(poisoned ? r.poison : r.levels > 0 ? std::floor(value * r.levels) / r.levels
                                                          : value);
    }
  }
  return values;
}

series by_chain(const std::vector<double> &values, const recipe &r) {
  return {values.data(), r.iterations, r.chains, 1, r.iterations};
}

// Rounding only: both sides sum at most 50000 terms of one sign, and their transforms differ by about 1e-15
// of the variance, which is divided by an autocorrelation time of at least 0.2. An infinite R-hat, from
// constant chains, is anything beyond 1e12: posterior finds rounding errors in place of the zero within-chain
// variance.
bool same(double value, double expected) {
  if (std::isnan(expected)) return std::isnan(value);
  if (std::isinf(value) || expected > 1e12) return value > 1e12 && expected > 1e12;
  return std::fabs(value - expected) <= 1e-8 * std::fabs(expected);
}

void check(const std::string &what, double value, double expected) {
  INFO(what, ": ", value, " expected ", expected);
  CHECK(same(value, expected));
}

void check_summary(const summary &s, const expectation &e) {
  check("summary mean", s.mean, e.mean);
  check("summary sd", s.sd, e.sd);
  check("summary q5", s.q5, e.q5);
  check("summary median", s.median, e.median);
  check("summary q95", s.q95, e.q95);
  check("summary mcse_mean", s.mcse_mean, e.mcse_mean);
  check("summary ess_bulk", s.ess_bulk, e.ess_bulk);
  check("summary ess_tail", s.ess_tail, e.ess_tail);
  check("summary rhat", s.rhat, e.rhat);
}

void check_all(const series &draws, const expectation &e) {
  check("mean", mean(draws), e.mean);
  check("sd", sd(draws), e.sd);
  check("variance", variance(draws), e.sd * e.sd);
  check("quantile 0.05", quantile(draws, 0.05), e.q5);
  check("quantile 0.3", quantile(draws, 0.3), e.q30);
  check("mcse_mean", mcse_mean(draws), e.mcse_mean);
  check("mcse_sd", mcse_sd(draws), e.mcse_sd);
  check("mcse_quantile 0.05", mcse_quantile(draws, 0.05), e.mcse_q5);
  check("mcse_quantile 0.5", mcse_quantile(draws, 0.5), e.mcse_median);
  check("ess_bulk", ess_bulk(draws), e.ess_bulk);
  check("ess_tail", ess_tail(draws), e.ess_tail);
  check("ess_mean", ess_mean(draws), e.ess_mean);
  check("ess_sd", ess_sd(draws), e.ess_sd);
  check("ess_quantile 0.3", ess_quantile(draws, 0.3), e.ess_q30);
  check("ess_quantile 1", ess_quantile(draws, 1), e.ess_maximum);
  check("rhat", rhat(draws), e.rhat);
  check("rhat_basic", rhat_basic(draws), e.rhat_basic);
}

}  // namespace

TEST_CASE("statistics: every value equals that of the R package posterior") {
  for (const expectation &e : expectations) {
    const std::string name = e.name;
    CAPTURE(name);
    const std::vector<double> values = build(e.draws);
    check_all(by_chain(values, e.draws), e);
    check_summary(summarise(by_chain(values, e.draws)), e);
  }
}

TEST_CASE("statistics: strides change nothing") {
  const recipe &r = expectations[0].draws;
  const std::vector<double> values = build(r);
  const int64_t dim = 3, coordinate = 1;
  std::vector<double> rows(values.size() * 3, NAN);
  for (int64_t t = 0; t < r.iterations; ++t) {
    for (int64_t c = 0; c < r.chains; ++c) {
      rows.data()[(t * r.chains + c) * dim + coordinate] = values.data()[c * r.iterations + t];
    }
  }
  const summary expected = summarise(by_chain(values, r));
  const summary found = summarise({rows.data() + coordinate, r.iterations, r.chains, r.chains * dim, dim});
  CHECK(found.mean == expected.mean);
  CHECK(found.ess_bulk == expected.ess_bulk);
  CHECK(found.rhat == expected.rhat);
}

TEST_CASE("statistics: no draws have no statistics") {
  const series none{nullptr, 0, 0, 1, 1};
  for (double v : {mean(none), sd(none), quantile(none, 0.5), ess_mean(none), ess_tail(none), mcse_sd(none),
                   rhat(none)}) {
    CHECK(std::isnan(v));
  }
  CHECK(std::isnan(summarise({nullptr, 0, 4, 1, 1}).rhat));
}

TEST_CASE("statistics: a probability outside [0, 1] has no quantile") {
  const std::vector<double> values = build(expectations[0].draws);
  const series draws = by_chain(values, expectations[0].draws);
  for (double p : {-0.1, 1.1, std::nan("")}) {
    CHECK(std::isnan(quantile(draws, p)));
    CHECK(std::isnan(ess_quantile(draws, p)));
    CHECK(std::isnan(mcse_quantile(draws, p)));
  }
}

// posterior takes draws within 2.2e-16 of each other for constant, whatever their unit; here numbers have none.
TEST_CASE("statistics: draws in other units have the same statistics in those units") {
  for (const expectation &e : expectations)
    for (const double unit : {0x1p-900, 0x1p-500, 0x1p-54, 0x1p500, 0x1p1000}) {
      std::vector<double> values = build(e.draws);
      const summary plain = summarise(by_chain(values, e.draws));
      const double error = mcse_sd(by_chain(values, e.draws)), part = mcse_quantile(by_chain(values, e.draws), 0.05);
      for (double &v : values) v *= unit;
      const series draws = by_chain(values, e.draws);
      const summary scaled = summarise(draws);
      const auto equal = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
      CAPTURE(e.name);
      CAPTURE(unit);
      CHECK(equal(scaled.mean, plain.mean * unit));
      CHECK(equal(scaled.sd, plain.sd * unit));
      CHECK(equal(scaled.q5, plain.q5 * unit));
      CHECK(equal(scaled.median, plain.median * unit));
      CHECK(equal(scaled.q95, plain.q95 * unit));
      CHECK(equal(scaled.mcse_mean, plain.mcse_mean * unit));
      CHECK(equal(mcse_sd(draws), error * unit));
      CHECK(equal(mcse_quantile(draws, 0.05), part * unit));
      CHECK(equal(scaled.ess_bulk, plain.ess_bulk));
      CHECK(equal(scaled.ess_tail, plain.ess_tail));
      CHECK(equal(scaled.rhat, plain.rhat));
    }
}

TEST_CASE("statistics: the largest numbers have a mean and quantiles") {
  const std::vector<double> two{1e308, 1e308}, apart{-1.7e308, 1.7e308}, small{5e-324, 15e-324};
  const auto of = [](const std::vector<double> &v) { return series{v.data(), static_cast<int64_t>(v.size()), 1, 1, 0}; };
  CHECK(mean(of(two)) == 1e308);
  CHECK(summarise(of(two)).mean == 1e308);
  CHECK(sd(of(two)) == 0);
  CHECK(mean(of(apart)) == 0);
  CHECK(quantile(of(apart), 0.75) == doctest::Approx(0.5 * 1.7e308).epsilon(1e-15));
  CHECK(std::isinf(sd(of(apart))));  // 2.4e308
  CHECK(mean(of(small)) == 10e-324);
  CHECK(sd(of(small)) == 5e-324);  // 7.07e-324, in the only numbers there are
}

// In long double the numbers keep 10 digits behind the offset's rounding; they are themselves rounded to 1.2e-7, so a sum of 1000 is exact here.
TEST_CASE("statistics: an offset of 1e9 costs nothing but the rounding of the draws") {
  recipe r = expectations[0].draws;
  r.center = 1e9;
  const std::vector<double> values = build(r);
  long double total = 0, square = 0;
  for (const double v : values) total += v - 1e9;
  const long double size = static_cast<long double>(values.size()), away = total / size;
  for (const double v : values) square += (v - 1e9L - away) * (v - 1e9L - away);
  CHECK(mean(by_chain(values, r)) == static_cast<double>(1e9L + away));
  CHECK(sd(by_chain(values, r)) == doctest::Approx(static_cast<double>(std::sqrt(square / (size - 1)))).epsilon(1e-13));
}

TEST_CASE("statistics: constant chains that differ have an infinite R-hat") {
  std::vector<double> values(30, 0.1);
  std::fill(values.begin() + 10, values.end(), 0.7);
  CHECK(std::isinf(rhat({values.data(), 10, 3, 1, 10})));
  CHECK(std::isinf(rhat_basic({values.data(), 10, 3, 1, 10})));
}
