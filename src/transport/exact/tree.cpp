#include "transport/exact/tree.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace wgf {

namespace {

// Neighbours of all nodes, one list after another.
template <class arithmetic>
struct adjacency {
  using arc = transport_arc<arithmetic>;
  struct neighbour {
    int32_t node;
    typename arithmetic::mass mass;
  };

  adjacency(int64_t sources, int64_t nodes, const transport_arcs<arithmetic> &arcs)
      : first(static_cast<size_t>(nodes + 1)), list(2 * arcs.size()) {
    const auto sink = [&](const arc &a) { return static_cast<size_t>(sources + a.sink); };
    for (const arc &a : arcs) ++first[static_cast<size_t>(a.source)], ++first[sink(a)];
    for (size_t v = 1; v < first.size(); ++v) first[v] += first[v - 1];
    for (const arc &a : arcs) {
      list[--first[static_cast<size_t>(a.source)]] = {static_cast<int32_t>(sink(a)), a.mass};
      list[--first[sink(a)]] = {static_cast<int32_t>(a.source), a.mass};
    }
  }

  const neighbour *begin(int64_t v) const { return list.data() + first[static_cast<size_t>(v)]; }
  const neighbour *end(int64_t v) const { return begin(v + 1); }

  std::vector<size_t> first;
  std::vector<neighbour> list;
};

double rounded(double v) { return v; }
double rounded(const exact &v) { return v.rounded(); }

}  // namespace

template <class arithmetic>
transport_tree<arithmetic>::transport_tree(const costs &ground, const transport_arcs<arithmetic> &arcs, const std::vector<number> &source_potentials,
                                           const std::vector<bool> &central)
    : ground_(ground),
      sources_(static_cast<node>(ground.sources())),
      root_(static_cast<node>(ground.sources() + ground.sinks())),
      link_(nodes(), {-1, 1, mass()}),
      next_(nodes(), root_),
      before_(nodes(), root_),
      last_(nodes(), root_),
      potential_(ground.sources() + ground.padded(), arithmetic::nowhere()) {
  std::copy(source_potentials.begin(), source_potentials.end(), &potential_[0]);
  grow(arcs, central);
  measure();
  renew_potentials();
}

// A node's arc carries what its subtree has too much of, or lacks: bottom up, each takes its share of what its parent has.
template <class arithmetic>
template <class other>
transport_tree<arithmetic>::transport_tree(const costs &ground, const transport_tree<other> &basis, const std::vector<mass> &supplies,
                                           const std::vector<mass> &demands, const std::vector<number> &source_potentials)
    : ground_(ground),
      sources_(basis.sources_),
      root_(basis.root_),
      link_(nodes(), {-1, 1, mass()}),
      next_(basis.next_),
      before_(basis.before_),
      last_(basis.last_),
      potential_(ground.sources() + ground.padded(), arithmetic::nowhere()) {
  std::copy(source_potentials.begin(), source_potentials.end(), &potential_[0]);
  for (node v = 0; v < root_; ++v) {
    const size_t place = static_cast<size_t>(is_source(v) ? v : v - sources_);
    link_[v] = {basis.link_[v].parent, basis.link_[v].size, is_source(v) ? supplies[place] : demands[place]};
  }
  link_[root_].size = root_ + 1;
  leaves_first([&](int64_t v, int64_t parent) { link_[parent].flow -= link_[v].flow; });
  renew_potentials();
}

template <class arithmetic>
bool transport_tree<arithmetic>::carries_all() const {
  for (node v = 0; v < root_; ++v) {
    const link &up = link_[v];
    if (up.flow < mass() || (!(mass() < up.flow) && !is_source(v)) || (up.parent == root_ && mass() < up.flow)) return false;
  }
  return true;
}

template <class arithmetic>
auto transport_tree<arithmetic>::cost(node a, node b) const -> number {
  return is_source(a) ? ground_.cost(a, b - sources_) : ground_.cost(b, a - sources_);
}

template <class arithmetic>
void transport_tree<arithmetic>::append(node v, node parent, const mass &flow, node &tail) {
  link_[v] = {parent, 1, flow};
  last_[v] = v;
  next_[tail] = v;
  before_[v] = tail;
  tail = v;
}

// Each part of the tree hangs from the root by one of its sources. That arc points up and carries nothing, and all others carry
// something: the tree is strongly feasible.
template <class arithmetic>
void transport_tree<arithmetic>::grow(const transport_arcs<arithmetic> &arcs, const std::vector<bool> &central) {
  const adjacency<arithmetic> near(sources_, nodes(), arcs);
  struct branch {
    node v, parent;
    mass flow;
  };
  std::vector<branch> waiting;
  node tail = root_;
  const auto hang_part = [&](node top) {
    for (waiting.push_back({top, root_, mass()}); !waiting.empty();) {
      const branch b = waiting.back();
      waiting.pop_back();
      append(b.v, b.parent, b.flow, tail);
      for (const auto *e = near.begin(b.v); e != near.end(b.v); ++e)
        if (e->node != b.parent) waiting.push_back({e->node, b.v, e->mass});
    }
  };
  for (const bool any : {false, true})
    for (node i = 0; i < sources_; ++i)
      if (link_[i].parent < 0 && (any || central[static_cast<size_t>(i)])) hang_part(i);
  next_[tail] = root_;
  before_[root_] = tail;
}

template <class arithmetic>
void transport_tree<arithmetic>::measure() {
  for (node v = before_[root_]; v != root_; v = before_[v]) {
    const node parent = link_[v].parent;
    link_[parent].size += link_[v].size;
    if (last_[parent] == parent) last_[parent] = last_[v];
  }
}

template <class arithmetic>
auto transport_tree<arithmetic>::next_to(node parent, node v) const -> number {
  return is_source(v) ? potential_[parent] + cost(v, parent) : potential_[parent] - cost(v, parent);
}

template <class arithmetic>
void transport_tree<arithmetic>::renew_potentials() {
  std::vector<double> known;
  const node apart = sources_ / 255 + 1;
  for (node i = 0; i < sources_; i += apart) known.push_back(rounded(potential_[i]));
  const auto middle = known.begin() + static_cast<int64_t>(known.size() / 2);
  std::nth_element(known.begin(), middle, known.end());
  const number origin(*middle);
  for (node v = next_[root_]; v != root_; v = next_[v]) {
    const node parent = link_[v].parent;
    if (parent == root_)
      potential_[v] -= origin;
    else
      potential_[v] = next_to(parent, v);
  }
}

template <class arithmetic>
std::vector<double> transport_tree<arithmetic>::potential_errors() const {
  std::vector<double> off(static_cast<size_t>(root_) + 1);
  if constexpr (std::is_same_v<arithmetic, quick>)
    for (node v = next_[root_]; v != root_; v = next_[v]) {
      const node parent = link_[v].parent, source = is_source(v) ? v : parent, sink = is_source(v) ? parent : v;
      if (parent == root_) continue;
      const double cost_off = ground_.rounding() * (ground_.source_size(source) + ground_.sink_size(sink - sources_));
      off[static_cast<size_t>(v)] = off[static_cast<size_t>(parent)] + cost_off + 0x1p-53 * std::abs(potential_[v]);
    }
  return off;
}

// Flow goes round from the source over the entering arc. It takes from arcs that point the other way: those above a source on the
// source's side, those above a sink on the sink's. Of the arcs that limit it the last on the way from `join` leaves, which
// keeps the tree strongly feasible.
template <class arithmetic>
auto transport_tree<arithmetic>::close(node source, node sink) const -> cycle {
  const mass *by_source = nullptr, *by_sink = nullptr;
  int64_t length = 0;
  node u = source, v = sink, top_u = -1, top_v = -1;
  for (; u != v; ++length) {
    const link &up_u = link_[u], &up_v = link_[v];
    if (up_u.size < up_v.size) {
      if (is_source(u) && (!by_source || up_u.flow < *by_source)) by_source = &up_u.flow, top_u = u;
      u = up_u.parent;
    } else {
      if (!is_source(v) && (!by_sink || !(*by_sink < up_v.flow))) by_sink = &up_v.flow, top_v = v;
      v = up_v.parent;
    }
  }
  const bool at_sink = by_sink && (!by_source || !(*by_source < *by_sink));
  return {u, at_sink ? top_v : top_u, at_sink, at_sink ? *by_sink : *by_source, length};
}

template <class arithmetic>
void transport_tree<arithmetic>::push(node source, node sink, const cycle &c) {
  if (!(mass() < c.flow)) return;
  const mass less = mass() - c.flow;
  for (node v = source; v != c.join; v = link_[v].parent) link_[v].flow += is_source(v) ? less : c.flow;
  for (node v = sink; v != c.join; v = link_[v].parent) link_[v].flow += is_source(v) ? c.flow : less;
}

// Takes the subtree out of the ring and out of the nodes above it.
template <class arithmetic>
void transport_tree<arithmetic>::cut(node top, node join) {
  const node left = before_[top], end = last_[top], right = next_[end], parent = link_[top].parent;
  next_[left] = right;
  before_[right] = left;
  for (node v = parent; v >= 0 && last_[v] == end; v = link_[v].parent) last_[v] = left;
  for (node v = parent; v != join; v = link_[v].parent) link_[v].size -= link_[top].size;
}

// Turns the subtree of `top` so that new_top is above. Each node on the way between them, with what hung from it elsewhere, comes after
// the one below it. Returns the last node in the new preorder.
template <class arithmetic>
auto transport_tree<arithmetic>::turn(node top, node new_top) -> node {
  const node all = link_[top].size;
  node v = new_top, left = before_[v], end = last_[v], right = next_[end], tail = end;
  link old = link_[v];
  while (v != top) {
    const node up = old.parent, up_left = before_[up], up_end = last_[up], up_right = up_end == end ? right : next_[up_end];
    const link up_old = link_[up];
    next_[tail] = up;
    before_[up] = tail;
    tail = left;
    if (up_end != end) {
      next_[tail] = right;
      before_[right] = tail;
      tail = up_end;
    }
    link_[up] = {v, all - old.size, old.flow};
    v = up, left = up_left, end = up_end, right = up_right, old = up_old;
  }
  for (v = top; v != new_top; v = link_[v].parent) last_[v] = tail;
  last_[new_top] = tail;
  link_[new_top].size = all;
  return tail;
}

// Puts a subtree, from top to tail, behind its new parent.
template <class arithmetic>
void transport_tree<arithmetic>::hang(node top, node tail, node parent, node join) {
  const node right = next_[parent];
  next_[parent] = top;
  before_[top] = parent;
  next_[tail] = right;
  before_[right] = tail;
  link_[top].parent = parent;
  for (node v = parent; v >= 0 && last_[v] == parent; v = link_[v].parent) last_[v] = tail;
  for (node v = parent; v != join; v = link_[v].parent) link_[v].size += link_[top].size;
}

// Adds to all potentials of the subtree, or takes from all others, whichever are fewer.
template <class arithmetic>
int64_t transport_tree<arithmetic>::shift(node top, const number &by) {
  const int64_t inside = link_[top].size, outside = nodes() - inside;
  const bool small = inside <= outside;
  const number change = small ? by : number() - by;
  node v = small ? top : next_[last_[top]];
  for (int64_t left = small ? inside : outside; left > 0; --left, v = next_[v]) potential_[v] += change;
  return std::min(inside, outside);
}

template <class arithmetic>
int64_t transport_tree<arithmetic>::enter(int64_t from, int64_t to, const number &reduced) {
  const node source = static_cast<node>(from), sink = static_cast<node>(to) + sources_;
  const cycle c = close(source, sink);
  push(source, sink, c);
  const node inside = c.top_by_sink ? sink : source, outside = c.top_by_sink ? source : sink;
  cut(c.top, c.join);
  const node tail = turn(c.top, inside);
  link_[inside].flow = c.flow;
  hang(inside, tail, outside, c.join);
  return 2 * c.length + shift(inside, c.top_by_sink ? number() - reduced : reduced);
}

template <class arithmetic>
transport_arcs<arithmetic> transport_tree<arithmetic>::flow() const {
  transport_arcs<arithmetic> found;
  for (node v = 0; v < root_; ++v) {
    const link &up = link_[v];
    if (mass() < up.flow) found.push_back({is_source(v) ? v : up.parent, (is_source(v) ? up.parent : v) - sources_, up.flow});
  }
  return found;
}

template class transport_tree<quick>;
template class transport_tree<precise>;
template transport_tree<precise>::transport_tree(const exact_costs &, const transport_tree<quick> &, const std::vector<exact> &,
                                                 const std::vector<exact> &, const std::vector<exact> &);

}  // namespace wgf
