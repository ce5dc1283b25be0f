#include "base/parallel.h"
#include "transport/exact/transport.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "base/status.h"
#include "reference/sliced.h"
#include "reference/transport.h"
#include "simd/every_isa.h"
#include "transport/exact/quick_simplex.h"

using namespace wgf;
using reference::numbers;

namespace {

numbers normal_points(int64_t n, int64_t d, uint64_t seed, double mean = 0) {
  numbers x(static_cast<size_t>(n * d));
  normals({seed, 0, purpose::initial}, 0, n, d, x.data());
  for (double &v : x) v += mean;
  return x;
}

// Whole numbers from 0 to `sides` - 1, many of them equal.
numbers grid_points(int64_t n, int64_t d, uint64_t seed, double sides) {
  numbers x(static_cast<size_t>(n * d));
  uniforms({seed, 0, purpose::initial}, 0, n, d, x.data());
  for (double &v : x) v = std::floor(sides * v);
  return x;
}

numbers equal_weights(int64_t n) { return numbers(static_cast<size_t>(n), 1 / static_cast<double>(n)); }

numbers scaled_to_one(numbers w) {
  const double total = std::accumulate(w.begin(), w.end(), 0.0);
  for (double &v : w) v /= total;
  return w;
}

numbers uneven_weights(int64_t n, uint64_t seed) {
  numbers w(static_cast<size_t>(n));
  uniforms({seed, 0, purpose::user}, 0, n, 1, w.data());
  return scaled_to_one(w);
}

struct weighted_cloud {
  numbers x, w;
  int64_t n() const { return static_cast<int64_t>(w.size()); }
  int64_t d() const { return static_cast<int64_t>(x.size()) / n(); }
  transport_points points() const { return {n(), x.data(), w.data()}; }
};

weighted_cloud even(numbers x, int64_t d) {
  const int64_t n = static_cast<int64_t>(x.size()) / d;
  return {std::move(x), equal_weights(n)};
}

weighted_cloud uneven(numbers x, int64_t d, uint64_t seed) {
  const int64_t n = static_cast<int64_t>(x.size()) / d;
  return {std::move(x), uneven_weights(n, seed)};
}

transport_plan solve(const weighted_cloud &x, const weighted_cloud &y, int order) {
  return optimal_transport(x.d(), x.points(), y.points(), order);
}

// Masses are whole numbers of 2^-62: what is lost is the rounding of the sums of the weights, which differ from 1.
void check_marginals(const transport_plan &plan, const weighted_cloud &x, const weighted_cloud &y) {
  numbers of_x(x.w.size()), of_y(y.w.size());
  for (const transport_plan::part &p : plan.parts) {
    CHECK(p.mass > 0);
    of_x[static_cast<size_t>(p.from)] += p.mass;
    of_y[static_cast<size_t>(p.to)] += p.mass;
  }
  CHECK(plan.parts.size() + 1 <= of_x.size() + of_y.size());
  const double rounding = 0x1p-53 * static_cast<double>(of_x.size() + of_y.size());
  for (size_t i = 0; i < of_x.size(); ++i) CHECK(std::abs(of_x[i] - x.w[i]) <= rounding);
  for (size_t j = 0; j < of_y.size(); ++j) CHECK(std::abs(of_y[j] - y.w[j]) <= rounding);
}

// What the reference leaves, and the rounding of both sums.
double tolerance_of(const numbers &costs) { return 1e-13 * *std::max_element(costs.begin(), costs.end()); }

void check_against_reference(const weighted_cloud &x, const weighted_cloud &y) {
  for (const int order : {1, 2}) {
    CAPTURE(order);
    const transport_plan plan = solve(x, y, order);
    check_marginals(plan, x, y);
    const numbers costs = reference::transport_costs(x.x, y.x, static_cast<size_t>(x.d()), order);
    const double plain = reference::shortest_paths(costs, x.w, y.w).value();
    CHECK(std::abs(plan.cost - plain) <= tolerance_of(costs));
  }
}

// Points of the line put along (1, 2, -2) / 3 in space.
weighted_cloud in_space(const weighted_cloud &line) {
  weighted_cloud space{{}, line.w};
  for (const double v : line.x) space.x.insert(space.x.end(), {v / 3, 2 * v / 3, -2 * v / 3});
  return space;
}

}  // namespace

TEST_CASE("transport: of few points it is the best permutation") {
  for (const int64_t n : {1, 2, 3, 4, 5, 6, 7})
    for (const int64_t d : {1, 2, 3, 17})
      for (const int order : {1, 2}) {
        const weighted_cloud x = even(normal_points(n, d, 1), d), y = even(normal_points(n, d, 2, 0.3), d);
        const numbers costs = reference::transport_costs(x.x, y.x, static_cast<size_t>(d), order);
        CHECK(std::abs(solve(x, y, order).cost - reference::best_permutation(costs, static_cast<size_t>(n))) <= tolerance_of(costs));
      }
}

TEST_CASE("transport: clouds of any sizes and weights equal successive shortest paths on every instruction set") {
  test::on_every_isa([] {
    for (const auto &[n, m] : {std::pair{1, 1}, {1, 17}, {17, 1}, {2, 3}, {17, 17}, {40, 23}, {23, 40}, {55, 57}})
      for (const int64_t d : {1, 2, 17}) {
        CAPTURE(n);
        CAPTURE(m);
        CAPTURE(d);
        const numbers x = normal_points(n, d, 1), y = normal_points(m, d, 2, 0.5);
        check_against_reference(even(x, d), even(y, d));
        check_against_reference(uneven(x, d, 3), uneven(y, d, 4));
        check_against_reference(even(x, d), uneven(y, d, 5));
      }
  });
}

TEST_CASE("transport: many seeds of grids, with ties and equal points") {
  for (uint64_t seed = 0; seed < 20; ++seed)
    for (const double sides : {2.0, 3.0, 5.0}) {
      CAPTURE(seed);
      const numbers x = grid_points(24, 2, seed, sides), y = grid_points(24, 2, seed + 100, sides);
      check_against_reference(even(x, 2), even(y, 2));
      check_against_reference(uneven(x, 2, seed), even(y, 2));
      weighted_cloud heavy = even(x, 2);
      for (size_t i = 0; i < heavy.w.size(); ++i) heavy.w[i] = 1 + static_cast<double>(i % 3);
      heavy.w = scaled_to_one(heavy.w);
      check_against_reference(heavy, even(y, 2));
    }
}

TEST_CASE("transport: points on a line in space are coupled in their order") {
  for (const auto &[n, m] : {std::pair{50, 50}, {255, 257}, {301, 40}})
    for (const bool weighted : {false, true}) {
      const weighted_cloud x = weighted ? uneven(normal_points(n, 1, 1), 1, 3) : even(normal_points(n, 1, 1), 1);
      const weighted_cloud y = weighted ? uneven(normal_points(m, 1, 2, 1), 1, 4) : even(normal_points(m, 1, 2, 1), 1);
      const double plain = reference::line_transport(x.x, x.w, y.x, y.w).squared_w2;
      // Rounding of some n sums of at most the largest cost, about 50.
      CHECK(solve(x, y, 2).cost == doctest::Approx(plain).epsilon(1e-12));
      CHECK(solve(in_space(x), in_space(y), 2).cost == doctest::Approx(plain).epsilon(1e-12));
      CHECK(solve(in_space(x), in_space(y), 1).cost == doctest::Approx(solve(x, y, 1).cost).epsilon(1e-12));
    }
}

TEST_CASE("transport: a cloud is at no distance from itself, and a shifted one at the shift's") {
  const weighted_cloud x = uneven(normal_points(257, 3, 1), 3, 2);
  weighted_cloud y = x;
  CHECK(solve(x, y, 1).cost == 0);
  CHECK(solve(x, y, 2).cost == 0);
  for (size_t k = 0; k < y.x.size(); k += 3) y.x[k] += 2;
  // The largest cost is about 100.
  CHECK(std::abs(solve(x, y, 2).cost - 4) < 1e-12);
  CHECK(std::abs(solve(x, y, 1).cost - 2) < 1e-12);
}

TEST_CASE("transport: the gradient of a convex function is an optimal map (Brenier)") {
  // The map between the normal laws N(0, [1 0.3; 0.3 2]) and N(0, [2 0.6; 0.6 0.5]).
  constexpr double a = 1.337819252, b = 0.1806267739, c = 0.4570764807;
  const weighted_cloud x = uneven(normal_points(700, 2, 1), 2, 2);
  weighted_cloud y = x;
  double expected = 0;
  for (size_t i = 0; i < x.w.size(); ++i) {
    const double *from = &x.x[2 * i];
    double *to = &y.x[2 * i];
    to[0] = a * from[0] + b * from[1] + 1;
    to[1] = b * from[0] + c * from[1] - 3;
    expected += x.w[i] * reference::power_of_distance(from, to, 2, 2);
  }
  CHECK(solve(x, y, 2).cost == doctest::Approx(expected).epsilon(1e-13));  // rounding of 700 terms
}

TEST_CASE("transport: points 1e6 from the origin lose what their coordinates lose") {
  for (const int order : {1, 2}) {
    const numbers x = normal_points(60, 3, 1), y = normal_points(57, 3, 2, 0.5);
    numbers far_x = x, far_y = y;
    for (double &v : far_x) v += 1e6;
    for (double &v : far_y) v += 1e6;
    const double near = solve(even(x, 3), even(y, 3), order).cost, far = solve(even(far_x, 3), even(far_y, 3), order).cost;
    CHECK(std::abs(far - near) < 10 * 1e6 * 0x1p-52 * 3);  // cost differences of up to 10 a rounded coordinate
  }
}

TEST_CASE("transport: points of weight zero count for nothing, and sums of weights that differ are balanced") {
  const numbers x = normal_points(30, 2, 1), y = normal_points(20, 2, 2, 0.5);
  weighted_cloud light = uneven(x, 2, 3), heavy{{}, {}};
  for (size_t i = 0; i < 30; ++i)
    if (i % 3 == 0)
      light.w[i] = 0;
    else
      heavy.w.push_back(light.w[i]), heavy.x.insert(heavy.x.end(), {x[2 * i], x[2 * i + 1]});
  const weighted_cloud other = uneven(y, 2, 4);
  CHECK(solve(light, other, 2).cost == solve(heavy, other, 2).cost);
  for (const transport_plan::part &p : solve(light, other, 2).parts) CHECK(p.from % 3 != 0);
  weighted_cloud more = other;
  for (double &v : more.w) v *= 1 + 1e-10;
  CHECK(solve(heavy, more, 2).cost == doctest::Approx(solve(heavy, other, 2).cost).epsilon(1e-14));
}

TEST_CASE("transport: doubles certify their basis for normal clouds, and leave one with ties to exact sums") {
  for (const ground_cost cost : {ground_cost::product, ground_cost::distance})
    for (const bool ties : {false, true}) {
      constexpr int64_t n = 600, m = 450, d = 4;
      const numbers x = ties ? grid_points(n, d, 1, 3) : normal_points(n, d, 1), y = ties ? grid_points(m, d, 2, 3) : normal_points(m, d, 2, 0.5);
      const cost_oracle ground(cost, d, n, x.data(), m, y.data());
      const integer_masses masses = balanced(equal_weights(n), equal_weights(m));
      quick_simplex simplex(ground, masses);
      CHECK(simplex.solve() == !ties);
      CHECK(simplex.pivots() > 0);
    }
}

TEST_CASE("transport: a poll that says stop ends it") {
  const weighted_cloud x = even(normal_points(3000, 2, 1), 2), y = even(normal_points(3000, 2, 2), 2);
  const auto stop = [] { return true; };
  const poll_ref poll(stop);
  const thread_poll asked(&poll);
  CHECK_THROWS_AS(optimal_transport(2, x.points(), y.points(), 2), cancelled);
}

TEST_CASE("transport: a point or a cost that is not finite is refused") {
  const weighted_cloud x = even(normal_points(5, 2, 1), 2);
  for (const double wrong : {std::nan(""), HUGE_VAL, 1e200}) {
    weighted_cloud y = x;
    y.x[3] = wrong;
    CHECK_THROWS_AS(solve(x, y, 2), error);
  }
}
