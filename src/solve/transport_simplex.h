// Optimal transport by the network simplex on all arcs from sources to sinks, whose costs are computed when priced: memory O((n + m) d).
#pragma once

#include <cstdint>
#include <vector>

#include "solve/pace.h"
#include "solve/transport_ground.h"
#include "solve/transport_tree.h"
#include "solve/whole_masses.h"

namespace wgf {

struct transport_solution {
  std::vector<transport_arc> arcs;  // at most n + m - 1
  // Kantorovich potentials: cost_ij >= worth_i - price_j - tolerance for all arcs, with equality on the plan.
  std::vector<double> worth, price;
  double tolerance;
  int64_t pivots;
};

transport_solution solve_transport(const transport_ground &ground, const whole_masses &masses, pace &poll);

}  // namespace wgf
