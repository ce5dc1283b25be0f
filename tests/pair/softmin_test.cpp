#include "pair/softmin.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/status.h"
#include "pair/cases.h"
#include "reference/sinkhorn.h"
#include "simd/every_isa.h"

using namespace wgf;
using namespace wgf::test;

namespace {

struct problem {
  clouds c;
  std::vector<double> g;
  double epsilon;

  problem(int64_t n, int64_t m, int64_t d, unsigned seed, double epsilon_) : c(n, m, d, seed), epsilon(epsilon_) {
    for (int64_t j = 0; j < m; ++j) g.push_back(c.p[static_cast<size_t>(j * d)]);
  }
  reference::point_cloud x() const { return {c.n, c.d, c.x.data(), nullptr}; }
  reference::point_cloud y() const { return {c.m, c.d, c.y.data(), c.w.data()}; }
};

std::vector<double> find(const problem &p, bool single, double guess, int threads = 1) {
  workers pool(threads);
  std::vector<double> f(static_cast<size_t>(p.c.n), guess);
  pair::make_softmin({p.c.n, p.c.m, p.c.d, p.c.x.data(), p.c.y.data(), p.c.w.data(), single}, pool)->find(p.epsilon, p.g.data(), f.data());
  return f;
}

std::vector<reference::real> medians(const problem &p) {
  std::vector<reference::real> centre;
  for (int64_t k = 0; k < p.c.d; ++k) {
    std::vector<double> column;
    for (int64_t j = 0; j < p.c.m; ++j)
      if (p.c.w[static_cast<size_t>(j)] != 0) column.push_back(p.c.y[static_cast<size_t>(j * p.c.d + k)]);
    std::sort(column.begin(), column.end());
    centre.push_back(column[column.size() / 2]);
  }
  return centre;
}

struct expected {
  std::vector<reference::real> f, size;  // size: what a rounding error of the exponents multiplies, in units of epsilon
};

// An exponent loses at most d + 6 units of what it is made of: twice the squared norms, for the coordinates are rounded too, the
// potential of y, its weight, and the reference of the row, which is within 70 of the result. A soft minimum loses their mean under the
// plan.
expected plain(const problem &p) {
  const std::vector<reference::real> centre = medians(p);
  const auto norm = [&](const double *x) {
    reference::real sum = 0;
    for (size_t k = 0; k < centre.size(); ++k) sum += (x[k] - centre[k]) * (x[k] - centre[k]);
    return sum;
  };
  expected e;
  for (int64_t i = 0; i < p.c.n; ++i) {
    const reference::real f = reference::soft_minimum(p.x(), i, p.y(), p.epsilon, p.g);
    reference::real size = 70 + std::abs(f) / p.epsilon;
    for (int64_t j = 0; j < p.c.m; ++j) {
      const size_t at = static_cast<size_t>(j);
      if (p.c.w[at] == 0) continue;
      const reference::real share = std::exp(reference::exponent(p.x(), i, p.y(), j, p.epsilon, p.g[at]) + f / p.epsilon);
      const reference::real norms = norm(p.c.x.data() + i * p.c.d) + norm(p.c.y.data() + j * p.c.d);
      size += share * ((2 * norms + std::abs(p.g[at])) / p.epsilon + std::abs(std::log(p.c.w[at])));
    }
    e.f.push_back(f);
    e.size.push_back(size);
  }
  return e;
}

// Beside the exponents, the sums and the powers of two lose what rounding_bound says.
double worst_error(const std::vector<double> &got, const expected &want, const problem &p, bool single) {
  const reference::real unit = single ? 0x1p-24L : 0x1p-53L;
  reference::real largest = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const reference::real allowed = p.epsilon * unit * ((static_cast<reference::real>(p.c.d) + 6) * want.size[i] + rounding_bound(p.c.d));
    const reference::real share = std::abs(got[i] - want.f[i]) / allowed;
    if (std::isnan(share)) return std::numeric_limits<double>::quiet_NaN();
    largest = std::max(largest, share);
  }
  return static_cast<double>(largest);
}

void compare(const problem &p) {
  CAPTURE(p.c.n);
  CAPTURE(p.c.m);
  CAPTURE(p.c.d);
  CAPTURE(p.epsilon);
  const expected want = plain(p);
  on_every_isa([&] {
    for (const bool single : {false, true})
      for (const double guess : {0.0, static_cast<double>(want.f[0]), 3e4 * p.epsilon, -3e4 * p.epsilon}) {
        CAPTURE(single);
        CAPTURE(guess);
        CHECK(worst_error(find(p, single, guess), want, p, single) < 1);
      }
  });
}

}  // namespace

TEST_CASE("softmin: sizes around the tile, the group and the block") {
  for (const int64_t n : {1, 2, 3, 17, 255, 257})
    for (const int64_t m : {1, 3, 6, 17, 48, 257}) compare(problem(n, m, n % 2 == 0 ? 3 : 6, 1, 0.7));
}

TEST_CASE("softmin: any dimension") {
  for (const int64_t d : {1, 2, 3, 4, 5, 10, 17, 200}) compare(problem(37, 101, d, 2, 0.5 * static_cast<double>(d)));
}

TEST_CASE("softmin: tiny and huge epsilon") {
  for (const double epsilon : {1e-2, 1e-4, 1e-8, 1e2, 1e6})
    for (const int64_t d : {2, 7}) compare(problem(35, 130, d, 3, epsilon));
}

TEST_CASE("softmin: where rounding hides all terms but the largest, it is the least cost less potential, and finite") {
  const problem p(20, 90, 3, 4, 1e-30);
  const std::vector<double> f = find(p, false, 0);
  for (int64_t i = 0; i < p.c.n; ++i) {
    reference::real least = std::numeric_limits<reference::real>::infinity();
    for (int64_t j = 0; j < p.c.m; ++j) least = std::min(least, reference::squared_distance(p.x(), i, p.y(), j) - p.g[static_cast<size_t>(j)]);
    CHECK(static_cast<double>(std::abs(f[static_cast<size_t>(i)] - least)) < 1e-13);  // a dozen roundings of numbers below 50
  }
}

TEST_CASE("softmin: data far from the origin, and one particle very far away, cost the others no digits") {
  for (const int64_t d : {2, 6}) {
    problem p(50, 90, d, 5, 0.8);
    for (double &v : p.c.x) v += 1e6;
    for (double &v : p.c.y) v += 1e6;
    compare(p);
    problem outlier(50, 90, d, 6, 0.8);
    outlier.c.y[0] = 1e9;
    compare(outlier);
  }
}

TEST_CASE("softmin: weights over many orders, and particles of weight 0, whatever their numbers are") {
  problem p(40, 100, 3, 7, 0.5);
  for (size_t j = 0; j < 100; ++j) p.c.w[j] = std::pow(10.0, -static_cast<double>(j % 30));
  for (const size_t j : {0u, 1u, 47u, 48u, 63u, 99u}) {
    p.c.w[j] = 0;
    p.c.y[j * 3] = p.g[j] = std::numeric_limits<double>::quiet_NaN();
  }
  compare(p);
}

TEST_CASE("softmin: clouds in order along a line, of which a row sees the near end late") {
  problem p(130, 2000, 1, 8, 1e-3);
  std::sort(p.c.x.begin(), p.c.x.end());
  std::sort(p.c.y.begin(), p.c.y.end());
  compare(p);
}

TEST_CASE("softmin: particles at the same place") {
  problem p(64, 100, 4, 9, 1e-3);
  std::copy_n(p.c.y.begin(), p.c.x.size(), p.c.x.begin());
  for (size_t k = 0; k < 20; ++k) p.c.y[k] = p.c.y[20 + k];
  compare(p);
}

TEST_CASE("softmin: many particles, in several segments, from a guess that is far off") {
  const problem p(70, 300000, 2, 10, 0.5);
  const expected want = plain(p);
  for (const bool single : {false, true})
    for (const double guess : {0.0, 1e5}) CHECK(worst_error(find(p, single, guess), want, p, single) < 1);
}

TEST_CASE("softmin: the same bits for any number of threads") {
  const problem p(1500, 1700, 5, 11, 0.6);
  for (const bool single : {false, true})
    for (const double guess : {0.0, 1e5}) {
      const std::vector<double> one = find(p, single, guess);
      for (const int threads : {2, 7}) CHECK(find(p, single, guess, threads) == one);
    }
}

TEST_CASE("softmin: a poll that says stop ends it") {
  const problem p(600, 600, 2, 12, 1);
  workers pool(1);
  std::vector<double> f(600, 0.0);
  const auto found = pair::make_softmin({600, 600, 2, p.c.x.data(), p.c.y.data(), p.c.w.data(), false}, pool);
  const auto stop = [] { return true; };
  const poll_ref poll(stop);
  pool.set_poll(&poll);
  CHECK_THROWS_AS(found->find(1, p.g.data(), f.data()), cancelled);
}

namespace {

// What the sweep adds up with potentials, under the plan that they make: rows of payload, displacement and scalar.
struct plan_sums {
  std::vector<double> payload, displacement, scalar;
};

plan_sums plain_plan(const problem &p, const std::vector<double> &f) {
  plan_sums s{std::vector<double>(p.c.x.size()), std::vector<double>(p.c.x.size()), std::vector<double>(static_cast<size_t>(p.c.n))};
  for (int64_t i = 0; i < p.c.n; ++i)
    for (int64_t j = 0; j < p.c.m; ++j) {
      const reference::real share = std::exp(reference::exponent(p.x(), i, p.y(), j, p.epsilon, p.g[static_cast<size_t>(j)]) + f[static_cast<size_t>(i)] / p.epsilon);
      s.scalar[static_cast<size_t>(i)] += static_cast<double>(share);
      for (int64_t k = 0; k < p.c.d; ++k) {
        const size_t at = static_cast<size_t>(i * p.c.d + k), of_y = static_cast<size_t>(j * p.c.d + k);
        s.payload[at] += static_cast<double>(share * p.c.p[of_y]);
        s.displacement[at] += static_cast<double>(share * (static_cast<reference::real>(p.c.x[at]) - p.c.y[of_y]));
      }
    }
  return s;
}

outputs sweep_plan(const problem &p, const std::vector<double> &f, bool single) {
  std::vector<double> of_x(f), of_y(p.g);
  for (double &v : of_x) v /= p.epsilon;
  for (double &v : of_y) v /= p.epsilon;
  pair::sweep_input in = p.c.input("gaussian");
  in.w = p.c.w.data();
  in.length = std::sqrt(p.epsilon / 2);
  in.x_potential = of_x.data(), in.y_potential = of_y.data();
  in.single_precision = single;
  pair::rule r;
  r.a.k = 1;
  r.b.k1 = -p.epsilon;
  r.c.k = 1;
  return run_sweep(r, in);
}

double furthest(const std::vector<double> &got, const std::vector<double> &want) {
  double largest = 0;
  for (size_t i = 0; i < got.size(); ++i) largest = std::max(largest, std::isnan(got[i]) ? 1e300 : std::abs(got[i] - want[i]));
  return largest;
}

}  // namespace

TEST_CASE("sweep: with potentials a Gaussian is the plan of optimal transport") {
  for (const int64_t d : {1, 3, 7, 20})
    for (const double epsilon : {0.01, 0.5, 50.0}) {
      CAPTURE(d);
      CAPTURE(epsilon);
      const problem p(70, 131, d, 13, epsilon);
      const expected want = plain(p);
      const std::vector<double> f(want.f.begin(), want.f.end());
      const plan_sums sums = plain_plan(p, f);
      double size = 0;
      for (const reference::real s : want.size) size = std::max(size, static_cast<double>(s));
      on_every_isa([&] {
        for (const bool single : {false, true}) {
          const outputs got = sweep_plan(p, f, single);
          // Rows of the plan sum to 1, coordinates are below 10; the plan errs by its exponents.
          const double allowed = 10 * (single ? 0x1p-24 : 0x1p-53) * (static_cast<double>(d + 6) * size + rounding_bound(d));
          CHECK(furthest(got.scalar, sums.scalar) < allowed);
          CHECK(furthest(got.payload, sums.payload) < allowed);
          CHECK(furthest(got.displacement, sums.displacement) < allowed);
        }
      });
    }
}

TEST_CASE("sweep: potentials of one side alone, or with another kernel, are refused") {
  const problem p(4, 5, 2, 14, 1);
  pair::sweep_input in = p.c.input("gaussian");
  in.y_potential = p.g.data();
  pair::rule r;
  r.c.k = 1;
  CHECK_THROWS_AS(run_sweep(r, in), error);
  in = p.c.input("imq");
  in.x_potential = in.y_potential = p.g.data();
  CHECK_THROWS_AS(run_sweep(r, in), error);
}
