#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "sampler/charts/gate.h"
#include "sampler/charts/scale_fit.h"

using namespace wgf;

namespace {

using numbers = std::vector<double>;

numbers normal(int64_t n, int64_t d, uint64_t step) {
  numbers out(static_cast<size_t>(n * d));
  normals({11, step, purpose::user}, 0, n, d, out.data());
  return out;
}

// Draws of Neal's funnel with their scores; multiplied by `unit`, moved by `origin`.
struct funnel_draws {
  funnel_draws(int64_t n, int64_t d, uint64_t step, double unit = 1, double origin = 0) : x(normal(n, d, step)), score(x.size()) {
    for (int64_t i = 0; i < n; ++i) {
      double *row = x.data() + i * d, *s = score.data() + i * d, square = 0;
      row[0] *= 3;
      for (int64_t k = 1; k < d; ++k) row[k] *= std::exp(row[0] / 2);
      for (int64_t k = 1; k < d; ++k) s[k] = -std::exp(-row[0]) * row[k], square += row[k] * row[k];
      s[0] = -row[0] / 9 - 0.5 * static_cast<double>(d - 1) + 0.5 * std::exp(-row[0]) * square;
      for (int64_t k = 0; k < d; ++k) row[k] = origin + unit * row[k], s[k] /= unit;
    }
  }
  numbers x, score;
};

scale_map map_of(const funnel_draws &f, int64_t snapshots, int64_t chains, int64_t d) {
  scale_map map(d);
  const scale_fit fit = fit_scale_map(snapshots, chains, d, f.x.data(), f.score.data(), &map);
  REQUIRE(fit.found);
  CHECK(fit.drivers == 1);
  CHECK(fit.gain > 1);
  return map;
}

}  // namespace

TEST_CASE("affine chart: there and back, the gradient, and a covariance of ones where it was learnt") {
  const int64_t n = 500, d = 4;
  numbers rows = normal(n, d, 1);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t k = 0; k < d; ++k) rows[static_cast<size_t>(i * d + k)] = 1e6 + std::pow(1e3, static_cast<double>(k - 2)) * (rows[static_cast<size_t>(i * d + k)] + rows[static_cast<size_t>(i * d)]);
  affine_chart t(d);
  REQUIRE(t.learn(n, rows.data()));
  numbers z(rows.size()), back(rows.size()), log_jacobian(static_cast<size_t>(n));
  t.inverse(n, rows.data(), z.data());
  t.forward(n, z.data(), back.data(), log_jacobian.data());
  for (size_t q = 0; q < rows.size(); ++q) REQUIRE(std::abs(back[q] - rows[q]) < 1e-9 * 1e6);  // the rounding of the places
  for (int64_t a = 0; a < d; ++a)
    for (int64_t b = 0; b < d; ++b) {
      double sum = 0;
      for (int64_t i = 0; i < n; ++i) sum += z[static_cast<size_t>(i * d + a)] * z[static_cast<size_t>(i * d + b)] / static_cast<double>(n - 1);
      CHECK(std::abs(sum - (a == b)) < 1e-6);
    }
  const numbers same(rows.size(), 1.0);
  CHECK_FALSE(t.learn(n, same.data()));
}

TEST_CASE("scale map: there and back, and its gradient, against differences") {
  const int64_t d = 6, n = 40;
  const scale_map map = map_of({2000, d, 2}, 50, 40, d);
  const numbers z = normal(n, d, 3);
  numbers x(z.size()), back(z.size()), log_jacobian(static_cast<size_t>(n)), score(z.size()), g(z.size());
  map.forward(n, z.data(), x.data(), log_jacobian.data());
  map.inverse(n, x.data(), back.data());
  for (size_t q = 0; q < z.size(); ++q) CHECK(std::abs(back[q] - z[q]) < 1e-10 * (1 + std::abs(z[q])));  // widths differ by up to e^6
  // log pi = sum sin(x_k): any smooth function will do
  for (size_t q = 0; q < x.size(); ++q) score[q] = std::cos(x[q]);
  map.pull(n, z.data(), x.data(), score.data(), g.data());
  const auto height = [&](numbers at) {
    numbers there(at.size()), log_there(static_cast<size_t>(n));
    map.forward(n, at.data(), there.data(), log_there.data());
    for (size_t q = 0; q < there.size(); ++q) log_there[q / static_cast<size_t>(d)] += std::sin(there[q]);
    return log_there;
  };
  const double h = 1e-5;
  for (int64_t k = 0; k < d; ++k) {
    numbers up = z, down = z;
    for (int64_t i = 0; i < n; ++i) up[static_cast<size_t>(i * d + k)] += h, down[static_cast<size_t>(i * d + k)] -= h;
    const numbers above = height(up), below = height(down);
    for (int64_t i = 0; i < n; ++i) {
      const double slope = (above[static_cast<size_t>(i)] - below[static_cast<size_t>(i)]) / (2 * h);
      // third derivatives grow with the cube of the largest width, e^4 here, times h^2
      CHECK(std::abs(slope - g[static_cast<size_t>(i * d + k)]) < 2e-3 * (1 + std::abs(slope)));
    }
  }
}

TEST_CASE("scale map: a funnel becomes a standard normal, in the tails of its driver too, in any unit and anywhere") {
  const int64_t d = 10, n = 20000;
  for (const auto &[unit, origin] : {std::pair{1.0, 0.0}, std::pair{1e-120, 0.0}, std::pair{1e120, 0.0}, std::pair{1.0, 1e3}}) {
    INFO("unit " << unit << ", origin " << origin);
    const scale_map map = map_of({4000, d, 4, unit, origin}, 100, 40, d);
    const funnel_draws fresh(n, d, 5, unit, origin);
    numbers z(fresh.x.size());
    map.inverse(n, fresh.x.data(), z.data());
    for (const auto &[lower, upper] : {std::pair{-99.0, 99.0}, std::pair{-99.0, -4.9}, std::pair{4.9, 99.0}}) {
      double square = 0, count = 0;
      for (int64_t i = 0; i < n; ++i) {
        const double v = (fresh.x[static_cast<size_t>(i * d)] - origin) / unit;
        if (v < lower || v > upper) continue;
        for (int64_t k = 1; k < d; ++k) square += std::pow(z[static_cast<size_t>(i * d + k)], 2);
        count += static_cast<double>(d - 1);
      }
      // The slope of the log width is fitted on 9 x 4000 values: its error, .7 / sqrt(36000) a standard deviation of v, times 2 of them and 2 for the square.
      CHECK(std::abs(square / count - 1) < 4 * (std::sqrt(2 / count) + 4 * 0.7 / std::sqrt(36000.0)));
    }
  }
}

TEST_CASE("scale map: a Gaussian has no driver; nothing is learnt from constants or too little") {
  const int64_t d = 5, n = 4000;
  const numbers x = normal(n, d, 6);
  numbers score(x.size());
  for (size_t q = 0; q < x.size(); ++q) score[q] = -x[q];
  scale_map map(d);
  const scale_fit fit = fit_scale_map(100, 40, d, x.data(), score.data(), &map);
  CHECK((!fit.found || fit.gain < 0.1));
  CHECK_FALSE(fit_scale_map(1, 40, d, x.data(), score.data(), &map).found);
  const numbers same(x.size(), 2.0);
  CHECK_FALSE(fit_scale_map(100, 40, d, same.data(), score.data(), &map).found);
}

TEST_CASE("gate: the score of a Gaussian is linear, that of a funnel is not; a chain that is stuck says nothing") {
  const int64_t chains = 64, snapshots = 10, d = 5;
  chain_points points(chains, d);
  row_store gaussian(snapshots, chains, d), bent(snapshots, chains, d);
  for (int64_t t = 0; t < snapshots; ++t) {
    points.x = normal(chains, d, static_cast<uint64_t>(20 + t));
    for (size_t q = 0; q < points.x.size(); ++q) points.score[q] = -points.x[q];
    points.score[0] = 1e6;
    gaussian.add(points);
    const funnel_draws f(chains, d, static_cast<uint64_t>(40 + t));
    points.x = f.x;
    points.score = f.score;
    bent.add(points);
  }
  affine_chart t(d);
  CHECK(held_out_r2(gaussian, chains, d, t) > 0.95);
  REQUIRE(t.learn(bent.rows(), bent.x()));
  CHECK(held_out_r2(bent, chains, d, t) < 0.5);
}
