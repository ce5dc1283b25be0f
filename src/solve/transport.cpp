#include "solve/transport.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/status.h"
#include "simd/passes.h"
#include "simd/sort.h"
#include "solve/pace.h"
#include "solve/transport_simplex.h"
#include "solve/whole_masses.h"

namespace wgf {

namespace {

// The points that have weight.
struct heavy_points {
  heavy_points(int64_t d, const transport_points &all) {
    for (int64_t i = 0; i < all.n; ++i) {
      if (!(all.w[i] > 0)) continue;
      index.push_back(i);
      weights.push_back(all.w[i]);
      x.insert(x.end(), all.x + i * d, all.x + (i + 1) * d);
    }
    require(!index.empty() && index.size() < size_t{1} << 30, WGF_E_ARGUMENT,
            "optimal transport: a cloud needs a point with a weight, and fewer than 2^30");
    require(simd::all_finite(x.data(), static_cast<int64_t>(x.size())), WGF_E_NUMERIC, "optimal transport: a point is not finite");
  }

  int64_t n() const { return static_cast<int64_t>(index.size()); }

  std::vector<int64_t> index;
  std::vector<double> weights, x;
};

// Quantiles are coupled: both clouds in order, mass by mass (Villani 2003, theorem 2.18).
std::vector<transport_arc> on_the_line(const heavy_points &x, const heavy_points &y, whole_masses left) {
  const auto ascending = [](const std::vector<double> &at) {
    std::vector<uint32_t> order(at.size());
    std::vector<int64_t> scratch(at.size());
    simd::sort_order(at.data(), static_cast<int64_t>(at.size()), order.data(), scratch.data());
    return order;
  };
  const std::vector<uint32_t> from = ascending(x.x), to = ascending(y.x);
  std::vector<transport_arc> arcs;
  for (size_t a = 0, b = 0; a < from.size();) {
    int64_t &taken = left.x[from[a]], &given = left.y[to[b]];
    const int64_t mass = std::min(taken, given);
    arcs.push_back({from[a], to[b], mass});
    taken -= mass;
    given -= mass;
    if (given == 0) ++b;
    if (taken == 0) ++a;
  }
  return arcs;
}

using clouds = std::pair<const heavy_points &, const heavy_points &>;

std::vector<transport_arc> in_space(int64_t d, clouds c, const whole_masses &masses, int order, workers &pool) {
  const auto &[x, y] = c;
  pace poll(pool);
  const ground_cost cost = order == 2 ? ground_cost::product : ground_cost::distance;
  const transport_ground ground(cost, d, x.n(), x.x.data(), y.n(), y.x.data());
  require(std::isfinite(ground.largest_cost()), WGF_E_NUMERIC, "optimal transport: a cost is not finite");
  return solve_transport(ground, masses, poll).arcs;
}

// Of the larger cloud to the smaller: then fewer sinks are priced at a time.
std::vector<transport_arc> larger_first(int64_t d, clouds c, const whole_masses &masses, int order, workers &pool) {
  if (c.first.n() >= c.second.n()) return in_space(d, c, masses, order, pool);
  std::vector<transport_arc> arcs = in_space(d, {c.second, c.first}, {masses.y, masses.x, masses.total}, order, pool);
  for (transport_arc &a : arcs) std::swap(a.source, a.sink);
  return arcs;
}

double power_of_distance(int64_t d, const double *x, const double *y, int order) {
  double square = 0;
  for (int64_t k = 0; k < d; ++k) square += (x[k] - y[k]) * (x[k] - y[k]);
  return order == 2 ? square : std::sqrt(square);
}

}  // namespace

transport_plan optimal_transport(int64_t d, const transport_points &x, const transport_points &y, int order, workers &pool) {
  const heavy_points from(d, x), to(d, y);
  const whole_masses masses = balanced(from.weights, to.weights);
  const std::vector<transport_arc> arcs = d == 1 ? on_the_line(from, to, masses) : larger_first(d, {from, to}, masses, order, pool);
  transport_plan plan{{}, 0};
  for (const transport_arc &a : arcs) {
    const int64_t i = from.index[static_cast<size_t>(a.source)], j = to.index[static_cast<size_t>(a.sink)];
    const double mass = static_cast<double>(a.mass) / static_cast<double>(masses.total);
    plan.parts.push_back({i, j, mass});
    plan.cost += mass * power_of_distance(d, x.x + i * d, y.x + j * d, order);
  }
  return plan;
}

}  // namespace wgf
