// A feasible plan without a cycle, from arcs that one would like to use.
#pragma once

#include <vector>

#include "solve/pace.h"
#include "solve/transport_ground.h"
#include "solve/transport_tree.h"
#include "solve/whole_masses.h"

namespace wgf {

// Each arc in turn, those of most mass first, takes all that its ends still have; what then is left goes to the cheapest sinks that
// have room. So each takes all of one of its ends, and no cycle arises.
std::vector<transport_arc> filled(const transport_ground &ground, const whole_masses &masses, std::vector<transport_arc> wanted, std::vector<double> prices, pace &poll);

}  // namespace wgf
