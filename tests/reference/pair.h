// Sums over pairs as plain loops in long double, with the size of what a rounding error multiplies.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "pair/sweep.h"

namespace wgf::reference {

using real = long double;

struct profile_values {
  real k[4];
};

inline profile_values power_profile(real t, real exponent, real slope) {
  profile_values v;
  v.k[0] = std::pow(t, -exponent);
  for (int i = 1; i < 4; ++i) v.k[i] = v.k[i - 1] * -slope * (exponent + i - 1) / t;
  return v;
}

inline profile_values riesz_profile(real u, real s) {
  if (u == 0) return {{0, s == 2 ? -1.0L : 0, 0, 0}};
  const real p = s / 2, sign = s > 0 ? -1 : 1;
  if (s == 0) return {{-std::log(u) / 2, -1 / (2 * u), 1 / (2 * u * u), -1 / (u * u * u)}};
  profile_values v;
  real factor = sign;
  for (int i = 0; i < 4; ++i, factor *= p - i + 1) v.k[i] = factor * std::pow(u, p - i);
  return v;
}

// phi and its three derivatives in u; what is singular at u = 0 is 0 there.
inline profile_values evaluate_profile(const std::string &name, real u, real shape) {
  const auto unless_zero = [u](real value) { return u == 0 ? 0 : value; };
  if (name == "gaussian") {
    const real e = std::exp(-u / 2);
    return {{e, -e / 2, e / 4, -e / 8}};
  }
  if (name == "imq") return power_profile(1 + u, shape, 1);
  if (name == "rational_quadratic") return power_profile(1 + u / (2 * shape), shape, 1 / (2 * shape));
  if (name == "riesz") return riesz_profile(u, shape);
  if (name == "laplace") {
    const real r = std::sqrt(u), e = std::exp(-r);
    return {{e, unless_zero(-e / (2 * r)), unless_zero(e * (1 + r) / (4 * r * r * r)),
             unless_zero(-e * (r * r + 3 * r + 3) / (8 * std::pow(r, 5)))}};
  }
  if (name == "matern32") {
    const real z = std::sqrt(3 * u), e = std::exp(-z);
    return {{(1 + z) * e, -1.5L * e, unless_zero(2.25L * e / z), unless_zero(-27.0L / 8 * e * (z + 1) / (z * z * z))}};
  }
  const real z = std::sqrt(5 * u), e = std::exp(-z);  // matern52
  return {{(1 + z + 5 * u / 3) * e, -5.0L / 6 * (1 + z) * e, 25.0L / 12 * e, unless_zero(-125.0L / 24 * e / z)}};
}

// Entry i of `size` is the sum of the absolute terms of entry i of `value`, each weighted by how much a relative error of its
// ingredients moves it.
struct pair_sums {
  std::vector<real> payload, displacement, scalar, payload_size, displacement_size, scalar_size;
};

struct coefficients {
  real a, b, c, e;
};

inline real dot(int64_t d, const double *x, const double *y) {
  real sum = 0;
  for (int64_t c = 0; c < d; ++c) sum += static_cast<real>(x[c]) * y[c];
  return sum;
}

struct pair_invariants {
  real u, sp = 0, xq = 0;
};

inline coefficients evaluate_rule(const pair::rule &r, const pair::sweep_input &in, const std::string &name, const pair_invariants &v) {
  const profile_values p = evaluate_profile(name, v.u, in.kernel.shape);
  const real l2 = static_cast<real>(in.length) * in.length, r2 = v.u * l2;
  const real k = p.k[0], k1 = p.k[1] / l2, k2 = p.k[2] / (l2 * l2), k3 = p.k[3] / (l2 * l2 * l2);
  return {r.a.k * k + r.a.k1 * k1,
          r.b.k1 * k1 + r.b.k2 * k2 + r.b.k3r2 * k3 * r2 + r.b.k1p * k1 * v.sp + r.b.k2q * k2 * v.xq,
          r.c.k * k + r.c.k1 * k1 + r.c.k2r2 * k2 * r2 + r.c.kp * k * v.sp + r.c.k1q * k1 * v.xq, r.e.k1 * k1};
}

// The same with every number by its absolute value.
inline coefficients rule_size(const pair::rule &r, const pair::sweep_input &in, const std::string &name, const pair_invariants &v) {
  const profile_values p = evaluate_profile(name, v.u, in.kernel.shape);
  const real l2 = static_cast<real>(in.length) * in.length, r2 = v.u * l2;
  const real k = std::abs(p.k[0]), k1 = std::abs(p.k[1]) / l2, k2 = std::abs(p.k[2]) / (l2 * l2), k3 = std::abs(p.k[3]) / (l2 * l2 * l2);
  const auto size = [](double x) { return static_cast<real>(std::abs(x)); };
  return {size(r.a.k) * k + size(r.a.k1) * k1,
          size(r.b.k1) * k1 + size(r.b.k2) * k2 + size(r.b.k3r2) * k3 * r2 + size(r.b.k1p) * k1 * v.sp + size(r.b.k2q) * k2 * v.xq,
          size(r.c.k) * k + size(r.c.k1) * k1 + size(r.c.k2r2) * k2 * r2 + size(r.c.kp) * k * v.sp + size(r.c.k1q) * k1 * v.xq,
          size(r.e.k1) * k1};
}

class pair_reference {
 public:
  pair_reference(const pair::rule &r, const pair::sweep_input &in, std::string name) : r_(r), in_(in), name_(std::move(name)) { find_centre(); }

  pair_sums sums() const {
    const size_t columns = static_cast<size_t>(in_.n * in_.columns), d = static_cast<size_t>(in_.n * in_.d), n = static_cast<size_t>(in_.n);
    pair_sums s{std::vector<real>(columns), std::vector<real>(d), std::vector<real>(n),
                std::vector<real>(columns), std::vector<real>(d), std::vector<real>(n)};
    for (int64_t i = 0; i < in_.n; ++i)
      for (int64_t j = 0; j < in_.m; ++j)
        if (weight(j) != 0 && !(in_.skip_self && i == j)) add(s, i, j);
    return s;
  }

 private:
  real weight(int64_t j) const { return in_.w ? in_.w[j] : 1; }
  real unit(int64_t c) const { return 1 / (in_.length * static_cast<real>(in_.scale ? in_.scale[c] : 1)); }

  void find_centre() {
    for (int64_t c = 0; c < in_.d; ++c) {
      std::vector<double> values;
      for (int64_t j = 0; j < in_.m; ++j)
        if (weight(j) != 0) values.push_back(in_.y[j * in_.d + c]);
      std::sort(values.begin(), values.end());
      centre_.push_back(values.empty() ? 0 : values[values.size() / 2]);
    }
  }

  real distance(const double *x, int64_t c) const { return std::abs(x[c] - centre_[static_cast<size_t>(c)]); }

  void add(pair_sums &s, int64_t i, int64_t j) const {
    const double *x = in_.x + i * in_.d, *y = in_.y + j * in_.d;
    const double *p = in_.p ? in_.p + j * in_.columns : nullptr, *own = in_.s ? in_.s + i * in_.columns : nullptr;
    pair_invariants v{0}, size{0};
    real norms = 0;
    for (int64_t c = 0; c < in_.d; ++c) {
      const real difference = static_cast<real>(x[c]) - y[c], far = distance(x, c) + distance(y, c);
      v.u += difference * difference * unit(c) * unit(c);
      norms += far * far * unit(c) * unit(c);
      if (!p || !own || in_.columns != in_.d) continue;
      v.sp += static_cast<real>(own[c]) * p[c];
      v.xq += difference * (static_cast<real>(own[c]) - p[c]);
      size.sp += std::abs(static_cast<real>(own[c]) * p[c]);
      size.xq += far * (std::abs(static_cast<real>(own[c])) + std::abs(p[c]));
    }
    // Pairs of a singular profile with u < |x|^2 / 128 are summed from differences: above it |x|^2 + |y|^2 < 400 u.
    // Smooth profiles take differences above 2^9 (float).
    if (!smooth()) norms = std::min(norms, 400 * v.u);
    if (smooth() && in_.single_precision) norms = std::min(norms, 512 + 4 * std::sqrt(norms * v.u));
    size.u = v.u;
    const real w = weight(j), small = 1e-7L;
    const coefficients at = evaluate_rule(r_, in_, name_, v), moved = evaluate_rule(r_, in_, name_, {v.u + small * norms, v.sp, v.xq});
    coefficients b = rule_size(r_, in_, name_, size);
    const auto grow = [&](real &total, real one, real other) { total += std::abs(other - one) / small; };
    grow(b.a, at.a, moved.a), grow(b.b, at.b, moved.b), grow(b.c, at.c, moved.c), grow(b.e, at.e, moved.e);
    const real weight_size = std::abs(w);
    for (int64_t c = 0; c < in_.columns; ++c) {
      const size_t at_c = static_cast<size_t>(i * in_.columns + c);
      if (p) s.payload[at_c] += w * at.a * p[c], s.payload_size[at_c] += weight_size * b.a * std::abs(static_cast<real>(p[c]));
      if (own) s.payload[at_c] += w * at.e * own[c], s.payload_size[at_c] += weight_size * b.e * std::abs(static_cast<real>(own[c]));
    }
    for (int64_t c = 0; c < in_.d; ++c) {
      const size_t at_c = static_cast<size_t>(i * in_.d + c);
      const real scale = in_.scale ? in_.scale[c] : 1, apart = std::sqrt(norms) / unit(c);
      s.displacement[at_c] += w * at.b * (static_cast<real>(x[c]) - y[c]) / (scale * scale);
      s.displacement_size[at_c] += weight_size * b.b * std::min(distance(x, c) + distance(y, c), apart) / (scale * scale);
    }
    s.scalar[static_cast<size_t>(i)] += w * at.c;
    s.scalar_size[static_cast<size_t>(i)] += weight_size * b.c;
  }

  bool smooth() const { return name_ == "gaussian" || name_ == "imq" || name_ == "rational_quadratic"; }

  pair::rule r_;
  pair::sweep_input in_;
  std::string name_;
  std::vector<real> centre_;
};

}  // namespace wgf::reference
