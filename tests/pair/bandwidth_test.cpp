#include "pair/median.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "base/parallel.h"
#include "simd/every_isa.h"

using namespace wgf;

namespace {

std::vector<double> normals(int64_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> v(static_cast<size_t>(count));
  for (double &value : v) value = normal(random);
  return v;
}

double distance(const pair::median_request &r, const double *a, const double *b) {
  double sum = 0;
  for (int64_t c = 0; c < r.d; ++c) {
    const double difference = (a[c] - b[c]) / (r.scale ? r.scale[c] : 1);
    sum += difference * difference;
  }
  return sum;
}

std::vector<double> all_distances(const pair::median_request &r) {
  std::vector<double> all;
  const int64_t m = r.y ? r.m : r.n;
  for (int64_t i = 0; i < r.n; ++i)
    for (int64_t j = 0; j < m; ++j)
      if (r.y || r.include_diagonal || i != j) all.push_back(distance(r, r.x + i * r.d, (r.y ? r.y : r.x) + j * r.d));
  return all;
}

// As numpy.median: the mean of the two middle ones when their number is even.
double plain_median(const pair::median_request &r) {
  std::vector<double> all = all_distances(r);
  const auto middle = all.begin() + static_cast<ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  if (all.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(all.begin(), middle)) / 2;
}

double median(const pair::median_request &r, int threads = 1) {
  workers pool(threads);
  pair::workspace scratch;
  scratch.reserve(pair::median_bytes(r.n, r.m, r.d, pool.threads()));
  return pair::exact_median(r, scratch, pool);
}

pair::median_request request(int64_t n, int64_t d, const std::vector<double> &x) {
  pair::median_request r;
  r.n = n, r.d = d, r.x = x.data();
  return r;
}

// Centring and squaring: 2 (d + 3) units of |x|^2, some 8 d here.
void check_median(const pair::median_request &r) {
  INFO("n = " << r.n << ", m = " << r.m << ", d = " << r.d);
  const double tolerance = 2 * static_cast<double>((r.d + 3) * 8 * r.d) * 0x1p-53;
  CHECK(std::abs(median(r) - plain_median(r)) <= tolerance);
}

}  // namespace

TEST_CASE("median: of one cloud equals nth_element, with and without the diagonal") {
  for (const int64_t n : {2, 3, 4, 17, 48, 65, 257})
    for (const int64_t d : {1, 2, 10}) {
      const std::vector<double> x = normals(n * d, 1);
      pair::median_request r = request(n, d, x);
      for (const bool diagonal : {true, false}) {
        r.include_diagonal = diagonal;
        check_median(r);
      }
    }
}

TEST_CASE("median: of one particle is its distance from itself") {
  const std::vector<double> x{3, 4};
  pair::median_request r = request(1, 2, x);
  CHECK(median(r) == 0);
  r.include_diagonal = false;
  CHECK(std::isnan(median(r)));
}

TEST_CASE("median: between two clouds, with a scale") {
  const std::vector<double> x = normals(70 * 3, 2), y = normals(131 * 3, 3), scale{0.5, 2, 3};
  pair::median_request r = request(70, 3, x);
  r.m = 131, r.y = y.data(), r.scale = scale.data();
  check_median(r);
}

TEST_CASE("median: on every instruction set") {
  const std::vector<double> x = normals(300 * 5, 4);
  test::on_every_isa([&] { check_median(request(300, 5, x)); });
}

TEST_CASE("median: more equal distances than are ever listed") {
  std::vector<double> x(400, 0.0);
  for (size_t i = 0; i < 100; ++i) x[i] = 1;
  pair::median_request r = request(400, 1, x);
  CHECK(median(r) == 0);  // 62 % of the pairs
  for (size_t i = 100; i < 200; ++i) x[i] = 1;
  r.include_diagonal = false;
  CHECK(median(r) == 1);  // 40000 of 79800 distances are 1
  for (size_t i = 0; i < 2; ++i) x[i] = 2;
  check_median(r);
}

TEST_CASE("median: the two middle ones may lie far apart") {
  const std::vector<double> x{0, 1, 1e3};  // with the diagonal 0 0 0 1 1 . . . .
  CHECK(median(request(3, 1, x)) == 1);
  const std::vector<double> y{0, 1e4};
  CHECK(median(request(2, 1, y)) == 0.5e8);
}

TEST_CASE("median: numbers of every size") {
  std::vector<double> x = normals(500, 5);
  for (double &v : x) v = std::exp(30 * v);
  const pair::median_request r = request(500, 1, x);
  CHECK(median(r) == doctest::Approx(plain_median(r)).epsilon(1e-15));
}

TEST_CASE("median: a particle with a NaN is as one infinitely far away") {
  std::vector<double> x = normals(50, 6);
  x[3] = std::numeric_limits<double>::quiet_NaN();
  const double with_nan = median(request(50, 1, x));
  x[3] = 1e100;
  CHECK(median(request(50, 1, x)) == with_nan);
  x.assign(50, std::numeric_limits<double>::quiet_NaN());
  CHECK(std::isnan(median(request(50, 1, x))));
}

TEST_CASE("median: the same bits for any number of threads") {
  const std::vector<double> x = normals(2000 * 3, 7);
  const pair::median_request r = request(2000, 3, x);
  const double one = median(r);
  CHECK(one == doctest::Approx(plain_median(r)).epsilon(1e-14));
  CHECK(median(r, 2) == one);
  CHECK(median(r, 5) == one);
}

TEST_CASE("median: of a sample of pairs has the rank it should have") {
  const int64_t n = 1500, d = 2;
  const std::vector<double> x = normals(n * d, 8), y = normals(700 * d, 9);
  for (const bool two : {false, true})
    for (const bool diagonal : {true, false}) {
      pair::median_request r = request(n, d, x);
      r.include_diagonal = diagonal;
      if (two) r.m = 700, r.y = y.data();
      pair::workspace scratch;
      scratch.reserve(pair::median_bytes(r.n, r.m, r.d, 2));
      workers one(1), more(2);
      const double sampled = pair::sampled_median(r, 17, scratch, one);
      CHECK(pair::sampled_median(r, 17, scratch, more) == sampled);
      CHECK(pair::sampled_median(r, 18, scratch, one) != sampled);
      const std::vector<double> all = all_distances(r);
      const auto below = std::count_if(all.begin(), all.end(), [&](double v) { return v < sampled; });
      const double rank = static_cast<double>(below) / static_cast<double>(all.size());
      CHECK(std::abs(rank - 0.5) < 5 * 0.5 / std::sqrt(static_cast<double>(pair::sampled_pairs)));
    }
}

TEST_CASE("mean squared distance: equals the plain double loop") {
  for (const int64_t d : {3, 16, 19}) {
    const std::vector<double> x = normals(40 * d, 10), y = normals(30 * d, 11);
    std::vector<double> scale(static_cast<size_t>(d), 0.5);
    for (size_t c = 0; c < scale.size(); ++c) scale[c] += 0.3 * static_cast<double>(c);
    pair::median_request r = request(40, d, x);
    r.include_diagonal = false;
    r.scale = scale.data();
    const auto mean = [&] {
      const std::vector<double> all = all_distances(r);
      return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
    };
    CHECK(pair::mean_squared_distance(40, d, x.data(), scale.data()) == doctest::Approx(mean()).epsilon(1e-13));
    std::vector<double> w = normals(40, 12), v = normals(30, 13);
    w[7] = v[0] = 0;
    for (std::vector<double> *weights : {&w, &v}) {
      double total = 0;
      for (double &weight : *weights) total += weight = std::abs(weight);
      for (double &weight : *weights) weight /= total;
    }
    double weighted = 0;
    for (size_t i = 0; i < w.size(); ++i)
      for (size_t j = 0; j < v.size(); ++j)
        for (size_t c = 0; c < scale.size(); ++c) weighted += w[i] * v[j] * std::pow(x[i * scale.size() + c] - y[j * scale.size() + c], 2);
    CHECK(pair::mean_squared_distance(d, 40, x.data(), w.data(), 30, y.data(), v.data()) == doctest::Approx(weighted).epsilon(1e-13));
  }
}
