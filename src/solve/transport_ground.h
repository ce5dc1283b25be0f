// The two clouds of a transport problem, laid out for pricing: cost of an arc, and the cheapest sinks of a few sources.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "pair/pricing_tile.h"

namespace wgf {

using pair::ground_cost;

class transport_ground {
 public:
  static constexpr int64_t together = pair::priced_together;
  using sources_priced = std::array<int64_t, static_cast<std::size_t>(together)>;

  // n sources x and m sinks y, row major. They are moved to the origin: for ground_cost::product each by itself, which changes no
  // optimal plan.
  transport_ground(ground_cost cost, int64_t d, int64_t n, const double *x, int64_t m, const double *y);

  int64_t d() const { return d_; }
  int64_t sources() const { return n_; }
  int64_t sinks() const { return m_; }
  int64_t padded() const { return padded_; }  // sinks, and at least one more

  double cost(int64_t source, int64_t sink) const;
  double largest_cost() const;  // a bound
  double spread() const;        // standard deviation of the costs of some arcs

  // price: padded() numbers, infinite where nothing is offered.
  pair::offers least(const sources_priced &which, const double *price) const { return pair::least(job(which, price)); }
  pair::offers two_least(const sources_priced &which, const double *price) const { return pair::two_least(job(which, price)); }
  double nanoseconds() const { return 0.2 * static_cast<double>(together * padded_ * (d_ + 3)); }  // of one such call, roughly

 private:
  pair::pricing_job job(const sources_priced &which, const double *price) const;

  ground_cost cost_;
  int64_t d_, n_, m_, padded_;
  std::vector<double> x_, y_, blocks_;  // blocks_: y by pair::place_of
};

}  // namespace wgf
