// Statistics of weighted particles. Weights are relative: only their ratios matter. NaN if one is negative or
// not finite, or if none is positive. Values of particles of weight zero are not looked at.
#pragma once

#include <cstdint>

namespace wgf::stats {

// Particle i at values + i * dim, with weight weights[i].
struct weighted_particles {
  const double *values;
  int64_t count;
  int64_t dim;
  const double *weights;
};

// Kish's effective number (sum w)^2 / sum w^2.
double effective_number(const double *weights, int64_t n);

// dim numbers.
void weighted_mean(const weighted_particles &particles, double *result);

// dim x dim numbers: sum w (x - mean)(x - mean)' / (1 - sum w^2) for weights that sum to one, which is
// unbiased for independent particles of one covariance. NaN when a single particle has all the weight.
void weighted_covariance(const weighted_particles &particles, double *result);

// Of one coordinate: the mean of the weighted empirical quantile function over [h - 1, h] / m, where m is the
// effective number and h = p (m - 1) + 1. Equal weights give type 7; particles of weight zero change nothing
// (Akinshin 2023, Weighted quantile estimators, arXiv:2304.07265). NaN for p outside [0, 1] and for a NaN
// value that has weight.
double weighted_quantile(const weighted_particles &particles, int64_t coordinate, double p);

}  // namespace wgf::stats
