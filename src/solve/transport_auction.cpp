#include "solve/transport_auction.h"

#include <algorithm>
#include <limits>

namespace wgf {

transport_auction::transport_auction(const transport_ground &ground, const whole_masses &masses, pace &poll)
    : ground_(ground), masses_(masses), poll_(poll), price_(static_cast<size_t>(ground.padded()), std::numeric_limits<double>::infinity()), lots_(masses.y.size()) {
  std::fill_n(price_.begin(), ground.sinks(), 0.0);
}

void transport_auction::hold(double step, int64_t bids) {
  for (auto &lots : lots_) lots.clear();
  unsold_ = masses_.y;
  unserved_ = masses_.x;
  waiting_.clear();
  for (int64_t i = ground_.sources(); i-- > 0;) waiting_.push_back(i);
  for (; !waiting_.empty() && bids > 0; bids -= ground_.together) call(step);
}

// A few sources bid at once, each by the prices before any of them did. One whose sink was just raised waits again.
void transport_auction::call(double step) {
  transport_ground::sources_priced which;
  const int64_t count = std::min(ground_.together, static_cast<int64_t>(waiting_.size()));
  for (size_t r = 0; r < which.size(); ++r) which[r] = waiting_[waiting_.size() - 1 - std::min(r, static_cast<size_t>(count - 1))];
  waiting_.resize(waiting_.size() - static_cast<size_t>(count));
  const pair::offers found = ground_.two_least(which, price_.data());
  poll_.spend(ground_.nanoseconds());
  transport_ground::sources_priced raised;
  raised.fill(-1);
  for (size_t r = 0; r < static_cast<size_t>(count); ++r) {
    const int64_t sink = found[r].sink;
    if (std::find(raised.begin(), raised.end(), sink) == raised.end())
      bid(which[r], found[r], step);
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
    const lot &lowest = lots.front();
    const int64_t mass = lowest.source == source ? lowest.mass : std::min(wanted - room, lowest.mass);
    release(lots.front(), mass, source);
    room += mass;
    if (lots.front().mass > 0) continue;
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
}

std::vector<transport_arc> transport_auction::sold() const {
  std::vector<transport_arc> all;
  for (size_t j = 0; j < lots_.size(); ++j)
    for (const lot &l : lots_[j]) all.push_back({l.source, static_cast<int64_t>(j), l.mass});
  return all;
}

}  // namespace wgf
