// The catalogue: every flow, target, profile and discrepancy, listed by the build from the file names.
#pragma once

#include <string>
#include <vector>

#include "core/flow_spec.h"
#include "core/target.h"
#include "core/discrepancy_spec.h"

namespace wgf {

const std::vector<const flow_spec *> &flow_catalogue();
const std::vector<const target_spec *> &target_catalogue();
const std::vector<const discrepancy_spec *> &discrepancy_catalogue();

// The entry of that name, or WGF_E_ARGUMENT with the nearest name.
const flow_spec &find_flow(const std::string &name);
const target_spec &find_target(const std::string &name);
const discrepancy_spec &find_discrepancy(const std::string &name);

}  // namespace wgf
