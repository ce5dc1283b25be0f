#include "transport/entropic/sinkhorn.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "reference/sinkhorn.h"

using namespace wgf;
using numbers = std::vector<double>;

namespace {

struct cloud_of {
  int64_t n, d;
  numbers x, w;

  cloud_of(int64_t n_, int64_t d_, uint64_t seed, double shift) : n(n_), d(d_), x(static_cast<size_t>(n * d)), w(static_cast<size_t>(n)) {
    normals({seed, 0, purpose::user}, 0, n, d, x.data());
    for (double &v : x) v += shift;
    uniforms({seed, 1, purpose::user}, 0, n, 1, w.data());
    double total = 0;
    for (const double v : w) total += v;
    for (double &v : w) v /= total;
  }
  reference::point_cloud view() const { return {n, d, x.data(), w.data()}; }
  weights masses() const { return {n, w.data()}; }
};

struct plain_minimum {
  reference::point_cloud x, y;
  void operator()(double epsilon, const double *g, double *f) const {
    const numbers potential(g, g + y.n);
    for (int64_t i = 0; i < x.n; ++i) f[i] = static_cast<double>(reference::soft_minimum(x, i, y, epsilon, potential));
  }
};

struct solved {
  sinkhorn_result result;
  numbers f, g;
};

solved solve(const cloud_of &a, const cloud_of &b, const sinkhorn_settings &s) {
  const plain_minimum to_a{a.view(), b.view()}, to_b{b.view(), a.view()};
  solved out;
  out.result = sinkhorn(a.masses(), b.masses(), to_a, to_b, s, out.f, out.g);
  return out;
}

solved solve_itself(const cloud_of &a, const sinkhorn_settings &s) {
  const plain_minimum to_a{a.view(), a.view()};
  solved out;
  out.result = sinkhorn_with_itself(a.masses(), to_a, s, out.f, out.g);
  return out;
}

sinkhorn_settings settings(double epsilon, double tolerance = 1e-9) { return {epsilon, 10, tolerance, 5000}; }

// The marginals of the plan, plainly: the largest L1 error.
double plain_marginal_error(const cloud_of &a, const cloud_of &b, double epsilon, const solved &s) {
  numbers rows(a.w.size()), columns(b.w.size());
  for (size_t i = 0; i < rows.size(); ++i)
    for (size_t j = 0; j < columns.size(); ++j) {
      const double cost = static_cast<double>(reference::squared_distance(a.view(), static_cast<int64_t>(i), b.view(), static_cast<int64_t>(j)));
      const double mass = a.w[i] * b.w[j] * std::exp((s.f[i] + s.g[j] - cost) / epsilon);
      rows[i] += mass, columns[j] += mass;
    }
  double of_rows = 0, of_columns = 0;
  for (size_t i = 0; i < rows.size(); ++i) of_rows += std::abs(rows[i] - a.w[i]);
  for (size_t j = 0; j < columns.size(); ++j) of_columns += std::abs(columns[j] - b.w[j]);
  return std::max(of_rows, of_columns);
}

}  // namespace

TEST_CASE("sinkhorn: weighted clouds of different sizes, the cost is that of many plain iterations and of the plan itself") {
  const cloud_of a(13, 2, 1, 0), b(19, 2, 2, 0.7);
  for (const double epsilon : {0.2, 1.0, 30.0}) {
    CAPTURE(epsilon);
    const solved got = solve(a, b, settings(epsilon));
    const reference::transport plain = reference::entropic_transport(a.view(), b.view(), epsilon, 2000);
    CHECK(got.result.converged);
    // The dual cost is below the optimum by some epsilon tolerance^2; a thousand roundings of numbers of order ten.
    CHECK(got.result.cost == doctest::Approx(static_cast<double>(plain.cost)).epsilon(1e-13));
    CHECK(got.result.cost == doctest::Approx(static_cast<double>(reference::primal_cost(a.view(), b.view(), epsilon, plain))).epsilon(1e-12));
  }
}

TEST_CASE("sinkhorn: the marginals of the plan are within what is told") {
  const cloud_of a(13, 2, 1, 0), b(19, 2, 2, 0.7);
  for (const double tolerance : {1e-1, 1e-3, 1e-6}) {
    CAPTURE(tolerance);
    const solved got = solve(a, b, settings(0.3, tolerance)), own = solve_itself(a, settings(0.3, tolerance));
    CHECK(got.result.marginal_error <= tolerance);
    CHECK(plain_marginal_error(a, b, 0.3, got) <= tolerance);
    CHECK(own.result.marginal_error <= tolerance);
    CHECK(plain_marginal_error(a, a, 0.3, own) <= tolerance);
  }
}

TEST_CASE("sinkhorn: a cloud with itself has the cost of two equal clouds") {
  const cloud_of a(17, 3, 3, 0);
  for (const double epsilon : {0.2, 1.0, 30.0}) {
    CAPTURE(epsilon);
    const solved one = solve_itself(a, settings(epsilon)), two = solve(a, a, settings(epsilon));
    CHECK(one.result.converged);
    CHECK(two.result.converged);
    CHECK(one.result.cost == doctest::Approx(two.result.cost).epsilon(1e-13));
    for (const solved *each : {&one, &two}) CHECK(each->result.iterations < 60);  // the error at least halves, from 1 to 1e-9
  }
}

TEST_CASE("sinkhorn: over-relaxation needs less than half of the plain iterations where these are many") {
  const cloud_of a(30, 1, 4, 0), b(30, 1, 5, 1);
  constexpr double epsilon = 0.05, tolerance = 1e-8;
  const solved got = solve(a, b, settings(epsilon, tolerance));
  CHECK(got.result.converged);
  const int half = static_cast<int>(2 * got.result.iterations);
  const reference::transport plain = reference::entropic_transport(a.view(), b.view(), epsilon, half);
  const solved as_far{{}, numbers(plain.f.begin(), plain.f.end()), numbers(plain.g.begin(), plain.g.end())};
  CHECK(plain_marginal_error(a, b, epsilon, as_far) > tolerance);
}

TEST_CASE("sinkhorn: two points against two, by hand") {
  cloud_of a(2, 1, 6, 0);
  a.x = {0, 1.5}, a.w = {0.5, 0.5};
  for (const double epsilon : {0.05, 1.0, 20.0}) {
    // By symmetry f = g is one number: half of epsilon log(2 / (1 + exp(-c/epsilon))).
    const double expected = epsilon * std::log(2 / (1 + std::exp(-2.25 / epsilon)));
    CHECK(solve(a, a, settings(epsilon)).result.cost == doctest::Approx(expected).epsilon(1e-13));
    CHECK(solve_itself(a, settings(epsilon)).result.cost == doctest::Approx(expected).epsilon(1e-13));
  }
}

TEST_CASE("sinkhorn: one point against many, where there is one plan") {
  cloud_of a(1, 2, 7, 0);
  const cloud_of b(9, 2, 8, 0);
  a.w = {1};
  double expected = 0;
  for (int64_t j = 0; j < b.n; ++j) expected += b.w[static_cast<size_t>(j)] * static_cast<double>(reference::squared_distance(a.view(), 0, b.view(), j));
  CHECK(solve(a, b, settings(0.1)).result.cost == doctest::Approx(expected).epsilon(1e-13));
}

TEST_CASE("sinkhorn: too few iterations are told, and none is left out with tolerance 0") {
  const cloud_of a(13, 2, 1, 0), b(19, 2, 2, 0.7);
  const solved few = solve(a, b, {0.05, 10, 1e-9, 12}), all = solve(a, b, {5, 10, 0, 300});
  CHECK_FALSE(few.result.converged);
  CHECK(few.result.iterations == 12);
  CHECK(few.result.marginal_error > 1e-9);
  CHECK_FALSE(all.result.converged);
  CHECK(all.result.iterations == 300);
  CHECK(all.result.marginal_error < 1e-13);
  CHECK_FALSE(solve_itself(a, {0.05, 10, 1e-9, 5}).result.converged);
}
