#include "density/transform.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "base/status.h"

namespace {

using wgf::transform;
using numbers = std::vector<double>;

constexpr double infinity = INFINITY;

double *data(numbers &v) { return v.data(); }
size_t at(int64_t i) { return static_cast<size_t>(i); }

// One block of every kind, with free coordinates between them.
transform every_kind() {
  transform t(12);
  t.bound(0, -1.5, infinity);
  t.bound(1, -infinity, 2);
  t.bound(3, -2, 0.5);
  t.simplex(4, 4);
  t.ordered(9, 3);
  return t;
}

numbers constrained(const transform &t, const numbers &u) {
  const int64_t n = static_cast<int64_t>(u.size()) / t.dim();
  numbers x(at(n * t.user_dim()));
  t.constrain(n, u.data(), data(x));
  return x;
}

double log_jacobian(const transform &t, const numbers &u) {
  double value = 0;
  t.pull_back(1, u.data(), nullptr, &value, nullptr);
  return value;
}

// Fixed points of moderate size: multiples of the golden ratio, folded to (-2.5, 2.5).
numbers points(int64_t n, int64_t d) {
  numbers u(at(n * d));
  for (size_t i = 0; i < u.size(); ++i) u[i] = 5 * std::fmod(0.618033988749895 * static_cast<double>(i + 1), 1.0) - 2.5;
  return u;
}

// Central differences of a smooth function of order one: h^2 + eps/h, about 1e-10 at h = 1e-5.
constexpr double step = 1e-5, difference_error = 1e-8;

numbers shifted(numbers u, int64_t k, double h) {
  u[at(k)] += h;
  return u;
}

double log_determinant(numbers a, int64_t d) {
  double sum = 0;
  for (int64_t k = 0; k < d; ++k) {
    int64_t pivot = k;
    for (int64_t i = k; i < d; ++i)
      if (std::abs(a[at(i * d + k)]) > std::abs(a[at(pivot * d + k)])) pivot = i;
    std::swap_ranges(&a[at(k * d)], &a[at(k * d)] + d, &a[at(pivot * d)]);
    sum += std::log(std::abs(a[at(k * d + k)]));
    for (int64_t i = k + 1; i < d; ++i)
      for (int64_t j = d - 1; j >= k; --j) a[at(i * d + j)] -= a[at(i * d + k)] / a[at(k * d + k)] * a[at(k * d + j)];
  }
  return sum;
}

// The density on the user's scale is one in all coordinates but the last of the simplex.
double differenced_log_jacobian(const transform &t, const numbers &u, int64_t left_out) {
  const int64_t d = t.dim();
  numbers jacobian(at(d * d));
  for (int64_t k = 0; k < d; ++k) {
    const numbers above = constrained(t, shifted(u, k, step)), below = constrained(t, shifted(u, k, -step));
    int64_t row = 0;
    for (int64_t j = 0; j < t.user_dim(); ++j)
      if (j != left_out) jacobian[at(row++ * d + k)] = (above[at(j)] - below[at(j)]) / (2 * step);
  }
  return log_determinant(jacobian, d);
}

wgf_status code_of(const std::function<void()> &run) {
  try {
    run();
  } catch (const wgf::error &e) {
    return e.code();
  }
  return WGF_OK;
}

struct place {
  int64_t row = -1, coordinate = -1;
};

// Where the points are refused; row -1: nowhere.
place refused_at(const transform &t, const numbers &x) {
  place where;
  const int64_t n = static_cast<int64_t>(x.size()) / t.user_dim();
  numbers u(at(n * t.dim()));
  if (t.unconstrain(n, x.data(), data(u), &where.row, &where.coordinate)) return {};
  return where;
}

}  // namespace

TEST_CASE("transform: dimensions count one less for a simplex") {
  const transform t = every_kind();
  CHECK(t.user_dim() == 12);
  CHECK(t.dim() == 11);
  CHECK_FALSE(t.identity());
}

TEST_CASE("transform: each bound is the formula of the manual") {
  transform t(4);
  t.bound(0, 3, infinity);
  t.bound(1, -infinity, 3);
  t.bound(2, 1, 5);
  const numbers u{0.7, 0.7, 0.7, 0.7}, x = constrained(t, u);
  CHECK(x[0] == doctest::Approx(3 + std::exp(0.7)).epsilon(1e-15));
  CHECK(x[1] == doctest::Approx(3 - std::exp(0.7)).epsilon(1e-15));
  CHECK(x[2] == doctest::Approx(1 + 4 / (1 + std::exp(-0.7))).epsilon(1e-15));
  CHECK(x[3] == 0.7);
}

TEST_CASE("transform: unconstrain undoes constrain") {
  const transform t = every_kind();
  const numbers u = points(50, t.dim()), x = constrained(t, u);
  numbers back(u.size());
  place where;
  REQUIRE(t.unconstrain(50, x.data(), data(back), &where.row, &where.coordinate));
  // The smallest distance from a bound is e^-2.5 = 0.08, or two such factors in the simplex, in numbers of size 15 at most:
  // rounding is magnified a few thousand times.
  for (size_t i = 0; i < u.size(); ++i) CHECK(std::abs(back[i] - u[i]) < 1e-12);
}

TEST_CASE("transform: a simplex is positive, sums to one, and zero is equal parts") {
  transform t(5);
  t.simplex(0, 5);
  for (const double part : constrained(t, numbers(4, 0.0))) CHECK(part == doctest::Approx(0.2).epsilon(1e-15));
  const numbers x = constrained(t, points(20, 4));
  for (int64_t i = 0; i < 20; ++i) {
    CHECK(std::accumulate(&x[at(5 * i)], &x[at(5 * i)] + 5, 0.0) == doctest::Approx(1).epsilon(1e-15));
    CHECK(*std::min_element(&x[at(5 * i)], &x[at(5 * i)] + 5) > 0);
  }
  // At equal parts S_k z_k (1 - z_k) is ((K-k)/K) (1/(K-k)) ((K-k-1)/(K-k)), whose product over k is K^-K.
  CHECK(log_jacobian(t, numbers(4, 0.0)) == doctest::Approx(-5 * std::log(5.0)).epsilon(1e-14));
}

TEST_CASE("transform: ordered coordinates increase, the first one is free") {
  transform t(4);
  t.ordered(0, 4);
  const numbers u{-3, 0, 1, -1}, x = constrained(t, u);
  CHECK(x[0] == -3);
  CHECK(x[1] == doctest::Approx(-2));
  CHECK(x[2] == doctest::Approx(-2 + std::exp(1.0)));
  CHECK(x[3] == doctest::Approx(-2 + std::exp(1.0) + std::exp(-1.0)));
}

TEST_CASE("transform: the Jacobian is the determinant of differences") {
  const transform t = every_kind();
  const numbers u = points(8, t.dim());
  for (int64_t i = 0; i < 8; ++i) {
    const numbers row(&u[at(i * t.dim())], &u[at(i * t.dim())] + t.dim());
    // Eleven factors, each differenced with a relative error below difference_error / e^-2.5.
    CHECK(log_jacobian(t, row) == doctest::Approx(differenced_log_jacobian(t, row, 7)).epsilon(1e-6));
  }
}

TEST_CASE("transform: the chain rule is the difference quotient of the pulled back density") {
  const transform t = every_kind();
  const auto user_log_density = [](const numbers &x) {
    double sum = 0;
    for (size_t k = 0; k < x.size(); ++k) sum += std::sin(static_cast<double>(k + 1) + x[k]);
    return sum;
  };
  const auto log_density = [&](const numbers &u) { return user_log_density(constrained(t, u)) + log_jacobian(t, u); };
  const numbers all = points(8, t.dim());
  for (int64_t i = 0; i < 8; ++i) {
    const numbers u(&all[at(i * t.dim())], &all[at(i * t.dim())] + t.dim());
    numbers user_score = constrained(t, u), score(u.size());
    for (size_t k = 0; k < user_score.size(); ++k) user_score[k] = std::cos(static_cast<double>(k + 1) + user_score[k]);
    t.pull_back(1, u.data(), user_score.data(), nullptr, data(score));
    for (int64_t k = 0; k < t.dim(); ++k) {
      const double quotient = (log_density(shifted(u, k, step)) - log_density(shifted(u, k, -step))) / (2 * step);
      // e^2.5 = 12: third derivatives up to 12^3.
      CHECK(std::abs(score[at(k)] - quotient) < 100 * difference_error);
    }
  }
}

TEST_CASE("transform: many points at once give the bits of one at a time") {
  const transform t = every_kind();
  const numbers u = points(9, t.dim()), x = constrained(t, u);
  numbers log_density(9, 0.25), score(u.size());
  t.pull_back(9, u.data(), x.data(), data(log_density), data(score));
  for (int64_t i = 0; i < 9; ++i) {
    const double *row = &u[at(i * t.dim())], *user_row = &x[at(i * t.user_dim())];
    numbers one_x(at(t.user_dim())), one_score(at(t.dim()));
    double one = 0.25;
    t.constrain(1, row, data(one_x));
    t.pull_back(1, row, user_row, &one, data(one_score));
    CHECK(std::equal(one_x.begin(), one_x.end(), user_row));
    CHECK(std::equal(one_score.begin(), one_score.end(), &score[at(i * t.dim())]));
    CHECK(one == log_density[at(i)]);
  }
}

TEST_CASE("transform: far out the bounds hold and the Jacobian stays a number") {
  const transform t = every_kind();
  for (const double far : {-1e4, -800.0, -40.0, 40.0, 700.0}) {
    const numbers u(at(t.dim()), far), x = constrained(t, u);
    CHECK(x[0] >= -1.5);
    CHECK(x[1] <= 2);
    CHECK((x[3] >= -2 && x[3] <= 0.5));
    for (size_t k = 4; k < 8; ++k) CHECK((x[k] >= 0 && x[k] <= 1));
    CHECK((x[9] <= x[10] && x[10] <= x[11]));
    CHECK(std::isfinite(log_jacobian(t, u)));
  }
}

TEST_CASE("transform: an interval is not left by rounding") {
  // 0.1 + (0.7 - 0.1) is 0.7 rounded up in double; found by trying such pairs.
  for (const auto &[lower, upper] : {std::pair{0.1, 0.7}, {-0.1, 0.3}, {-1.1, 2.2}, {1e-3, 1.3}, {-7.7, 0.1}}) {
    transform t(1);
    t.bound(0, lower, upper);
    for (double u = -60; u <= 60; u += 0.37) {
      const double x = constrained(t, {u})[0];
      CHECK((x >= lower && x <= upper));
    }
  }
}

TEST_CASE("transform: the Jacobian of an interval does not cancel far out") {
  transform t(1);
  t.bound(0, 0, 1);
  // log z + log(1 - z) = -|u| up to 2 e^-|u|.
  CHECK(log_jacobian(t, {50}) == doctest::Approx(-50).epsilon(1e-15));
  CHECK(log_jacobian(t, {-50}) == doctest::Approx(-50).epsilon(1e-15));
}

TEST_CASE("transform: points outside are refused with their place") {
  const transform t = every_kind();
  const numbers good = constrained(t, points(3, t.dim()));
  CHECK(refused_at(t, good).row == -1);
  const auto spoiled = [&](int64_t coordinate, double value) {
    numbers x = good;
    x[at(2 * t.user_dim() + coordinate)] = value;
    return refused_at(t, x);
  };
  const std::vector<std::pair<int64_t, double>> bad{{0, -1.5}, {0, -2}, {1, 2}, {1, 3}, {3, -2}, {3, 0.5}, {3, 7}, {5, 0}, {5, -1}, {2, NAN}, {8, infinity}, {10, -100}};
  for (const auto &[coordinate, value] : bad) {
    CAPTURE(coordinate);
    CAPTURE(value);
    CHECK(spoiled(coordinate, value).row == 2);
    CHECK(spoiled(coordinate, value).coordinate == coordinate);
  }
  CHECK(spoiled(7, 0.9).coordinate == 4);  // a sum that is not 1 belongs to the whole simplex
}

TEST_CASE("transform: a simplex may miss its sum by 1e-8 only") {
  transform t(3);
  t.simplex(0, 3);
  CHECK(refused_at(t, {0.2, 0.3, 0.5 + 5e-9}).row == -1);
  CHECK(refused_at(t, {0.2, 0.3, 0.5 + 5e-8}).row == 0);
}

TEST_CASE("transform: bounds can be changed and taken back, other constraints cannot") {
  transform t(6);
  t.bound(0, 0, 1);
  t.bound(0, 0, infinity);
  CHECK(constrained(t, numbers(6, 0.0))[0] == 1);
  t.bound(0, -infinity, infinity);
  CHECK(t.identity());
  t.simplex(2, 3);
  CHECK(code_of([&] { t.bound(3, 0, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(3, -infinity, infinity); }) == WGF_OK);
  CHECK(code_of([&] { t.ordered(4, 2); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.ordered(0, 2); }) == WGF_OK);
  CHECK(t.dim() == 5);
}

TEST_CASE("transform: constraints without meaning are refused") {
  transform t(3);
  CHECK(code_of([&] { t.bound(0, 1, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(0, 2, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(0, NAN, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(0, infinity, infinity); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(0, -1.7e308, 1.7e308); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(3, 0, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.bound(-1, 0, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.simplex(0, 1); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.simplex(2, 2); }) == WGF_E_ARGUMENT);
  CHECK(code_of([&] { t.simplex(1, INT64_MAX); }) == WGF_E_ARGUMENT);
  t.bound(1, 0, 1);
  CHECK(code_of([&] { t.simplex(0, 3); }) == WGF_E_ARGUMENT);
  CHECK(t.dim() == 3);
}
