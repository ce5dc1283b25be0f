// Entropic transport as plain loops in long double: the soft minimum, and Sinkhorn's algorithm by it.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace wgf::reference {

using real = long double;

struct point_cloud {
  int64_t n, d;
  const double *x, *w;
};

inline real squared_distance(const point_cloud &x, int64_t i, const point_cloud &y, int64_t j) {
  real sum = 0;
  for (int64_t c = 0; c < x.d; ++c) {
    const real difference = static_cast<real>(x.x[i * x.d + c]) - y.x[j * y.d + c];
    sum += difference * difference;
  }
  return sum;
}

// (g_j - c_ij) / epsilon + log w_j
inline real exponent(const point_cloud &x, int64_t i, const point_cloud &y, int64_t j, real epsilon, real g) {
  return (g - squared_distance(x, i, y, j)) / epsilon + std::log(static_cast<real>(y.w[j]));
}

template <class Number>
real soft_minimum(const point_cloud &x, int64_t i, const point_cloud &y, real epsilon, const std::vector<Number> &g) {
  real largest = -std::numeric_limits<real>::infinity(), sum = 0;
  for (int64_t j = 0; j < y.n; ++j)
    if (y.w[j] != 0) largest = std::max(largest, exponent(x, i, y, j, epsilon, g[static_cast<size_t>(j)]));
  for (int64_t j = 0; j < y.n; ++j)
    if (y.w[j] != 0) sum += std::exp(exponent(x, i, y, j, epsilon, g[static_cast<size_t>(j)]) - largest);
  return -epsilon * (largest + std::log(sum));
}

struct transport {
  real cost;
  std::vector<real> f, g;
};

// Alternating soft minima, so many of them; Peyre and Cuturi 2019, section 4.4.
inline transport entropic_transport(const point_cloud &x, const point_cloud &y, real epsilon, int iterations) {
  transport t{0, std::vector<real>(static_cast<size_t>(x.n)), std::vector<real>(static_cast<size_t>(y.n))};
  for (int k = 0; k < iterations; ++k) {
    for (int64_t j = 0; j < y.n; ++j) t.g[static_cast<size_t>(j)] = soft_minimum(y, j, x, epsilon, t.f);
    for (int64_t i = 0; i < x.n; ++i) t.f[static_cast<size_t>(i)] = soft_minimum(x, i, y, epsilon, t.g);
  }
  for (int64_t i = 0; i < x.n; ++i) t.cost += x.w[i] * t.f[static_cast<size_t>(i)];
  for (int64_t j = 0; j < y.n; ++j) t.cost += y.w[j] * t.g[static_cast<size_t>(j)];
  return t;
}

// The sum that defines it, of the plan that these potentials stand for: sum P c + epsilon sum P log(P / (a b)).
inline real primal_cost(const point_cloud &x, const point_cloud &y, real epsilon, const transport &t) {
  real cost = 0;
  for (int64_t i = 0; i < x.n; ++i)
    for (int64_t j = 0; j < y.n; ++j) {
      const real c = squared_distance(x, i, y, j), log_ratio = (t.f[static_cast<size_t>(i)] + t.g[static_cast<size_t>(j)] - c) / epsilon;
      const real mass = static_cast<real>(x.w[i]) * y.w[j] * std::exp(log_ratio);
      cost += mass * (c + epsilon * log_ratio);
    }
  return cost;
}

}  // namespace wgf::reference
