// The door to the vectorised passes over many numbers, for callers that do not include src/simd themselves.
#pragma once

#include "simd/passes.h"

namespace wgf {

using simd::add_moves;
using simd::all_finite;
using simd::pull;
using simd::sum_of_squares;

}  // namespace wgf
