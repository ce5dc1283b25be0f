// Kernels whose sums are moments of the cloud.
#pragma once

#include <memory>

#include "kernels/kernel.h"

namespace wgf {

std::unique_ptr<kernel> make_linear_kernel(int64_t d, workers &pool);
std::unique_ptr<kernel> make_feature_kernel(const feature_map &map, int64_t largest, int64_t d, workers &pool);  // largest: points at a time

}  // namespace wgf
