#include "transport/exact/forest.h"

#include "base/parallel.h"

#include <algorithm>
#include <utility>

namespace wgf {

template <class arithmetic>
transport_forest<arithmetic>::transport_forest(const costs &ground)
    : ground_(ground), link_(static_cast<size_t>(ground.sources() + ground.sinks()), link{-1, mass()}), seen_(link_.size()) {}

template <class arithmetic>
auto transport_forest<arithmetic>::upward(int64_t v) const -> arc {
  const auto &[parent, carried] = at(v);
  return is_source(v) ? arc{v, parent - ground_.sources(), carried} : arc{parent, v - ground_.sources(), carried};
}

// The lowest node above both, or -1.
template <class arithmetic>
int64_t transport_forest<arithmetic>::meet(int64_t a, int64_t b) {
  ++turn_;
  int64_t length = 0;
  for (; a >= 0; a = at(a).parent, ++length) seen_[static_cast<size_t>(a)] = turn_;
  for (; b >= 0 && seen_[static_cast<size_t>(b)] != turn_; ++length) b = at(b).parent;
  breathe(20 * static_cast<double>(length));
  return b;
}

// Round the cycle arcs in turn gain and lose what the new one gains: as much as empties the first of them, the cheaper way.
template <class arithmetic>
auto transport_forest<arithmetic>::gain_round(const arc &a, int64_t join) const -> mass {
  const std::array<int64_t, 2> ends = {a.source, a.sink + ground_.sources()};
  number dearer = ground_.cost(a.source, a.sink);
  const mass *most_up = nullptr, *most_down = &a.mass;
  for (const int64_t end : ends)
    for (int64_t v = end; v != join; v = at(v).parent) {
      const int64_t parent = at(v).parent, source = is_source(v) ? v : parent, sink = is_source(v) ? parent : v;
      const number cost = ground_.cost(source, sink - ground_.sources());
      if (gains(v, end))
        dearer += cost;
      else
        dearer -= cost;
      const mass *&most = gains(v, end) ? most_down : most_up;
      if (!most || at(v).carried < *most) most = &at(v).carried;
    }
  return dearer < number() ? *most_up : mass() - *most_down;
}

// Returns what is left on the new arc; arcs without mass are cut.
template <class arithmetic>
auto transport_forest<arithmetic>::send_round(const arc &a, int64_t join) -> mass {
  const mass gain = gain_round(a, join);
  for (const int64_t end : {a.source, a.sink + ground_.sources()})
    for (int64_t v = end; v != join;) {
      link &up = at(v);
      const int64_t parent = up.parent;
      if (gains(v, end))
        up.carried += gain;
      else
        up.carried -= gain;
      if (!(mass() < up.carried)) up.parent = -1;
      v = parent;
    }
  return a.mass + gain;
}

// Turns the tree of a so that a is its top, and hangs it below b.
template <class arithmetic>
void transport_forest<arithmetic>::join(int64_t a, int64_t b, const mass &carried) {
  link above{b, carried};
  while (a >= 0) {
    const int64_t next = at(a).parent;
    std::swap(at(a), above);
    above.parent = a;
    a = next;
  }
}

template <class arithmetic>
void transport_forest<arithmetic>::add(const arc &a) {
  const int64_t source = a.source, sink = a.sink + ground_.sources(), above = meet(source, sink);
  const mass left = above < 0 ? a.mass : send_round(a, above);
  if (mass() < left) join(source, sink, left);
}

template <class arithmetic>
transport_arcs<arithmetic> transport_forest<arithmetic>::arcs() const {
  transport_arcs<arithmetic> found;
  for (int64_t v = 0; v < static_cast<int64_t>(link_.size()); ++v)
    if (at(v).parent >= 0) found.push_back(upward(v));
  return found;
}

template class transport_forest<quick>;
template class transport_forest<precise>;

}  // namespace wgf
