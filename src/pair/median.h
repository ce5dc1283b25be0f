// Typical squared distances of clouds, for the choice of a kernel's length.
#pragma once

#include <cstdint>

#include "pair/sweep.h"

namespace wgf::pair {

struct median_request {
  int64_t n = 0, d = 0;
  const double *x = nullptr;      // n x d
  int64_t m = 0;                  // with y: all n m distances between the two clouds
  const double *y = nullptr;      // m x d, or null: the distances inside x
  const double *scale = nullptr;  // d divisors of the coordinates, or null
  double length = 1;              // the unit of the distances: a power of two near them, so that their squares stay in range
  bool include_diagonal = true;   // inside x: the n zeros too, as the median of the n x n matrix; false: distinct pairs only
};

// Room in a workspace for both medians of a request of this size.
size_t median_bytes(int64_t n, int64_t m, int64_t d, int threads);

// The median of the squared distances; the mean of the two middle ones when their number is even. O(n d) memory, O(n^2 d) time.
// NaN when there is no pair. A particle with a NaN is as one infinitely far away.
double exact_median(const median_request &r, workspace &scratch, workers &pool);

// The same of sampled_pairs random pairs. Its rank among all pairs is off by 0.5 / sqrt(sampled_pairs) of them, 0.14 % (one
// standard deviation). The same seed gives the same number for any number of threads.
inline constexpr int64_t sampled_pairs = 131072;
double sampled_median(const median_request &r, uint64_t seed, workspace &scratch, workers &pool);

// The mean of the squared distances of distinct pairs, by moments: O(n d). NaN for less than two particles. length: as above.
double mean_squared_distance(int64_t n, int64_t d, const double *x, const double *scale, double length = 1);

// Such a unit: 1 where squares stay in range with it.
double unit_of_length(int64_t n, int64_t d, const double *x, const double *scale);

// The mean squared distance between two clouds with weights, which sum to 1; weight 0 leaves a particle out.
double mean_squared_distance(int64_t d, int64_t n, const double *x, const double *w, int64_t m, const double *y, const double *v);

}  // namespace wgf::pair
