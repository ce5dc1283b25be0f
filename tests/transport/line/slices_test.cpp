#include "transport/line/slices.h"

#include <doctest/doctest.h>

#include <cmath>

#include "reference/sliced.h"

using namespace wgf;
using reference::numbers;

namespace {

constexpr stream chosen{7, 3, purpose::slices};

numbers normal_points(int64_t n, int64_t d, uint64_t seed) {
  numbers x(static_cast<size_t>(n * d));
  normals({seed, 0, purpose::initial}, 0, n, d, x.data());
  return x;
}

numbers equal_weights(int64_t n) { return numbers(static_cast<size_t>(n), 1 / static_cast<double>(n)); }

numbers uneven_weights(int64_t n, uint64_t seed) {
  numbers w(static_cast<size_t>(n));
  uniforms({seed, 0, purpose::user}, 0, n, 1, w.data());
  const double total = std::accumulate(w.begin(), w.end(), 0.0);
  for (double &v : w) v /= total;
  return w;
}

slices::points points(const numbers &x, const numbers &w) {
  return {static_cast<int64_t>(w.size()), x.data(), w.data()};
}

numbers directions_of(const slices &lines, int64_t d) {
  numbers theta(static_cast<size_t>(lines.count() * d));
  lines.copy_directions(theta.data());
  return theta;
}

struct case_of_clouds {
  case_of_clouds(int64_t n, int64_t m, int64_t dim, bool even_x, bool even_y, bool single = false)
      : d(dim),
        x(normal_points(n, d, 1)),
        y(normal_points(m, d, 2)),
        wx(even_x ? equal_weights(n) : uneven_weights(n, 5)),
        wy(even_y ? equal_weights(m) : uneven_weights(m, 6)),
        velocity(x.size()),
        lines(make_slices(single)) {
    for (double &v : y) v = 0.5 * v + 1;
  }

  double run(int64_t count, int threads, bool keep = false) {
    workers pool(threads);
    lines->prepare(static_cast<int64_t>(wx.size()), static_cast<int64_t>(wy.size()), d, count, pool.threads());
    lines->set_directions(chosen);
    if (keep) lines->keep(points(y, wy), pool);
    return lines->sw2(points(x, wx), points(y, wy), {velocity.data()}, pool);
  }

  reference::sliced_answer plain() const {
    const numbers theta = directions_of(*lines, d);
    return reference::sliced(x, wx, y, wy, static_cast<size_t>(d), static_cast<size_t>(lines->count()), theta.data());
  }

  int64_t d;
  numbers x, y, wx, wy, velocity;
  std::unique_ptr<slices> lines;
};

void check_near(const numbers &a, const numbers &b, double tolerance) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) CHECK(std::abs(a[i] - b[i]) <= tolerance);
}

// Sums of a few hundred terms of size 1 to 10, in another order: each is within some 1e3 roundings of 1e-16.
constexpr double rounding = 1e-12;

}  // namespace

TEST_CASE("slices: directions are unit vectors that favour no axis") {
  constexpr int64_t d = 3, count = 20000;
  const std::unique_ptr<slices> lines = make_slices(false);
  lines->prepare(1, 1, d, count, 1);
  lines->set_directions(chosen);
  const numbers theta = directions_of(*lines, d);
  double moment[d][d] = {};
  for (int64_t p = 0; p < count; ++p) {
    const double *t = theta.data() + p * d;
    CHECK(std::abs(t[0] * t[0] + t[1] * t[1] + t[2] * t[2] - 1) < 4e-15);
    for (int a = 0; a < d; ++a)
      for (int b = 0; b < d; ++b) moment[a][b] += t[a] * t[b] / count;
  }
  // On the sphere in R^3: var(t_a^2) = 1/5 - 1/9, var(t_a t_b) = 1/15. Four standard errors.
  for (int a = 0; a < d; ++a)
    for (int b = 0; b < d; ++b)
      CHECK(std::abs(moment[a][b] - (a == b ? 1.0 / 3 : 0)) <
            4 * std::sqrt((a == b ? 4.0 / 45 : 1.0 / 15) / count));
}

TEST_CASE("slices: one dimension has the one direction +1, whatever the count") {
  const std::unique_ptr<slices> lines = make_slices(false);
  lines->prepare(4, 4, 1, 100, 2);
  lines->set_directions(chosen);
  CHECK(lines->count() == 1);
  CHECK(directions_of(*lines, 1)[0] == 1);
}

TEST_CASE("slices: in one dimension sw2 is the exact squared Wasserstein distance") {
  // Three against four points by hand: cuts at 1/4, 1/3, 1/2, 2/3, 3/4.
  const numbers x{2, -1, 0.5}, y{0, 3, -0.5, 1.5};
  const std::unique_ptr<slices> lines = make_slices(false);
  lines->prepare(3, 4, 1, 1, 1);
  lines->set_directions(chosen);
  workers pool(1);
  numbers velocity(3);
  const double value =
      lines->sw2(points(x, equal_weights(3)), points(y, equal_weights(4)), {velocity.data()}, pool);
  CHECK(value == doctest::Approx(0.625).epsilon(1e-15));
  // In ascending x the quantiles of y have means -3/8, 3/4 and 21/8.
  check_near(velocity, {0.625, 0.625, 0.25}, 1e-15);
}

TEST_CASE("slices: value and velocity equal the plain quantile functions for all sizes and weights") {
  struct row {
    int64_t n, m, d;
    bool even_x, even_y;
  };
  for (const row r : {row{50, 50, 3, true, true}, row{50, 37, 3, true, true}, row{20, 60, 2, true, true},
                      row{41, 41, 3, false, false}, row{31, 44, 2, false, true}, row{44, 31, 5, true, false},
                      row{1, 9, 2, true, false}, row{9, 1, 1, false, true}}) {
    CAPTURE(r.n);
    CAPTURE(r.m);
    case_of_clouds c(r.n, r.m, r.d, r.even_x, r.even_y);
    const double value = c.run(11, 1);
    const reference::sliced_answer plain = c.plain();
    CHECK(std::abs(value - plain.squared_sw2) < rounding);
    check_near(c.velocity, plain.velocity, rounding);
  }
}

TEST_CASE("slices: without a velocity the value is the same") {
  for (const bool even : {true, false}) {
    case_of_clouds c(60, 45, 3, even, even);
    const double value = c.run(9, 1);
    workers pool(1);
    CHECK(c.lines->sw2(points(c.x, c.wx), points(c.y, c.wy), {nullptr}, pool) == value);
  }
}

TEST_CASE("slices: the gradient of sw2 is -2 w velocity") {
  case_of_clouds c(23, 31, 3, false, false);
  c.run(10, 1);
  const numbers velocity = c.velocity;
  workers pool(1);
  // sw2 is quadratic in x_i between two changes of order, where central differences are exact up to rounding,
  // 1e-16 / step.
  constexpr double step = 1e-6;
  for (size_t i = 0; i < c.x.size(); ++i) {
    numbers up = c.x, down = c.x;
    up[i] += step;
    down[i] -= step;
    const double slope = (c.lines->sw2(points(up, c.wx), points(c.y, c.wy), {nullptr}, pool) -
                          c.lines->sw2(points(down, c.wx), points(c.y, c.wy), {nullptr}, pool)) /
                         (2 * step);
    CHECK(std::abs(slope + 2 * c.wx[i / 3] * velocity[i]) < 1e-8);
  }
}

TEST_CASE("slices: a particle without weight counts nothing and moves to its quantile") {
  const numbers x{0.3, -1, 1}, w{0, 0.5, 0.5}, y{-3, 5}, v{0.5, 0.5};
  const std::unique_ptr<slices> lines = make_slices(false);
  lines->prepare(3, 2, 1, 1, 1);
  lines->set_directions(chosen);
  workers pool(1);
  numbers velocity(3);
  CHECK(lines->sw2(points(x, w), points(y, v), {velocity.data()}, pool) == doctest::Approx(10).epsilon(1e-15));
  CHECK(velocity[1] == -2);
  CHECK(velocity[2] == 4);
  CHECK((velocity[0] == -3.3 || velocity[0] == 4.7));
}

TEST_CASE("slices: the same bits for any number of threads") {
  case_of_clouds one(3000, 2500, 3, false, false);
  const double value = one.run(37, 1);
  for (const int threads : {2, 3, 9, 17}) {
    case_of_clouds many(3000, 2500, 3, false, false);
    CHECK(many.run(37, threads) == value);
    CHECK(many.velocity == one.velocity);
  }
}

TEST_CASE("slices: a target sorted once gives the same bits") {
  for (const bool even : {true, false}) {
    case_of_clouds fresh(400, 300, 3, even, even), kept(400, 300, 3, even, even);
    CHECK(kept.run(21, 2, true) == fresh.run(21, 2));
    CHECK(kept.velocity == fresh.velocity);
  }
}

TEST_CASE("slices: new directions forget the sorted target") {
  case_of_clouds c(40, 30, 3, true, true);
  c.run(8, 1, true);
  workers pool(1);
  c.lines->set_directions({8, 0, purpose::slices});
  const double value = c.lines->sw2(points(c.x, c.wx), points(c.y, c.wy), {c.velocity.data()}, pool);
  CHECK(std::abs(value - c.plain().squared_sw2) < rounding);
}

TEST_CASE("slices: memory prepared for other clouds before changes no bit") {
  for (const int64_t d : {3, 40}) {
    case_of_clouds fresh(90, 70, d, true, true), reused(90, 70, d, true, true), larger(150, 150, d, true, false);
    reused.lines = std::move(larger.lines);
    reused.lines->prepare(150, 150, d, 30, 1);
    const double value = fresh.run(20, 1);
    CHECK(reused.run(20, 1) == value);
    CHECK(reused.run(20, 1) == value);
    CHECK(reused.velocity == fresh.velocity);
  }
}

// Projections err by (d + 2) roundings of 6e-8 of |x| below 5; differences of them times the largest distance, 10, for the value.
TEST_CASE("slices: in float value and velocity equal the plain quantile functions, also far from the origin") {
  struct row {
    int64_t n, m, d;
    bool even_x, even_y;
  };
  for (const double far : {0.0, 1e6})
    for (const row r : {row{50, 50, 3, true, true}, row{50, 37, 3, true, true}, row{41, 41, 3, false, false}, row{31, 44, 17, false, true},
                        row{44, 31, 5, true, false}, row{1, 9, 2, true, false}, row{9, 1, 1, false, true}}) {
      CAPTURE(r.n);
      CAPTURE(far);
      case_of_clouds c(r.n, r.m, r.d, r.even_x, r.even_y, true);
      const numbers x = c.x, y = c.y;
      for (numbers *cloud : {&c.x, &c.y})
        for (double &v : *cloud) v += far;
      const double value = c.run(19, 1), each = static_cast<double>(r.d + 2) * 6e-8 * 5;
      c.x = x, c.y = y;
      const reference::sliced_answer plain = c.plain();
      CHECK(std::abs(value - plain.squared_sw2) < 4 * each * 10);
      check_near(c.velocity, plain.velocity, 4 * each);
    }
}

TEST_CASE("slices: in float duplicated points share out the same moves as in double") {
  case_of_clouds c(64, 64, 3, true, true, true);
  for (size_t i = 0; i < c.x.size() / 2; ++i) c.x[c.x.size() / 2 + i] = c.x[i];
  const double value = c.run(19, 1);
  const reference::sliced_answer plain = c.plain();
  CHECK(std::abs(value - plain.squared_sw2) < 6e-5);
  check_near(c.velocity, plain.velocity, 6e-6);
}

TEST_CASE("slices: in float the same bits for any number of threads, and for a target sorted once") {
  for (const bool even : {true, false}) {
    case_of_clouds one(3000, 2500, 3, even, even, true);
    const double value = one.run(37, 1);
    for (const int threads : {2, 9, 40}) {
      case_of_clouds many(3000, 2500, 3, even, even, true);
      CHECK(many.run(37, threads, threads == 9) == value);
      CHECK(many.velocity == one.velocity);
    }
  }
}

TEST_CASE("slices: slopes may come with a factor and over no weights") {
  for (const bool single : {false, true})
    for (const bool even : {true, false}) {
      case_of_clouds c(60, 45, 3, even, true, single);
      c.run(9, 1);
      numbers slopes(c.x.size());
      workers pool(1);
      c.lines->sw2(points(c.x, c.wx), points(c.y, c.wy), {slopes.data(), -2, false}, pool);
      const double few_roundings = single ? 1e-6 : 1e-15;  // of numbers below 5
      for (size_t i = 0; i < slopes.size(); ++i) CHECK(std::abs(slopes[i] + 2 * c.wx[i / 3] * c.velocity[i]) < few_roundings);
    }
}

TEST_CASE("slices: the energy in float is near that in double") {
  for (const bool even : {true, false}) {
    case_of_clouds c(300, 250, 3, even, even), single(300, 250, 3, even, even, true);
    c.run(20, 1), single.run(20, 1);
    workers pool(1);
    const double value = c.lines->energy(points(c.x, c.wx), points(c.y, c.wy), {c.velocity.data()}, pool);
    const double rounded = single.lines->energy(points(c.x, c.wx), points(c.y, c.wy), {single.velocity.data()}, pool);
    CHECK(std::abs(rounded - value) < 1e-5);  // an expected distance: its error is that of a projection
    // Two projections that change places move a particle by the weight of the other, at most 0.03 here, over 20 directions.
    check_near(single.velocity, c.velocity, 0.002);
  }
}

TEST_CASE("slices: projections that overflow give values that are not numbers, and end") {
  for (const bool single : {false, true})
    for (const bool even : {true, false}) {
      case_of_clouds c(4100, 3000, 3, even, even, single);
      c.x[18] = 1e308, c.x[19] = -1e308, c.x[20] = 1e308;
      c.y[18] = -1e308, c.y[19] = 1.7e308, c.y[20] = 1.7e308;
      for (double &v : c.x) v *= 1.7;
      workers pool(1);
      CHECK(!std::isfinite(c.run(20, 1)));
      CHECK(!std::isfinite(c.run(20, 1, true)));
      CHECK(!std::isfinite(c.lines->sw2(points(c.x, c.wx), points(c.y, c.wy), {nullptr}, pool)));
      c.run(20, 1);
      c.lines->energy(points(c.x, c.wx), points(c.y, c.wy), {c.velocity.data()}, pool);
    }
}
