// Whether one linear change of coordinates suits a density everywhere it has mass: how well the score at a place is told by a linear function of the
// place. 1 for a Gaussian, about 0 for a funnel.
#pragma once

#include <cstdint>

#include "sampler/charts/affine_chart.h"
#include "sampler/row_store.h"

namespace wgf {

// Held out: learnt on every other chain and tried on the rest, both ways; of the chains' errors and sizes the medians, so that one chain that is stuck says nothing.
double held_out_r2(const row_store &rows, int64_t chains, int64_t d, const affine_chart &t);

}  // namespace wgf
