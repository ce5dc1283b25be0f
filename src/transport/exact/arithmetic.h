// The two ways in which a transport problem is solved: in doubles and whole masses, which is fast, and without rounding, which ends.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "solve/exact.h"
#include "transport/exact/cost_oracle.h"

namespace wgf {

struct quick {
  using number = double;  // costs and potentials
  using mass = int64_t;
  using costs = cost_oracle;
  static number nowhere() { return std::numeric_limits<double>::infinity(); }  // price beyond the sinks
};

// Costs |x - y|^order that are right to twice the digits of a double; all that is done with them is exact.
class exact_costs {
 public:
  exact_costs(int order, int64_t d, int64_t n, const double *x, int64_t m, const double *y) : order_(order), d_(d), n_(n), m_(m), x_(x), y_(y) {}

  int64_t sources() const { return n_; }
  int64_t sinks() const { return m_; }
  int64_t padded() const { return m_ + 1; }
  exact cost(int64_t source, int64_t sink) const { return power_of_distance(d_, x_ + source * d_, y_ + sink * d_, order_); }

 private:
  int order_;
  int64_t d_, n_, m_;
  const double *x_, *y_;
};

struct precise {
  using number = exact;
  using mass = exact;
  using costs = exact_costs;
  static number nowhere() { return {}; }
};

template <class arithmetic>
struct transport_arc {
  int64_t source, sink;
  typename arithmetic::mass mass;
};

template <class arithmetic>
using transport_arcs = std::vector<transport_arc<arithmetic>>;

}  // namespace wgf
