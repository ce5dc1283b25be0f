// A start for the transport simplex: sources bid for the sinks' room, and prices rise. Bertsekas and Castanon 1989, The auction
// algorithm for the transportation problem.
#pragma once

#include <cstdint>
#include <vector>

#include "solve/pace.h"
#include "solve/transport_ground.h"
#include "solve/transport_tree.h"
#include "solve/whole_masses.h"

namespace wgf {

class transport_auction {
 public:
  transport_auction(const transport_ground &ground, const whole_masses &masses, pace &poll);

  // From the prices found so far, with nothing sold: bids that go `step` above the source's indifference, until all is sold or `bids` have been made.
  void hold(double step, int64_t bids);

  const std::vector<double> &prices() const { return price_; }  // infinite beyond the sinks
  std::vector<transport_arc> sold() const;

 private:
  struct lot {
    double level;
    int64_t source, mass;
  };

  static bool above(const lot &a, const lot &b) { return a.level > b.level; }
  void call(double step);
  void bid(int64_t source, const pair::offer &best, double step);
  int64_t make_room(size_t sink, int64_t source, double level);
  void release(lot &from, int64_t mass, int64_t bidder);

  const transport_ground &ground_;
  const whole_masses &masses_;
  pace &poll_;
  std::vector<double> price_;
  std::vector<std::vector<lot>> lots_;  // of each sink, a heap with the lowest level on top
  std::vector<int64_t> unsold_, unserved_, waiting_;
};

}  // namespace wgf
