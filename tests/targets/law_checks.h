// Checks that every ready-made density must pass.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "density/differences.h"
#include "core/target.h"

namespace law_checks {

using numbers = std::vector<double>;
using settings = std::function<void(wgf::option_set &)>;

inline std::unique_ptr<wgf::density> build(
    const wgf::target_spec &spec, int64_t d, const settings &set = [](wgf::option_set &) {}) {
  wgf::option_set options(std::string("target \"") + spec.name + "\"", spec.options);
  set(options);
  return spec.make(options, d);
}

inline wgf::error failure_of(
    const wgf::target_spec &spec, int64_t d, const settings &set = [](wgf::option_set &) {}) {
  try {
    build(spec, d, set);
  } catch (const wgf::error &e) {
    return e;
  }
  return wgf::error(WGF_OK, "");
}

inline numbers log_densities(wgf::density &law, int64_t d, const numbers &x) {
  const int64_t n = static_cast<int64_t>(x.size()) / d;
  numbers out(static_cast<size_t>(n));
  law.evaluate({WGF_LOG_DENSITY, n, d, -1, x.data(), nullptr}, out.data(), nullptr);
  return out;
}

inline numbers scores(wgf::density &law, int64_t d, const numbers &x) {
  numbers out(x.size());
  law.evaluate({WGF_SCORE, static_cast<int64_t>(x.size()) / d, d, -1, x.data(), nullptr}, nullptr, out.data());
  return out;
}

inline numbers products(wgf::density &law, int64_t d, const numbers &x, const numbers &v) {
  numbers out(x.size());
  law.hessian_vector({WGF_HESSIAN_VECTOR, static_cast<int64_t>(x.size()) / d, d, -1, x.data(), v.data()}, out.data());
  return out;
}

inline numbers draws(wgf::density &law, int64_t n, int64_t d, uint64_t seed = 11) {
  numbers x(static_cast<size_t>(n * d));
  REQUIRE(law.sample({seed, 0, wgf::purpose::initial}, n, x.data()));
  return x;
}

// |a - b| / (1 + |b|) at its largest.
inline double distance(const numbers &a, const numbers &b) {
  double most = 0;
  for (size_t q = 0; q < a.size(); ++q) {
    const double error = std::abs(a[q] - b[q]) / (1 + std::abs(b[q]));
    most = error <= most ? most : error;  // a NaN stays
  }
  return most;
}

// Score and Hessian products against central differences of the log density and the score at 50 draws. With step h = 6e-6 the error is
// h^2 = 4e-11 times third derivatives, and eps/h = 4e-11 times values: both below 1000 here.
inline void check_derivatives(wgf::density &law, int64_t d) {
  const int64_t n = 50;
  const numbers x = draws(law, n, d), v = draws(law, n, d, 12);
  numbers differenced(x.size());
  const auto values = [&](int64_t m, const double *points, double *out) {
    law.evaluate({WGF_LOG_DENSITY, m, d, -1, points, nullptr}, out, nullptr);
  };
  const auto slopes = [&](int64_t m, const double *points, double *out) {
    law.evaluate({WGF_SCORE, m, d, -1, points, nullptr}, nullptr, out);
  };
  wgf::differences().score(n, d, x.data(), wgf::difference_step, values, differenced.data());
  CHECK(distance(scores(law, d, x), differenced) < 1e-7);
  wgf::differences().hessian_vector(n, d, x.data(), v.data(), wgf::difference_step, slopes, differenced.data());
  CHECK(distance(products(law, d, x, v), differenced) < 1e-7);
}

// Both outputs at once, one at a time, and one point at a time: the same bits.
inline void check_same_bits(wgf::density &law, int64_t d) {
  const int64_t n = 20;
  const numbers x = draws(law, n, d);
  numbers log_density(static_cast<size_t>(n)), score(x.size());
  law.evaluate({WGF_LOG_DENSITY | WGF_SCORE, n, d, -1, x.data(), nullptr}, log_density.data(), score.data());
  CHECK(log_density == log_densities(law, d, x));
  CHECK(score == scores(law, d, x));
  for (int64_t i = 0; i < n; ++i) {
    const numbers row(x.begin() + i * d, x.begin() + (i + 1) * d);
    CHECK(log_densities(law, d, row)[0] == log_density[static_cast<size_t>(i)]);
  }
}

// The draws of particle i do not depend on how many there are.
inline void check_prefix(wgf::density &law, int64_t d) {
  const numbers few = draws(law, 7, d), many = draws(law, 40, d);
  CHECK(std::equal(few.begin(), few.end(), many.begin()));
}

// Weighted by its own standard error: the mean of f over the draws minus what it should be.
inline double standardised(const numbers &x, int64_t d, const std::function<double(const double *)> &f, double expected) {
  const size_t n = x.size() / static_cast<size_t>(d);
  double sum = 0, square = 0;
  for (size_t i = 0; i < n; ++i) {
    const double value = f(x.data() + i * static_cast<size_t>(d)) - expected;
    sum += value;
    square += value * value;
  }
  const double mean = sum / static_cast<double>(n), variance = square / static_cast<double>(n) - mean * mean;
  return std::abs(mean) / std::sqrt(variance / static_cast<double>(n));
}

// Trapezoids over (-length, length): exact beyond all powers of the step for smooth functions that vanish at the ends.
inline double integral(double length, double step, const std::function<double(double)> &f) {
  double sum = 0;
  for (double t = -length; t <= length; t += step) sum += f(t);
  return sum * step;
}

inline double density_at(wgf::density &law, const numbers &x) { return std::exp(log_densities(law, static_cast<int64_t>(x.size()), x)[0]); }

}  // namespace law_checks
