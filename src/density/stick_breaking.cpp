#include "density/stick_breaking.h"

#include <algorithm>

namespace wgf {

namespace {

double pieces_left(int64_t count, int64_t k) { return static_cast<double>(count - 1 - k); }

// z_k = logistic of this.
double centred(int64_t count, int64_t k, const double *u) { return u[k] - std::log(pieces_left(count, k)); }

double log_logistic(double u) { return std::min(u, 0.0) - std::log1p(std::exp(-std::abs(u))); }

}  // namespace

void break_stick(int64_t count, const double *u, double *x) {
  double stick = 1;
  for (int64_t k = 0; k + 1 < count; ++k) {
    const double w = centred(count, k, u);
    x[k] = stick * logistic(w);
    stick *= logistic(-w);
  }
  x[count - 1] = stick;
}

// Sums from the end are the sticks, without the cancellation of 1 - x_0 - x_1 - ...
int64_t join_stick(int64_t count, const double *x, double *u) {
  constexpr double tolerance = 1e-8;  // of the sum, as in Stan
  for (int64_t k = 0; k < count; ++k)
    if (!(x[k] > 0)) return k;
  double stick = x[count - 1];
  for (int64_t k = count - 2; k >= 0; --k) {
    u[k] = std::log(x[k]) - std::log(stick) + std::log(pieces_left(count, k));
    stick += x[k];
  }
  return std::abs(stick - 1) <= tolerance ? count : 0;
}

// dx_k/du_k = S_k z_k (1 - z_k), and the sticks are products of 1 - z.
double stick_log_jacobian(int64_t count, const double *u) {
  double sum = 0;
  for (int64_t k = 0; k + 1 < count; ++k) {
    const double w = centred(count, k, u);
    sum += log_logistic(w) + pieces_left(count, k) * log_logistic(-w);
  }
  return sum;
}

// Backwards through the breaking; score[k] holds the stick S_k until it is overwritten.
void stick_pull_back(int64_t count, const double *u, const double *user_score, double *score) {
  double stick = 1;
  for (int64_t k = 0; k + 1 < count; ++k) {
    score[k] = stick;
    stick *= logistic(-centred(count, k, u));
  }
  double rest = user_score[count - 1];  // derivative in the stick that is left
  for (int64_t k = count - 2; k >= 0; --k) {
    const double w = centred(count, k, u), z = logistic(w), one_z = logistic(-w);
    score[k] = score[k] * z * one_z * (user_score[k] - rest) + one_z - pieces_left(count, k) * z;
    rest = user_score[k] * z + rest * one_z;
  }
}

}  // namespace wgf
