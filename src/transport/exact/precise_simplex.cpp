#include "transport/exact/precise_simplex.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/status.h"
#include "transport/exact/forest.h"
#include "base/parallel.h"

namespace wgf {

namespace {

// Exact potentials are rounded within two units of their last place.
transport_sieve::uncertain shown(const exact &potential) {
  const double value = potential.rounded();
  return {value, 0x1p-51 * std::abs(value)};
}

// Beyond the pivots that any cloud was seen to take, with a wide margin.
int64_t most_pivots(int64_t nodes) { return 1000 * (nodes + 100); }

}  // namespace

precise_simplex::precise_simplex(const transport_problem &problem, const cost_oracle &ground, const transport_tree<quick> &basis)
    : problem_(problem), costs_(problem.order, problem.d, problem.n, problem.x, problem.m, problem.y) {
  std::vector<exact> supplies, demands, source_potentials;
  for (int64_t i = 0; i < problem.n; ++i) {
    supplies.push_back(problem.weights.x(i));
    source_potentials.emplace_back(ground.potential_by_distance(i, basis.source_potential(i)));
  }
  for (int64_t j = 0; j < problem.m; ++j) demands.push_back(problem.weights.y(j));
  tree_ = std::make_unique<transport_tree<precise>>(costs_, basis, supplies, demands, source_potentials);
  at_basis_ = tree_->carries_all();
  if (at_basis_) return;
  const transport_arcs<precise> arcs = repaired(basis, std::move(supplies), std::move(demands));
  tree_ = std::make_unique<transport_tree<precise>>(costs_, arcs, source_potentials, std::vector<bool>(source_potentials.size(), true));
}

// As much as the arcs of the basis can carry, from their leaves inwards; what is left goes where there is room.
transport_arcs<precise> precise_simplex::repaired(const transport_tree<quick> &basis, std::vector<exact> supplies, std::vector<exact> demands) const {
  transport_arcs<precise> arcs;
  basis.leaves_first([&](int64_t v, int64_t parent) {
    const int64_t source = std::min(v, parent), sink = std::max(v, parent) - problem_.n;
    exact &supply = supplies[static_cast<size_t>(source)], &demand = demands[static_cast<size_t>(sink)];
    const exact mass = supply < demand ? supply : demand;
    if (mass.sign() == 0) return;
    arcs.push_back({source, sink, mass});
    supply -= mass;
    demand -= mass;
  });
  couple_rest(supplies, demands, arcs);
  transport_forest<precise> plan(costs_);
  for (const auto &a : arcs) plan.add(a);
  return plan.arcs();
}

void precise_simplex::couple_rest(std::vector<exact> &supplies, std::vector<exact> &demands, transport_arcs<precise> &arcs) const {
  size_t j = 0;
  for (size_t i = 0; i < supplies.size(); ++i)
    while (supplies[i].sign() > 0) {
      while (demands[j].sign() == 0) ++j;
      const exact mass = supplies[i] < demands[j] ? supplies[i] : demands[j];
      arcs.push_back({static_cast<int64_t>(i), static_cast<int64_t>(j), mass});
      supplies[i] -= mass;
      demands[j] -= mass;
    }
}

void precise_simplex::solve() {
  const cost_oracle ground(problem_.order == 2 ? ground_cost::square : ground_cost::distance, problem_.d, problem_.n, problem_.x, problem_.m, problem_.y);
  transport_sieve sieve(ground);
  show_prices(sieve);
  int64_t first = 0;
  for (int64_t clean = 0; clean < problem_.n;) {
    if (entered(cheapest(first, sieve))) {
      show_prices(sieve);
      clean = 0;
    } else {
      clean += ground.together;
    }
    first = first + ground.together < problem_.n ? first + ground.together : 0;
  }
}

void precise_simplex::show_prices(transport_sieve &sieve) const {
  for (int64_t j = 0; j < problem_.m; ++j) {
    const auto [value, off] = shown(tree_->sink_potentials()[j]);
    sieve.set_potential(j, value, off);
  }
  breathe(10 * static_cast<double>(problem_.m));
}

exact precise_simplex::reduced(int64_t source, int64_t sink) const { return costs_.cost(source, sink) + tree_->sink_potentials()[sink] - tree_->source_potential(source); }

// Of each of a few sources the arc that enters first, if one does.
std::vector<precise_simplex::candidate> precise_simplex::cheapest(int64_t first, transport_sieve &sieve) const {
  std::vector<candidate> best;
  const auto potential = [&](int64_t i) { return shown(tree_->source_potential(i)); };
  sieve.visit(first, potential, [&](int64_t source, int64_t sink) {
    if (tree_->holds(source, sink)) return;
    breathe(static_cast<double>(300 + 50 * problem_.d));
    const exact now = reduced(source, sink);
    if (now.sign() >= 0) return;
    const auto same = std::find_if(best.begin(), best.end(), [&](const candidate &c) { return c.source == source; });
    if (same == best.end())
      best.push_back({now, source, sink});
    else if (now < same->reduced)
      *same = {now, source, sink};
  });
  std::sort(best.begin(), best.end(), [](const candidate &a, const candidate &b) { return a.reduced < b.reduced; });
  return best;
}

bool precise_simplex::entered(const std::vector<candidate> &all) {
  const int64_t before = pivots_;
  for (const candidate &c : all) {
    const exact now = reduced(c.source, c.sink);
    if (now.sign() >= 0) continue;
    if (++pivots_ > most_pivots(tree_->nodes()))
      fail(WGF_E_NUMERIC, "optimal transport: no optimal plan was found in " + std::to_string(pivots_) + " changes of the basis");
    breathe(100 * static_cast<double>(tree_->enter(c.source, c.sink, now)));
  }
  return pivots_ > before;
}

}  // namespace wgf
