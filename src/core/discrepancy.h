// The one door to a discrepancy: evaluates it without the particles of weight 0, in a unit near the clouds' spread, from an origin near them.
#pragma once

#include "core/discrepancy_spec.h"

namespace wgf {

// The value; fills the n x d gradient unless it is null. Fails with WGF_E_NUMERIC where one of them cannot be held in a double.
double evaluate(const discrepancy_spec &spec, const discrepancy_input &in, double *gradient);

}  // namespace wgf
