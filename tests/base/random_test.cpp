#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/random_checks.h"
#include "reference/random_stream.h"
#include "simd/ulp.h"

using wgf::purpose;
using wgf::stream;
using namespace wgf::test;

namespace {

std::vector<double> normals(const stream &s, int64_t first, int64_t n, int64_t d) { return normals_of<double>(s, first, n, d); }

std::vector<double> uniforms(const stream &s, int64_t first, int64_t n, int64_t d) {
  std::vector<double> x(static_cast<size_t>(n * d));
  wgf::uniforms(s, first, n, d, x.data());
  return x;
}

int64_t different_words(const stream &s, int64_t first, int64_t n, int64_t d) {
  std::vector<uint64_t> w(static_cast<size_t>(n * d));
  wgf::words(s, first, n, d, w.data());
  int64_t different = 0;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k)
      different += w[static_cast<size_t>(i * d + k)] != wgf::reference::word(s, first + i, k);
  return different;
}

double correlation(const std::vector<double> &x, const std::vector<double> &y) {  // means 0, variances 1
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum / static_cast<double>(x.size());
}

std::vector<double> standardised_squares(std::vector<double> x) {
  for (double &v : x) v = (v * v - 1) / std::sqrt(2.0);
  return x;
}

// Independent: the mean of N products of unit variance has the standard error 1/sqrt(N); 5 of them for each
// of the two.
void check_uncorrelated(const std::vector<double> &x, const std::vector<double> &y) {
  const double bound = 5 / std::sqrt(static_cast<double>(x.size()));
  CHECK(std::abs(correlation(x, y)) < bound);
  CHECK(std::abs(correlation(standardised_squares(x), standardised_squares(y))) < bound);
}

// Chi-square of counts over equally likely bins, as a multiple of its standard deviation away from its mean.
double chi_square_excess(const std::vector<double> &probability, int bins) {
  std::vector<double> count(static_cast<size_t>(bins));
  for (double p : probability) count[std::min(static_cast<size_t>(p * bins), count.size() - 1)] += 1;
  const double expected = static_cast<double>(probability.size()) / bins;
  double sum = 0;
  for (double c : count) sum += (c - expected) * (c - expected) / expected;
  return (sum - (bins - 1)) / std::sqrt(2.0 * (bins - 1));
}

}  // namespace

TEST_CASE("random: the first block is Random123's known answer for a zero counter and key") {
  on_every_isa([] {
    uint64_t w[2];
    wgf::words({0, 0, purpose::noise}, 0, 2, 1, w);
    CHECK(w[0] == 0xe169c58d6627e8d5u);
    CHECK(w[1] == 0x9b00dbd8bc57ac4cu);
  });
}

TEST_CASE("random: words equal Random123 for every dimension, first particle, step and purpose") {
  on_every_isa([] {
    for (int64_t d : dims) {
      CAPTURE(d);
      CHECK(different_words(plain, 0, 40, d) == 0);
      CHECK(different_words(far, 3, 13, d) == 0);
      CHECK(different_words(plain, 7, 1, d) == 0);
      CHECK(different_words(far, (int64_t{1} << 33) - 9, 30, d) == 0);   // the pair grows out of word 1
      CHECK(different_words(far, (int64_t{1} << 41) - 31, 31, d) == 0);  // the last particles there are
    }
  });
}

TEST_CASE("random: uniforms are in (0, 1) and uniform_at gives the same ones") {
  on_every_isa([] {
    const std::vector<double> u = uniforms(far, 11, 500, 3);
    int64_t outside = 0, different = 0;
    for (int64_t i = 0; i < 500; ++i)
      for (int64_t k = 0; k < 3; ++k) {
        const double value = u[static_cast<size_t>(3 * i + k)];
        outside += !(value > 0 && value < 1);
        different += value != wgf::uniform_at(far, 11 + i, k);
        different += value != wgf::reference::uniform(far, 11 + i, k);
      }
    CHECK(outside == 0);
    CHECK(different == 0);
  });
}

// Radius, cosine and sine carry their rounding errors, so only the product and the sum with its correction
// round at full size: half an ulp each, an ulp for the product where the sum falls below its power of two.
TEST_CASE("random: normals are within 2 ulp of Box and Muller's formula in long double") {
  on_every_isa([] {
    const std::vector<double> z = normals(plain, 0, 60000, 5);
    double worst = 0;
    for (int64_t i = 0; i < 60000; ++i)
      for (int64_t k = 0; k < 5; ++k) {
        const double value = z[static_cast<size_t>(5 * i + k)];
        worst = std::max(worst, wgf::test::ulps(value, wgf::reference::normal(plain, i, k)));
      }
    CHECK(worst < 2);
  });
}

TEST_CASE("random: normals have the same bits on every instruction set") { check_same_bits_on_every_isa<double>(); }

TEST_CASE("random: a value depends neither on the rows asked for nor on the dimension") { check_values_stay_in_place<double>(); }

TEST_CASE("random: nothing is written outside the rows") { check_nothing_outside_the_rows<double>(); }

TEST_CASE("random: two threads filling halves give what one gives") { check_halves_of_two_threads<double>(); }

TEST_CASE("random: moments of four million normals lie within 5 standard errors") { check_moments<double>(); }

TEST_CASE("random: chi-square of 1024 bins of normals and uniforms lies within 5 standard deviations") {
  std::vector<double> p = normals(far, 0, 1 << 20, 2);
  for (double &v : p) v = 0.5 * std::erfc(-v / std::sqrt(2.0));
  CHECK(std::abs(chi_square_excess(p, 1024)) < 5);
  CHECK(std::abs(chi_square_excess(uniforms(far, 0, 1 << 20, 2), 1024)) < 5);
}

TEST_CASE("random: normals beyond 4 come as often as they should") {
  const std::vector<double> z = normals(plain, 0, 1 << 20, 4);
  const double expected = static_cast<double>(z.size()) * std::erfc(4 / std::sqrt(2.0));  // 266
  const auto beyond = std::count_if(z.begin(), z.end(), [](double v) { return std::abs(v) > 4; });
  CHECK(std::abs(static_cast<double>(beyond) - expected) < 5 * std::sqrt(expected));
}

TEST_CASE("random: neighbouring seeds, steps, purposes and particles, and their squares, are uncorrelated") {
  constexpr int64_t n = 1 << 18;
  const std::vector<double> x = normals(plain, 0, n, 1);
  check_uncorrelated(x, normals({plain.seed + 1, 0, purpose::noise}, 0, n, 1));
  check_uncorrelated(x, normals({plain.seed + (uint64_t{1} << 32), 0, purpose::noise}, 0, n, 1));
  check_uncorrelated(x, normals({plain.seed, 1, purpose::noise}, 0, n, 1));
  check_uncorrelated(x, normals({plain.seed, uint64_t{1} << 32, purpose::noise}, 0, n, 1));
  check_uncorrelated(x, normals({plain.seed, 0, purpose::accept}, 0, n, 1));
  check_uncorrelated(x, normals(plain, 1, n, 1));
  check_uncorrelated(x, normals(plain, 2, n, 1));
}

TEST_CASE("random: neighbouring coordinates and the two of a pair are uncorrelated") {
  constexpr int64_t n = 1 << 18;
  const std::vector<double> rows = normals(plain, 0, n, 2);
  std::vector<double> first, second, even, odd;
  for (size_t i = 0; i < rows.size(); i += 2) {
    first.push_back(rows[i]), second.push_back(rows[i + 1]);
    (i % 4 == 0 ? even : odd).push_back(rows[i]);
  }
  check_uncorrelated(first, second);
  check_uncorrelated(even, odd);
}

TEST_CASE("random: every part of the key changes the words") {
  const stream s = plain;
  const double value = wgf::uniform_at(s, 4, 2);
  CHECK(wgf::uniform_at({s.seed ^ 1, s.step, s.why}, 4, 2) != value);
  CHECK(wgf::uniform_at({s.seed ^ uint64_t{1} << 63, s.step, s.why}, 4, 2) != value);
  CHECK(wgf::uniform_at({s.seed, s.step + 1, s.why}, 4, 2) != value);
  CHECK(wgf::uniform_at({s.seed, s.step + (uint64_t{1} << 47), s.why}, 4, 2) != value);
  CHECK(wgf::uniform_at({s.seed, s.step, purpose::user}, 4, 2) != value);
  CHECK(wgf::uniform_at(s, 5, 2) != value);
  CHECK(wgf::uniform_at(s, 4 + (int64_t{1} << 40), 2) != value);
  CHECK(wgf::uniform_at(s, 4, 3) != value);
}
