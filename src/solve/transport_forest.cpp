#include "solve/transport_forest.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace wgf {

transport_forest::transport_forest(const transport_ground &ground, pace &poll)
    : ground_(ground), poll_(poll), link_(static_cast<size_t>(ground.sources() + ground.sinks()), link{-1, 0}), seen_(link_.size()) {}

transport_arc transport_forest::upward(int64_t v) const {
  const auto [parent, mass] = at(v);
  return is_source(v) ? transport_arc{v, parent - ground_.sources(), mass} : transport_arc{parent, v - ground_.sources(), mass};
}

// The lowest node above both, or -1.
int64_t transport_forest::meet(int64_t a, int64_t b) {
  ++turn_;
  int64_t length = 0;
  for (; a >= 0; a = at(a).parent, ++length) seen_[static_cast<size_t>(a)] = turn_;
  for (; b >= 0 && seen_[static_cast<size_t>(b)] != turn_; ++length) b = at(b).parent;
  poll_.spend(20 * static_cast<double>(length));
  return b;
}

// Round the cycle arcs in turn gain and lose what the new one gains. Returns what is left on it; arcs without mass are cut.
int64_t transport_forest::send_round(const transport_arc &arc, int64_t join) {
  const std::array<int64_t, 2> ends = {arc.source, arc.sink + ground_.sources()};
  double dearer = ground_.cost(arc.source, arc.sink);
  int64_t most_up = std::numeric_limits<int64_t>::max(), most_down = arc.mass;
  const auto gains = [&](int64_t v, int64_t end) { return is_source(v) != is_source(end); };
  for (const int64_t end : ends)
    for (int64_t v = end; v != join; v = at(v).parent) {
      const transport_arc up = upward(v);
      const double cost = ground_.cost(up.source, up.sink);
      dearer += gains(v, end) ? cost : -cost;
      int64_t &most = gains(v, end) ? most_down : most_up;
      most = std::min(most, up.mass);
    }
  const int64_t gain = dearer < 0 ? most_up : -most_down;
  for (const int64_t end : ends)
    for (int64_t v = end; v != join;) {
      const int64_t parent = at(v).parent;
      at(v).mass += gains(v, end) ? gain : -gain;
      if (at(v).mass == 0) at(v).parent = -1;
      v = parent;
    }
  return arc.mass + gain;
}

// Turns the tree of a so that a is its top, and hangs it below b.
void transport_forest::join(int64_t a, int64_t b, int64_t mass) {
  link above{b, mass};
  while (a >= 0) {
    const int64_t next = at(a).parent;
    std::swap(at(a), above);
    above.parent = a;
    a = next;
  }
}

void transport_forest::add(const transport_arc &arc) {
  const int64_t source = arc.source, sink = arc.sink + ground_.sources(), above = meet(source, sink);
  const int64_t mass = above < 0 ? arc.mass : send_round(arc, above);
  if (mass > 0) join(source, sink, mass);
}

std::vector<transport_arc> transport_forest::arcs() const {
  std::vector<transport_arc> found;
  for (int64_t v = 0; v < static_cast<int64_t>(link_.size()); ++v)
    if (at(v).parent >= 0) found.push_back(upward(v));
  return found;
}

}  // namespace wgf
