#pragma once

#include <cmath>

namespace posteriors {

constexpr double half_log_two_pi = 0.91893853320467274178;
constexpr double log_two = 0.69314718055994530942;
constexpr double log_two_over_pi = -0.45158270528945486473;

// Log density at x and its derivative in x.
struct log_density {
  double value, slope;
};

inline log_density normal(double x, double mean, double sd) {
  const double z = (x - mean) / sd;
  return {-0.5 * z * z - std::log(sd) - half_log_two_pi, -z / sd};
}

// On x > 0.
inline log_density half_normal(double x, double sd) {
  const log_density whole = normal(x, 0, sd);
  return {log_two + whole.value, whole.slope};
}

// On x > 0.
inline log_density half_cauchy(double x, double scale) {
  const double z = x / scale;
  return {log_two_over_pi - std::log(scale) - std::log1p(z * z), -2 * z / (scale * (1 + z * z))};
}

inline log_density gamma(double x, double shape, double rate) {
  return {shape * std::log(rate) - std::lgamma(shape) + (shape - 1) * std::log(x) - rate * x,
          (shape - 1) / x - rate};
}

}  // namespace posteriors
