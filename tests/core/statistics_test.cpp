#include "core/statistics.h"

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

TEST_CASE("statistics: values whose squares overflow have no effective size") {
  recipe r = expectations[0].draws;
  r.scale = 1e200;
  const std::vector<double> values = build(r);
  CHECK(std::isnan(ess_mean(by_chain(values, r))));
  CHECK(same(ess_bulk(by_chain(values, r)), expectations[0].ess_bulk));
}

TEST_CASE("statistics: constant chains that differ have an infinite R-hat") {
  std::vector<double> values(30, 0.1);
  std::fill(values.begin() + 10, values.end(), 0.7);
  CHECK(std::isinf(rhat({values.data(), 10, 3, 1, 10})));
  CHECK(std::isinf(rhat_basic({values.data(), 10, 3, 1, 10})));
}
