#include "support.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace posteriors {
namespace {

constexpr int64_t largest_dim = 32;

bool between(const double *first, const double *last, double lower, double upper) {
  return std::all_of(first, last, [=](double x) { return x > lower && x < upper; });
}

bool increasing(const double *first, const double *last) {
  return std::adjacent_find(first, last, [](double a, double b) { return !(a < b); }) == last;
}

bool satisfied(const constraint &c, const double *theta) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double *first = theta + c.first, *last = first + c.count;
  switch (c.kind) {
    case constraint::kind_t::none: return true;
    case constraint::kind_t::lower: return between(first, last, c.lower, infinity);
    case constraint::kind_t::upper: return between(first, last, -infinity, c.upper);
    case constraint::kind_t::both: return between(first, last, c.lower, c.upper);
    case constraint::kind_t::ordered: return increasing(first, last);
    case constraint::kind_t::simplex:
      return between(first, last, 0, 1) && std::abs(std::accumulate(first, last, -1.0)) < 1e-8;
  }
  return false;
}

}  // namespace

double reject(double *gradient, int64_t dim) {
  if (gradient) std::fill_n(gradient, dim, std::numeric_limits<double>::quiet_NaN());
  return -std::numeric_limits<double>::infinity();
}

void set_density(posterior &p, density f) {
  if (p.dim > largest_dim) throw std::logic_error("raise largest_dim");
  p.log_joint = [constraints = p.constraints, dim = p.dim, f = std::move(f)](const double *theta,
                                                                             double *gradient) {
    for (const constraint &c : constraints)
      if (!satisfied(c, theta)) return reject(gradient, dim);
    std::array<double, largest_dim> unused;
    const double value = f(theta, gradient ? gradient : unused.data());
    return std::isfinite(value) ? value : reject(gradient, dim);
  };
}

void report_parameters(posterior &p) {
  p.report = [dim = p.dim](const double *theta, double *reported) { std::copy_n(theta, dim, reported); };
}

}  // namespace posteriors
