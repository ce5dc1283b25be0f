#include "pair/profile.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "reference/pair.h"
#include "simd/every_isa.h"

using namespace wgf;

namespace {

struct evaluated {
  std::vector<double> k[4];
};

evaluated evaluate(const pair::profile &p, const std::vector<double> &u) {
  evaluated e;
  for (auto &k : e.k) k.assign(u.size(), -99);
  pair::evaluate(p, static_cast<int64_t>(u.size()), u.data(), e.k[0].data(), e.k[1].data(), e.k[2].data(), e.k[3].data());
  return e;
}

std::vector<double> exponents(const pair::profile_spec &spec) {
  if (*spec.shape_name == '\0') return {0};
  std::vector<double> all{spec.shape_default, 1, 0.5, 1.3};
  if (spec.shape_min < 0) all.insert(all.end(), {2, 0, -1, -0.7, -4});
  return all;
}

// Squared distances of every size, and 0.
std::vector<double> distances() {
  std::vector<double> u{0, 1e-300, 1e-20, 1e-9};
  for (double v = 1e-4; v < 1e4; v *= 1.37) u.push_back(v);
  return u;
}

pair::profile numbered(int index, double shape) {
  pair::profile p;
  p.index = index;
  p.shape = shape;
  return p;
}

}  // namespace

// The vector exp is good to 2 units, a power t^p by logarithm to 4 |p log t| < 4 * 5 * 22 more; products add a few.
TEST_CASE("profiles: equal their formulas, and so do the derivatives") {
  const std::vector<double> u = distances();
  test::on_every_isa([&] {
    for (int index = 0; index < pair::profile_count(); ++index)
      for (const double shape : exponents(pair::profile_at(index))) {
        const std::string name = pair::profile_at(index).name;
        INFO(name << " " << shape);
        const evaluated e = evaluate(numbered(index, shape), u);
        const double power = 4 * std::abs(shape);
        for (size_t i = 0; i < u.size(); ++i) {
          const auto want = reference::evaluate_profile(name, u[i], shape);
          for (int o = 0; o < 4; ++o) {
            if (std::abs(want.k[o]) > 1e290L || (want.k[o] != 0 && std::abs(want.k[o]) < 1e-290L)) continue;
            INFO("u = " << u[i] << ", derivative " << o);
            const double exp_units = name == "riesz" ? 0 : 2 * std::sqrt(5 * u[i]) + u[i] / 2;  // of the rounded argument
            const double units = 16 + exp_units + power * std::abs(std::log(u[i] + 1e-300));
            CHECK(std::abs(e.k[o][i] - want.k[o]) <= units * 0x1p-53 * std::abs(want.k[o]));
          }
        }
      }
  });
}

TEST_CASE("profiles: each derivative is the slope of the one before") {
  const double h = 1e-5;
  for (int index = 0; index < pair::profile_count(); ++index)
    for (const double u : {0.3, 1.0, 4.0}) {
      const pair::profile p = numbered(index, pair::profile_at(index).shape_default);
      const evaluated e = evaluate(p, {u - h, u, u + h});
      for (int o = 0; o < 3; ++o) {
        INFO(pair::profile_at(index).name << " at " << u << ", derivative " << o + 1);
        const double slope = (e.k[o][2] - e.k[o][0]) / (2 * h);
        CHECK(slope == doctest::Approx(e.k[o + 1][1]).epsilon(1e-6));  // h^2 and 1e-16 / h, times factors below 100
      }
    }
}

TEST_CASE("profiles: the catalogue is in order, and its entries are complete") {
  REQUIRE(pair::profile_count() >= 7);
  for (int i = 0; i < pair::profile_count(); ++i) {
    const pair::profile_spec &spec = pair::profile_at(i);
    INFO(spec.name);
    CHECK(pair::find_profile(spec.name) == i);
    if (i > 0) CHECK(std::string(pair::profile_at(i - 1).name) < spec.name);
    CHECK(std::string(spec.summary).size() > 10);
    CHECK(std::string(spec.reference).size() > 5);
    if (*spec.shape_name == '\0') continue;
    CHECK(spec.shape_min <= spec.shape_default);
    CHECK(spec.shape_default <= spec.shape_max);
  }
  CHECK(pair::find_profile("no such profile") == -1);
}

// What `derivatives` promises: bounded near 0, and the next one is not.
TEST_CASE("profiles: the number of bounded derivatives is as stated") {
  for (int i = 0; i < pair::profile_count(); ++i) {
    const pair::profile_spec &spec = pair::profile_at(i);
    INFO(spec.name);
    const evaluated e = evaluate(numbered(i, spec.shape_default), {1e-12});
    for (int o = 0; o <= spec.derivatives; ++o) CHECK(std::abs(e.k[o][0]) < 100);
    if (spec.derivatives < 3) CHECK(std::abs(e.k[spec.derivatives + 1][0]) > 1e5);
  }
}

TEST_CASE("profiles: only what is asked for is written") {
  std::vector<double> u(70, 0.5), k(70, -1), k2(70, -1);
  pair::evaluate(numbered(pair::find_profile("gaussian"), 0), 70, u.data(), k.data(), nullptr, k2.data(), nullptr);
  for (size_t i = 0; i < 70; ++i) {
    CHECK(k[i] == doctest::Approx(std::exp(-0.25)));
    CHECK(k2[i] == doctest::Approx(std::exp(-0.25) / 4));
  }
}
