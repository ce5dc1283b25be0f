// Weighted sums of products over a cloud.
#pragma once

#include <cstdint>

#include "base/parallel.h"

namespace wgf {

// sums (rows x columns) += sum_j w_j left_j right_j^T, left n x rows, right n x columns. Each entry is summed in the order of j, whatever
// the threads. Weight 0 leaves a particle out.
void add_products(int64_t n, const double *w, int64_t rows, const double *left, int64_t columns, const double *right, double *sums, workers &pool);

}  // namespace wgf
