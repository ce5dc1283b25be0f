#include "transport/exact/auction.h"

#include "base/parallel.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace wgf {

transport_auction::transport_auction(const cost_oracle &ground, const integer_masses &masses)
    : ground_(ground),
      masses_(masses),
      price_(static_cast<size_t>(ground.padded()), std::numeric_limits<double>::infinity()),
      lots_(masses.y.size()) {
  std::fill_n(price_.begin(), ground.sinks(), 0.0);
  open();
}

void transport_auction::open() {
  for (auto &lots : lots_) lots.clear();
  unsold_ = masses_.y;
  unserved_ = masses_.x;
  all_unserved_ = masses_.total;
  waiting_.resize(unserved_.size());
  std::iota(waiting_.begin(), waiting_.end(), int64_t{0});
}

// The last bids set the prices where room is short: a few for each source are potential their time, more only while much is unsold. Found
// by trial on normal clouds of 500 to 5000 points in 2 and 10 dimensions, with equal weights and without.
bool transport_auction::goes_on(int64_t bids) const {
  constexpr int64_t few = 5, many = 20;
  return all_unserved_ > 0 && (bids < few * ground_.sources() || (bids < many * ground_.sources() && all_unserved_ > masses_.total / 100));
}

void transport_auction::hold(double step) {
  open();
  for (int64_t bids = 0; goes_on(bids); bids += ground_.together) call(step);
}

// A few sources bid at once, each by the prices before any of them did. One whose sink was just raised waits again.
void transport_auction::call(double step) {
  cost_oracle::sources_priced which;
  const int64_t count = std::min(ground_.together, static_cast<int64_t>(waiting_.size()));
  for (size_t r = 0; r < which.size(); ++r) which[r] = waiting_[std::min(r, static_cast<size_t>(count - 1))];
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  const pair::offers found = ground_.two_least(which, price_.data());
  breathe(ground_.nanoseconds());
  cost_oracle::sources_priced raised;
  raised.fill(-1);
  for (size_t r = 0; r < static_cast<size_t>(count); ++r) {
    const int64_t sink = found.of[r].sink;
    if (std::find(raised.begin(), raised.end(), sink) == raised.end())
      bid(which[r], found.of[r], step);
    else
      waiting_.push_back(which[r]);
    raised[r] = sink;
  }
}

void transport_auction::bid(int64_t source, const pair::offer &best, double step) {
  const size_t sink = static_cast<size_t>(best.sink);
  const double level = price_[sink] + (best.second - best.least) + step;
  const int64_t room = make_room(sink, source, level);
  int64_t &wanted = unserved_[static_cast<size_t>(source)];
  const int64_t mass = std::min(room, wanted);
  wanted -= mass;
  all_unserved_ -= mass;
  unsold_[sink] = room - mass;
  std::vector<lot> &lots = lots_[sink];
  lots.push_back({level, source, mass});
  std::push_heap(lots.begin(), lots.end(), above);
  if (unsold_[sink] == 0) price_[sink] = lots.front().level;
  if (wanted > 0) waiting_.push_back(source);
}

// What of the sink is unsold, or was sold for less and is taken back, up to what the source wants. A lot of its own it gives back
// whole, for that makes no room.
int64_t transport_auction::make_room(size_t sink, int64_t source, double level) {
  std::vector<lot> &lots = lots_[sink];
  const int64_t &wanted = unserved_[static_cast<size_t>(source)];
  int64_t room = unsold_[sink];
  while (room < wanted && !lots.empty() && lots.front().level < level) {
    lot &lowest = lots.front();
    const int64_t mass = lowest.source == source ? lowest.mass : std::min(wanted - room, lowest.mass);
    release(lowest, mass, source);
    room += mass;
    if (lowest.mass > 0) continue;
    std::pop_heap(lots.begin(), lots.end(), above);
    lots.pop_back();
  }
  return room;
}

void transport_auction::release(lot &from, int64_t mass, int64_t bidder) {
  from.mass -= mass;
  int64_t &wanted = unserved_[static_cast<size_t>(from.source)];
  if (wanted == 0 && from.source != bidder) waiting_.push_back(from.source);
  wanted += mass;
  all_unserved_ += mass;
}

transport_forest<quick> transport_auction::plan() {
  transport_forest<quick> plan(ground_);
  for (size_t j = 0; j < lots_.size(); ++j)
    for (const lot &l : lots_[j])
      if (l.mass > 0) plan.add({l.source, static_cast<int64_t>(j), l.mass});
  sell_rest(plan);
  return plan;
}

void transport_auction::sell_rest(transport_forest<quick> &plan) {
  std::vector<double> open = price_;
  for (size_t j = 0; j < unsold_.size(); ++j)
    if (unsold_[j] == 0) open[j] = std::numeric_limits<double>::infinity();
  cost_oracle::sources_priced which;
  for (size_t i = 0; i < unserved_.size(); ++i)
    while (unserved_[i] > 0) {
      which.fill(static_cast<int64_t>(i));
      const int64_t sink = ground_.least(which, open.data()).of[0].sink;
      breathe(ground_.nanoseconds());
      int64_t &room = unsold_[static_cast<size_t>(sink)];
      const int64_t mass = std::min(room, unserved_[i]);
      plan.add({static_cast<int64_t>(i), sink, mass});
      unserved_[i] -= mass;
      room -= mass;
      if (room == 0) open[static_cast<size_t>(sink)] = std::numeric_limits<double>::infinity();
    }
}

}  // namespace wgf
