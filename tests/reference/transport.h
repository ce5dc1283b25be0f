// Optimal transport in two plain ways: the least over all permutations, and successive shortest paths by Bellman and Ford on the
// residual network (Ahuja, Magnanti and Orlin 1993, Network Flows, section 9.7).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace wgf::reference {

using numbers = std::vector<double>;

inline double power_of_distance(const double *x, const double *y, size_t d, int order) {
  double square = 0;
  for (size_t k = 0; k < d; ++k) square += (x[k] - y[k]) * (x[k] - y[k]);
  return order == 2 ? square : std::sqrt(square);
}

// Row i, column j: |x_i - y_j|^order.
inline numbers transport_costs(const numbers &x, const numbers &y, size_t d, int order) {
  numbers cost;
  for (size_t i = 0; i < x.size(); i += d)
    for (size_t j = 0; j < y.size(); j += d) cost.push_back(power_of_distance(&x[i], &y[j], d, order));
  return cost;
}

// The mean cost of the best pairing of n points with n.
inline double best_permutation(const numbers &cost, size_t n) {
  std::vector<size_t> partner(n);
  std::iota(partner.begin(), partner.end(), size_t{0});
  double best = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (size_t i = 0; i < n; ++i) sum += cost[i * n + partner[i]];
    best = std::min(best, sum / static_cast<double>(n));
  } while (std::next_permutation(partner.begin(), partner.end()));
  return best;
}

// Sends the mass of `a` to `b`, each time along a path of least cost from what is left of a to what is left of b.
class shortest_paths {
 public:
  shortest_paths(numbers cost, numbers a, numbers b) : cost_(std::move(cost)), a_(std::move(a)), b_(std::move(b)), flow_(cost_.size()) {
    while (augment()) {
    }
  }

  double value() const { return std::inner_product(cost_.begin(), cost_.end(), flow_.begin(), 0.0); }

 private:
  static constexpr double nothing = 1e-15;  // of a total of 1: the rounding of the sums of the weights

  void find_distances() {
    const size_t n = a_.size(), m = b_.size();
    to_x_.assign(n, std::numeric_limits<double>::infinity());
    to_y_.assign(m, std::numeric_limits<double>::infinity());
    before_x_.assign(n, m);
    before_y_.assign(m, n);
    for (size_t i = 0; i < n; ++i)
      if (a_[i] > nothing) to_x_[i] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < m; ++j) {
          const double c = cost_[i * m + j], least_gain = 1e-13 * (1 + c);
          if (to_x_[i] + c < to_y_[j] - least_gain) to_y_[j] = to_x_[i] + c, before_y_[j] = i, changed = true;
          if (flow_[i * m + j] > 0 && to_y_[j] - c < to_x_[i] - least_gain) to_x_[i] = to_y_[j] - c, before_x_[i] = j, changed = true;
        }
    }
  }

  bool augment() {
    find_distances();
    const size_t n = a_.size(), m = b_.size();
    size_t end = m;
    for (size_t j = 0; j < m; ++j)
      if (b_[j] > nothing && (end == m || to_y_[j] < to_y_[end])) end = j;
    if (end == m || before_y_[end] == n) return false;
    double mass = b_[end];
    size_t i = before_y_[end];
    for (; before_x_[i] < m; i = before_y_[before_x_[i]]) mass = std::min(mass, flow_[i * m + before_x_[i]]);
    mass = std::min(mass, a_[i]);
    a_[i] -= mass;
    b_[end] -= mass;
    for (size_t j = end;; j = before_x_[i]) {
      i = before_y_[j];
      flow_[i * m + j] += mass;
      if (before_x_[i] == m) return true;
      flow_[i * m + before_x_[i]] -= mass;
    }
  }

  numbers cost_, a_, b_, flow_, to_x_, to_y_;
  std::vector<size_t> before_x_, before_y_;
};

}  // namespace wgf::reference
