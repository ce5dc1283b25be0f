#include "diagnostics/pareto.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace wgf::stats;

constexpr double infinity = std::numeric_limits<double>::infinity();

struct line {
  double seed, n, phi, heavy, scale, levels, efficiency, khat, largest, sum, moment, draws_khat;
};

line parsed(const std::string &text) {
  line l{};
  double *const fields[] = {&l.seed, &l.n, &l.phi, &l.heavy, &l.scale, &l.levels, &l.efficiency, &l.khat, &l.largest, &l.sum, &l.moment, &l.draws_khat};
  const char *at = text.c_str();
  for (double *field : fields) {
    char *rest = nullptr;
    *field = std::strtod(at, &rest);
    at = rest;
  }
  return l;
}

std::vector<double> build(const line &l) {
  std::vector<double> x;
  double state = l.seed, last = 0;
  for (double t = 0; t < l.n; ++t) {
    state = std::fmod(16807 * state, 2147483647.0);
    const double e = state / 2147483647.0 - 0.5;
    last = l.phi * last + e;
    double value = last;
    for (double times = 0; times < l.heavy; ++times) value = value / (0.5000001 - std::fabs(e));
    value = l.scale * value;
    x.push_back(l.levels > 0 ? std::floor(value * l.levels) / l.levels : value);
  }
  return x;
}

// Both sides sum some 40 grid points of likelihoods of up to 200 draws, whose exponents of some hundreds are rounded to 1e-14 each.
bool same(double value, double expected) {
  if (std::isnan(expected)) return std::isnan(value);
  return value == expected || std::fabs(value - expected) <= 1e-8 * std::fmax(1e-3, std::fabs(expected));
}

series one_chain(const std::vector<double> &x) { return {x.data(), static_cast<int64_t>(x.size()), 1, 1, 0}; }

void check(const std::string &text) {
  const line l = parsed(text);
  const std::vector<double> x = build(l);
  std::vector<double> smoothed(x.size());
  const double khat = smooth_log_weights(x.data(), static_cast<int64_t>(x.size()), l.efficiency, smoothed.data());
  double largest = -infinity, sum = 0, moment = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    largest = std::fmax(largest, smoothed[i]);
    sum += smoothed[i];
    moment += smoothed[i] * static_cast<double>(i + 1) / l.n;
  }
  INFO(text, " found ", khat, " ", largest, " ", sum, " ", moment, " ", pareto_khat(one_chain(x)));
  CHECK(same(khat, l.khat));
  CHECK(same(largest, l.largest));
  CHECK(std::fabs(sum - l.sum) <= 1e-9 * (l.n + std::fabs(l.sum)));
  CHECK(std::fabs(moment - l.moment) <= 1e-9 * (l.n + std::fabs(l.moment)));
  CHECK(same(pareto_khat(one_chain(x)), l.draws_khat));
}

// n numbers with P(x > v) = v^(-1 / k), v > 1.
std::vector<double> pareto_draws(int64_t n, double k, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::vector<double> x;
  for (int64_t i = 0; i < n; ++i) x.push_back(std::pow((static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53, -k));
  return x;
}

}  // namespace

TEST_CASE("pareto: smoothed weights and k-hat are those of the R packages loo and posterior") {
  std::ifstream file(WGF_TEST_DATA "/diagnostics/pareto.txt");
  int64_t lines = 0;
  for (std::string text; std::getline(file, text); ++lines) check(text);
  CHECK(lines == 150);
}

// The fit of m = 3 sqrt(n) tail draws has standard error about (1 + k) / sqrt(m) = 0.04 and is drawn towards 1/2 by 10 / m = 1 %: 5 s.e.
TEST_CASE("pareto: k-hat finds the tail of a Pareto distribution") {
  for (const double k : {0.2, 0.7, 1.2}) {
    const std::vector<double> x = pareto_draws(100000, k, 3);
    CHECK(pareto_khat(one_chain(x)) == doctest::Approx(k).epsilon(0.02 / k + 5 * (1 + k) / std::sqrt(950) / k));
  }
}

TEST_CASE("pareto: the threshold grows with the number of weights up to 0.7") {
  CHECK(pareto_threshold(100) == doctest::Approx(0.5).epsilon(1e-15));
  CHECK(pareto_threshold(100000) == 0.7);
}

TEST_CASE("pareto: weights of any scale and of zero") {
  std::vector<double> x = pareto_draws(500, 0.5, 4), out(x.size()), moved(x.size());
  for (double &v : x) v = std::log(v);
  x[3] = -infinity;
  const double khat = smooth_log_weights(x.data(), 500, 1, out.data());
  CHECK(std::isfinite(khat));
  CHECK(out[3] == -infinity);
  for (double &v : x) v += 4096;  // a power of two: rounds the logarithms to 1e-12
  CHECK(smooth_log_weights(x.data(), 500, 1, moved.data()) == doctest::Approx(khat).epsilon(1e-9));
  for (std::size_t i = 0; i < x.size(); ++i)
    if (i != 3) CHECK(moved[i] - 4096 == doctest::Approx(out[i]).epsilon(1e-9));
}

TEST_CASE("pareto: equal weights have no tail and stay as they are") {
  const std::vector<double> x(100, -3.0);
  std::vector<double> out(x.size());
  CHECK(std::isnan(smooth_log_weights(x.data(), 100, 1, out.data())));
  CHECK(out == x);
}

TEST_CASE("pareto: draws in other units have the same k-hat") {
  std::vector<double> x = pareto_draws(400, 0.4, 5);
  const double khat = pareto_khat(one_chain(x));
  for (double &v : x) v *= 0x1p-500;
  CHECK(pareto_khat(one_chain(x)) == doctest::Approx(khat).epsilon(1e-12));
}
