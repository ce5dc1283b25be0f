// Random clouds for the tests of sums over pairs, and the comparison with the plain loops.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "pair/sweep.h"
#include "base/parallel.h"
#include "reference/pair.h"

namespace wgf::test {

struct clouds {
  int64_t n, m, d;
  std::vector<double> x, y, w, p, s, scale;

  clouds(int64_t n_, int64_t m_, int64_t d_, unsigned seed) : n(n_), m(m_), d(d_) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    const auto fill = [&](std::vector<double> &v, int64_t count) {
      v.resize(static_cast<size_t>(count));
      for (double &value : v) value = normal(random);
    };
    fill(x, n * d), fill(y, m * d), fill(w, m), fill(p, m * d), fill(s, n * d), fill(scale, d);
    for (double &value : w) value = std::abs(value) + 0.1;
    for (double &value : scale) value = std::exp(0.3 * value);
  }

  pair::sweep_input input(const char *profile_name) const {
    pair::sweep_input in;
    in.n = n, in.m = m, in.d = in.columns = d;
    in.x = x.data(), in.y = y.data(), in.p = p.data(), in.s = s.data();
    in.kernel.index = pair::find_profile(profile_name);
    if (in.kernel.index >= 0) in.kernel.shape = pair::profile_at(in.kernel.index).shape_default;
    in.length = std::sqrt(static_cast<double>(d));
    return in;
  }
};

struct outputs {
  std::vector<double> payload, displacement, scalar;
};

inline outputs run_sweep(const pair::rule &r, const pair::sweep_input &in, int threads = 1) {
  workers pool(threads);
  pair::workspace scratch;
  scratch.prepare(in.n, in.m, in.d, in.columns, pool.threads());
  outputs o{std::vector<double>(static_cast<size_t>(in.n * in.columns), 7), std::vector<double>(static_cast<size_t>(in.n * in.d), 7),
            std::vector<double>(static_cast<size_t>(in.n), 7)};
  pair::sweep(r, in, {o.payload.data(), o.displacement.data(), o.scalar.data()}, scratch, pool);
  return o;
}

// Largest error as a multiple of (rounding unit) * (sum of absolute terms).
inline double worst(const std::vector<double> &got, const std::vector<reference::real> &want, const std::vector<reference::real> &size,
                    bool single) {
  const reference::real unit = single ? 0x1p-24L : 0x1p-53L;
  reference::real largest = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const reference::real error = std::abs(got[i] - want[i]);
    if (error == 0) continue;
    const reference::real share = error / (unit * size[i]);
    if (std::isnan(share)) return static_cast<double>(share);  // and fails every bound
    largest = std::max(largest, share);
  }
  return static_cast<double>(largest);
}

// Rounding bound: a sum of d products loses at most d + 2 units of |x|^2 + |y|^2. A sum over particles adds up at most 1152 terms in the
// tile's precision, rounding errors of either sign that grow like the square root, 34; the profiles are good to 8 units.
inline double rounding_bound(int64_t d) { return static_cast<double>(d + 2) + 34 + 8; }

inline void check_sums(const outputs &got, const reference::pair_sums &want, bool single, int64_t d) {
  CHECK(worst(got.payload, want.payload, want.payload_size, single) < rounding_bound(d));
  CHECK(worst(got.displacement, want.displacement, want.displacement_size, single) < rounding_bound(d));
  CHECK(worst(got.scalar, want.scalar, want.scalar_size, single) < rounding_bound(d));
}

inline pair::rule every_coefficient() {
  pair::rule r;
  r.a = {1, -0.7};
  r.b = {-2, 0.6, 0.4, 0.3, -0.2};
  r.c = {0.5, -1.5, 0.8, 0.7, -0.4};
  r.e = {0.9};
  return r;
}

// Each is computed in a way of its own: all coefficients by way of tiles in memory; values and slopes of a profile in registers, and so
// the values of the Stein kernel. SVGD's rule and that of the values are one product with a Gaussian.
inline pair::rule pull_rule() {
  pair::rule r;
  r.b.k1 = 2;
  r.c.k = 1;
  return r;
}

inline pair::rule stein_value_rule() {
  pair::rule r;
  r.c = {0, -1.5, 0.8, 1, -2};
  return r;
}

inline pair::rule svgd_rule() {
  pair::rule r;
  r.a.k = 1;
  r.b.k1 = -2;
  return r;
}

inline std::vector<pair::rule> every_rule() { return {every_coefficient(), pull_rule(), stein_value_rule(), svgd_rule()}; }

}  // namespace wgf::test
