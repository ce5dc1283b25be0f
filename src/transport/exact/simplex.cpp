#include "transport/exact/simplex.h"

#include <memory>

#include "transport/exact/precise_simplex.h"
#include "transport/exact/quick_simplex.h"

namespace wgf {

namespace {

ground_cost quick_cost(int order) { return order == 2 ? ground_cost::product : ground_cost::distance; }

}  // namespace

std::vector<transport_share> solve_transport(const transport_problem &problem) {
  const cost_oracle ground(quick_cost(problem.order), problem.d, problem.n, problem.x, problem.m, problem.y);
  quick_simplex quick(ground, problem.masses);
  const bool certified = quick.solve();
  std::vector<transport_share> shares;
  if (certified && problem.masses.exact) {
    for (const auto &a : quick.tree().flow())
      shares.push_back({a.source, a.sink, static_cast<double>(a.mass) / static_cast<double>(problem.masses.total)});
    return shares;
  }
  precise_simplex precise(problem, ground, quick.tree());
  if (!certified || !precise.started_at_basis()) precise.solve();
  for (const auto &a : precise.tree().flow()) shares.push_back({a.source, a.sink, problem.weights.share(a.mass)});
  return shares;
}

}  // namespace wgf
