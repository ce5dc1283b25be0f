// The two clouds of a transport problem, laid out for pricing: cost of an arc, the cheapest sinks of a few sources, and all that are
// cheaper than a bound.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "pair/pricing.h"

namespace wgf {

using pair::ground_cost;

class cost_oracle {
 public:
  static constexpr int64_t together = pair::priced_together;
  using sources_priced = std::array<int64_t, static_cast<std::size_t>(together)>;
  using bounds_priced = std::array<double, static_cast<std::size_t>(together)>;

  // n sources x and m sinks y, row major. They are moved to the origin, which the middle of x becomes: for ground_cost::product that of
  // each by itself, which changes no optimal plan.
  cost_oracle(ground_cost cost, int64_t d, int64_t n, const double *x, int64_t m, const double *y);

  int64_t d() const { return d_; }
  int64_t sources() const { return n_; }
  int64_t sinks() const { return m_; }
  int64_t padded() const { return padded_; }  // sinks, and at least one more

  double cost(int64_t source, int64_t sink) const;
  double spread() const;  // of the costs of some arcs: their standard deviation, or less where some are far from the others

  // A cost, here and in pricing, with a price of the sink on top, is off by at most rounding() times (source_size + sink_size + |price|).
  double rounding() const { return static_cast<double>(2 * d_ + 8) * 0x1p-53; }
  double source_size(int64_t i) const { return source_size_[static_cast<size_t>(i)]; }
  double sink_size(int64_t j) const { return sink_size_[static_cast<size_t>(j)]; }

  // What a source's potential for this cost is for |x - y|^2, or |x - y|, where all potentials of sinks change alike.
  double potential_by_distance(int64_t source, double potential) const;

  // price: padded() numbers, infinite where nothing is offered.
  pair::offers least(const sources_priced &which, const double *price) const { return pair::least(job(which, price)); }
  pair::offers two_least(const sources_priced &which, const double *price) const { return pair::two_least(job(which, price)); }
  int64_t list_below(const sources_priced &which, const double *price, const bounds_priced &bound, pair::low_block *found) const {
    return pair::list_below(job(which, price), bound.data(), found);
  }
  double nanoseconds() const { return 0.2 * static_cast<double>(together * padded_ * (d_ + 3)); }  // of one such call, roughly

 private:
  pair::pricing_job job(const sources_priced &which, const double *price) const;
  std::vector<double> sizes(const std::vector<double> &x) const;

  ground_cost cost_;
  int64_t d_, n_, m_, padded_;
  std::vector<double> apart_;           // the middle of y from that of x, where both were moved
  std::vector<double> x_, y_, blocks_;  // blocks_: y by pair::place_of
  std::vector<double> source_size_, sink_size_;
};

}  // namespace wgf
