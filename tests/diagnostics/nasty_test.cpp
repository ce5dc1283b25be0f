#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "diagnostics/statistics.h"

namespace {

using namespace wgf::stats;

struct recipe {
  double seed, iterations, chains, phi, heavy, center, shift, growth, levels, stuck, poisoned, exponent;
};

constexpr std::size_t inputs = 12, in_units_of_draws = 11;

const std::string names[] = {"mean", "sd", "q5", "median", "q95", "mcse_mean", "mcse_sd", "mcse_q5", "mcse_median", "mcse_q95", "mcse_q30",
                             "ess_mean", "ess_sd", "ess_bulk", "ess_tail", "ess_q30", "rhat", "rhat_basic", "rhat_nested"};

std::vector<double> numbers_of(const std::string &line) {
  std::vector<double> result;
  char *rest = nullptr;
  for (const char *at = line.c_str(); *at; at = *rest ? rest + 1 : rest) result.push_back(std::strtod(at, &rest));
  return result;
}

double poison(double kind) { return kind == 1 ? NAN : kind == 2 ? INFINITY
                                                                : -INFINITY; }

double shaped(const recipe &r, int c, double last, double e) {
  for (double times = 0; times < r.heavy; ++times) last = last / (0.5000001 - std::fabs(e));
  const double value = (r.center + r.shift * c) + (1 + r.growth * c) * last;
  return r.levels > 0 ? std::floor(value * r.levels) / r.levels : value;
}

// The same operations in the same order as in nasty.R; the unit is a power of two, so it changes no bit.
std::vector<double> build(const recipe &r) {
  std::vector<double> values;
  double state = r.seed;
  for (int c = 0; c < r.chains; ++c) {
    double last = 0;
    const std::size_t first = values.size();
    for (int t = 0; t < r.iterations; ++t) {
      state = std::fmod(16807 * state, 2147483647.0);
      const double e = state / 2147483647.0 - 0.5;
      last = r.phi * last + e;
      const double value = shaped(r, c, last, e);
      values.push_back(c >= r.chains - r.stuck && t > 0 ? values[first] : std::ldexp(value, static_cast<int>(r.exponent)));
    }
  }
  if (r.poisoned > 0) values[static_cast<std::size_t>(r.iterations) - 1] = poison(r.poisoned);
  return values;
}

std::vector<double> values_of(const series &x) {
  const summary s = summarise(x);
  std::vector<int64_t> superchains;
  for (int64_t c = 0; c < x.chains; ++c) superchains.push_back(c % 2);
  return {s.mean, s.sd, s.q5, s.median, s.q95, s.mcse_mean, s.mcse_sd, s.mcse_q5, s.mcse_median, s.mcse_q95, mcse_quantile(x, 0.3),
          s.ess_mean, s.ess_sd, s.ess_bulk, s.ess_tail, ess_quantile(x, 0.3), s.rhat, s.rhat_basic, rhat_nested(x, superchains.data())};
}

// 1e-8 of the value, and of what the rounding of a far origin leaves of a spread: 2.2e-16 of it, ten times for the sums of both sides. An infinite
// R-hat of constant chains is anything beyond 1e6 there.
bool same(double value, double expected, double rounding) {
  if (std::isnan(expected)) return std::isnan(value);
  if (std::isinf(expected) || expected > 1e6) return value == expected || (value > 1e6 && expected > 1e6);
  return std::fabs(value - expected) <= 1e-8 * std::fabs(expected) + rounding;
}

void check_line(const std::vector<double> &line) {
  const recipe r{line[0], line[1], line[2], line[3], line[4], line[5], line[6], line[7], line[8], line[9], line[10], line[11]};
  const std::vector<double> draws = build(r);
  const series x{draws.data(), static_cast<int64_t>(r.iterations), static_cast<int64_t>(r.chains), 1, static_cast<int64_t>(r.iterations)};
  const std::vector<double> found = values_of(x);
  for (std::size_t k = 0; k < found.size(); ++k) {
    const bool measured = k < in_units_of_draws;
    const double value = measured ? std::ldexp(found[k], -static_cast<int>(r.exponent)) : found[k];
    INFO("seed ", r.seed, ", ", r.iterations, " x ", r.chains, ", ", names[k], ": ", value, " expected ", line[inputs + k]);
    CHECK(same(value, line[inputs + k], measured ? 2.2e-15 * std::fabs(r.center) : 0));
  }
}

}  // namespace

TEST_CASE("statistics: 500 nasty arrays of draws have the values of the R package posterior") {
  std::ifstream file(WGF_TEST_DATA "/diagnostics/nasty.txt");
  int64_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) check_line(numbers_of(line));
  CHECK(lines == 500);
}
