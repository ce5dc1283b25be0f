// Quantile functions of the two distributions that the statistics of draws need.
#pragma once

namespace wgf::stats {

// Standard normal, 0 <= p <= 1; relative error about 1e-16.
double normal_quantile(double p);

// Beta with shapes a, b >= 1, 0 < p < 1; relative error below 1e-12 between p = 0.01 and 0.99. NaN outside.
double beta_quantile(double p, double a, double b);

}  // namespace wgf::stats
