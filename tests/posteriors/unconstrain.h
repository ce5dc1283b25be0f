#pragma once
// The maps from the unconstrained vector of checks.json to the parameters, with the chain rule.

#include <cmath>
#include <stdexcept>

#include "posterior.h"

namespace posteriors {

struct constrained_point {
  std::vector<double> theta;
  double log_jacobian;
};

inline double constrain_range(const constraint &c, double *x) {
  double log_jacobian = 0;
  for (int64_t i = c.first; i < c.first + c.count; ++i) {
    const double u = x[i];
    switch (c.kind) {
      case constraint::kind_t::none: break;
      case constraint::kind_t::lower: x[i] = c.lower + std::exp(u), log_jacobian += u; break;
      case constraint::kind_t::upper: x[i] = c.upper - std::exp(u), log_jacobian += u; break;
      case constraint::kind_t::both: {
        const double share = 1 / (1 + std::exp(-u));
        x[i] = c.lower + (c.upper - c.lower) * share;
        log_jacobian += std::log((c.upper - c.lower) * share * (1 - share));
        break;
      }
      case constraint::kind_t::ordered:
        if (i > c.first) x[i] = x[i - 1] + std::exp(u), log_jacobian += u;
        break;
      case constraint::kind_t::simplex: throw std::logic_error("no posterior here has a simplex");
    }
  }
  return log_jacobian;
}

inline constrained_point constrain(const posterior &p, const std::vector<double> &u) {
  constrained_point point{u, 0};
  for (const constraint &c : p.constraints) point.log_jacobian += constrain_range(c, point.theta.data());
  return point;
}

// Turns d log_joint / d theta (in g) into d (log_joint + log_jacobian) / du.
inline void pull_back_range(const constraint &c, const double *theta, double *g) {
  for (int64_t i = c.first + c.count - 1; i >= c.first; --i) {
    switch (c.kind) {
      case constraint::kind_t::none: break;
      case constraint::kind_t::lower: g[i] = g[i] * (theta[i] - c.lower) + 1; break;
      case constraint::kind_t::upper: g[i] = g[i] * (theta[i] - c.upper) + 1; break;
      case constraint::kind_t::both: {
        const double below = theta[i] - c.lower, above = c.upper - theta[i], width = c.upper - c.lower;
        g[i] = g[i] * below * above / width + (above - below) / width;
        break;
      }
      case constraint::kind_t::ordered:
        if (i > c.first) g[i - 1] += g[i], g[i] = g[i] * (theta[i] - theta[i - 1]) + 1;
        break;
      case constraint::kind_t::simplex: throw std::logic_error("no posterior here has a simplex");
    }
  }
}

// log_joint + log_jacobian at u, and its gradient in u.
inline double unconstrained_log_density(const posterior &p, const std::vector<double> &u, double *gradient) {
  const constrained_point point = constrain(p, u);
  const double value = p.log_joint(point.theta.data(), gradient);
  if (gradient)
    for (const constraint &c : p.constraints) pull_back_range(c, point.theta.data(), gradient);
  return value + point.log_jacobian;
}

}  // namespace posteriors
