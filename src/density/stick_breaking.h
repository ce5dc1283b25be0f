// A point of the simplex from count-1 free numbers, as in Stan (Betancourt 2012, Cruising the simplex,
// arXiv:1010.3436): x_k = S_k z_k, S_{k+1} = S_k (1 - z_k), S_0 = 1, z_k = logistic(u_k - log(count-1-k)) for
// k = 0 .. count-2; the last coordinate is the stick that is left.
#pragma once

#include <cmath>
#include <cstdint>

namespace wgf {

// The logistic function and the logarithm of its derivative.
inline double logistic(double u) { return 1 / (1 + std::exp(-u)); }
inline double log_slope(double u) { return -std::abs(u) - 2 * std::log1p(std::exp(-std::abs(u))); }

void break_stick(int64_t count, const double *u, double *x);
// The first coordinate that is not allowed, or count. A sum that is not 1 is put on coordinate 0.
int64_t join_stick(int64_t count, const double *x, double *u);
double stick_log_jacobian(int64_t count, const double *u);
// score = J^T user_score + grad log|J|.
void stick_pull_back(int64_t count, const double *u, const double *user_score, double *score);

}  // namespace wgf
