// A start for the transport simplex: sources bid for the sinks' room, and prices rise. Bertsekas and Castanon 1989, The auction
// algorithm for the transportation problem.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "transport/exact/forest.h"
#include "transport/exact/cost_oracle.h"
#include "transport/exact/integer_masses.h"

namespace wgf {

class transport_auction {
 public:
  transport_auction(const cost_oracle &ground, const integer_masses &masses);

  // From the prices found so far, with nothing sold: bids that go `step` above the source's indifference.
  void hold(double step);

  const std::vector<double> &sink_potentials() const { return price_; }  // infinite beyond the sinks

  // What was sold, and the rest at once to the cheapest sinks that have room.
  transport_forest<quick> plan();

 private:
  struct lot {
    double level;
    int64_t source, mass;
  };

  void open();
  bool goes_on(int64_t bids) const;
  static bool above(const lot &a, const lot &b) { return a.level > b.level; }
  void call(double step);
  void bid(int64_t source, const pair::offer &best, double step);
  int64_t make_room(size_t sink, int64_t source, double level);
  void release(lot &from, int64_t mass, int64_t bidder);
  void sell_rest(transport_forest<quick> &plan);

  const cost_oracle &ground_;
  const integer_masses &masses_;
  std::vector<double> price_;
  std::vector<std::vector<lot>> lots_;  // of each sink, a heap with the lowest level on top
  std::vector<int64_t> unsold_, unserved_;
  int64_t all_unserved_ = 0;
  std::deque<int64_t> waiting_;  // sources; first come, first served: else a few of them raise each other while others wait
};

}  // namespace wgf
