#include "transport/exact/transport.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/status.h"
#include "base/paced.h"
#include "simd/passes.h"
#include "transport/exact/exact_masses.h"
#include "solve/middle.h"
#include "transport/exact/polled_sort.h"
#include "transport/exact/simplex.h"
#include "transport/exact/integer_masses.h"

namespace wgf {

namespace {

// The largest coordinate of both clouds comes near 2^460: then squares of what is 2^900 times smaller still have all their digits, and sums
// of squares are finite.
constexpr int largest_exponent = 459;

// body(i) for all points that have weight; a point is worth `ns` nanoseconds of each of its coordinates.
template <class function>
void for_each_heavy(int64_t d, const transport_points &all, double ns, const function &body) {
  in_stretches(all.n, ns * static_cast<double>(d), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      if (all.w[i] > 0) body(i);
  });
}

int exponent_of(const transport_points &all, int64_t d, double &largest) {
  for_each_heavy(d, all, 1, [&](int64_t i) {
    for (int64_t k = 0; k < d; ++k) largest = std::max(largest, std::abs(all.x[i * d + k]));
  });
  return largest > 0 ? largest_exponent - std::ilogb(largest) : 0;
}

// The points that have weight, times a power of two.
struct heavy_points {
  heavy_points(int64_t dim, const transport_points &all, int exponent) : d(dim) {
    const double first = std::ldexp(1.0, exponent / 2), second = std::ldexp(1.0, exponent - exponent / 2);
    index.reserve(static_cast<size_t>(all.n));  // growth copies it all at once
    weights.reserve(static_cast<size_t>(all.n));
    x.reserve(static_cast<size_t>(all.n * d));
    for_each_heavy(d, all, 20, [&](int64_t i) {
      index.push_back(i);
      weights.push_back(all.w[i]);
      for (int64_t k = 0; k < d; ++k) x.push_back(all.x[i * d + k] * first * second);
    });
  }

  int64_t n() const { return static_cast<int64_t>(index.size()); }
  const double *at(int64_t i) const { return x.data() + i * d; }

  int64_t d;
  std::vector<int64_t> index;
  std::vector<double> weights, x;
};

void check(int64_t d, const transport_points &all) {
  int64_t heavy = 0;
  for_each_heavy(d, all, 5, [&](int64_t i) {
    ++heavy;
    require(simd::all_finite(all.x + i * d, d), WGF_E_NUMERIC, "optimal transport: a point is not finite");
  });
  require(heavy > 0 && heavy < int64_t{1} << 30, WGF_E_ARGUMENT, "optimal transport: a cloud needs a point with a weight, and fewer than 2^30");
}

double square_of_distance(int64_t d, const double *x, const double *y) {
  double square = 0;
  for (int64_t k = 0; k < d; ++k) square += (x[k] - y[k]) * (x[k] - y[k]);
  return square;
}

// The point nearest to the middle among those heavy enough to hide the rounding of all weights: what it takes of that goes no far way.
int64_t spare_point(const heavy_points &y) {
  constexpr double share = 0x1p-40;
  const std::vector<double> centre = middle(y.n(), y.d, y.x.data());
  const int64_t heaviest = std::max_element(y.weights.begin(), y.weights.end()) - y.weights.begin();
  const double enough = share * static_cast<double>(y.n()) * y.weights[static_cast<size_t>(heaviest)];
  int64_t nearest = heaviest;
  double distance = square_of_distance(y.d, y.at(heaviest), centre.data());
  in_stretches(y.n(), 2 + static_cast<double>(y.d), [&](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; ++j) {
      const double away = square_of_distance(y.d, y.at(j), centre.data());
      if (away < distance && y.weights[static_cast<size_t>(j)] >= enough) nearest = j, distance = away;
    }
  });
  return nearest;
}

exact_masses masses_without_rounding(const heavy_points &x, const heavy_points &y, const integer_masses &whole) {
  if (whole.exact) return exact_masses(whole);
  return exact_masses(x.weights, y.weights, spare_point(y));
}

using shares = std::vector<transport_share>;

// Quantiles are coupled: both clouds in order, mass by mass (Villani 2003, theorem 2.18).
template <class of_x, class of_y, class share_of>
shares coupled(const heavy_points &x, const heavy_points &y, const of_x &mass_x, const of_y &mass_y, const share_of &share) {
  const std::vector<uint32_t> from = ascending(x.n(), x.x.data()), to = ascending(y.n(), y.x.data());
  shares found;
  found.reserve(from.size() + to.size());
  auto taken = mass_x(from[0]);
  auto given = mass_y(to[0]);
  for (size_t a = 0, b = 0; a < from.size() && b < to.size();) {
    const bool ends_x = !(given < taken), ends_y = !(taken < given);
    const auto mass = ends_x ? taken : given;
    found.push_back({from[a], to[b], share(mass)});
    taken -= mass;
    given -= mass;
    if (ends_x && ++a < from.size()) taken = mass_x(from[a]);
    if (ends_y && ++b < to.size()) given = mass_y(to[b]);
    breathe(100);
  }
  return found;
}

shares on_the_line(const heavy_points &x, const heavy_points &y) {
  const integer_masses whole = balanced(x.weights, y.weights);
  if (!whole.exact) {
    const exact_masses masses = masses_without_rounding(x, y, whole);
    return coupled(
        x, y, [&](int64_t i) { return masses.x(i); }, [&](int64_t j) { return masses.y(j); }, [&](const exact &m) { return masses.share(m); });
  }
  const double total = static_cast<double>(whole.total);
  return coupled(
      x, y, [&](size_t i) { return whole.x[i]; }, [&](size_t j) { return whole.y[j]; }, [&](int64_t m) { return static_cast<double>(m) / total; });
}

// Of the larger cloud to the smaller: then fewer sinks are priced at a time.
shares in_space(const heavy_points &x, const heavy_points &y, int order) {
  if (x.n() < y.n()) {
    shares found = in_space(y, x, order);
    for (transport_share &s : found) std::swap(s.source, s.sink);
    return found;
  }
  const integer_masses whole = balanced(x.weights, y.weights);
  const exact_masses masses = masses_without_rounding(x, y, whole);
  return solve_transport({order, x.d, x.n(), x.x.data(), y.n(), y.x.data(), whole, masses});
}

}  // namespace

transport_plan optimal_transport(int64_t d, const transport_points &x, const transport_points &y, int order) {
  check(d, x);
  check(d, y);
  double largest = 0;
  exponent_of(x, d, largest);
  const int exponent = exponent_of(y, d, largest);
  const heavy_points from(d, x, exponent), to(d, y, exponent);
  const shares found = d == 1 ? on_the_line(from, to) : in_space(from, to, order);
  transport_plan plan{{}, 0};
  plan.parts.reserve(found.size());
  in_stretches(static_cast<int64_t>(found.size()), 50 + 2 * static_cast<double>(d), [&](int64_t begin, int64_t end) {
    for (int64_t at = begin; at < end; ++at) {
      const transport_share &s = found[static_cast<size_t>(at)];
      const double square = square_of_distance(d, from.at(s.source), to.at(s.sink));
      plan.parts.push_back({from.index[static_cast<size_t>(s.source)], to.index[static_cast<size_t>(s.sink)], s.mass});
      plan.cost += s.mass * (order == 2 ? square : std::sqrt(square));
    }
  });
  plan.cost = std::ldexp(plan.cost, -order * exponent);
  require(std::isfinite(plan.cost), WGF_E_NUMERIC, "optimal transport: its cost is beyond the largest double");
  return plan;
}

}  // namespace wgf
