#include "solve/transport_tree.h"

#include <algorithm>
#include <limits>

namespace wgf {

namespace {

// Neighbours of all nodes, one list after another.
struct adjacency {
  struct neighbour {
    int32_t node;
    int64_t mass;
  };

  adjacency(int64_t sources, int64_t nodes, const std::vector<transport_arc> &arcs)
      : first(static_cast<size_t>(nodes + 1)), list(2 * arcs.size()) {
    const auto sink = [&](const transport_arc &a) { return static_cast<size_t>(sources + a.sink); };
    for (const transport_arc &a : arcs) ++first[static_cast<size_t>(a.source)], ++first[sink(a)];
    for (size_t v = 1; v < first.size(); ++v) first[v] += first[v - 1];
    for (const transport_arc &a : arcs) {
      list[--first[static_cast<size_t>(a.source)]] = {static_cast<int32_t>(sink(a)), a.mass};
      list[--first[sink(a)]] = {static_cast<int32_t>(a.source), a.mass};
    }
  }

  const neighbour *begin(int64_t v) const { return list.data() + first[static_cast<size_t>(v)]; }
  const neighbour *end(int64_t v) const { return begin(v + 1); }

  std::vector<size_t> first;
  std::vector<neighbour> list;
};

}  // namespace

transport_tree::transport_tree(const transport_ground &ground, const std::vector<transport_arc> &arcs, const double *prices)
    : ground_(ground),
      sources_(static_cast<node>(ground.sources())),
      root_(static_cast<node>(ground.sources() + ground.sinks())),
      link_(nodes(), {-1, 1, 0}),
      next_(nodes(), root_),
      before_(nodes(), root_),
      last_(nodes(), root_),
      potential_(ground.sources() + ground.padded(), std::numeric_limits<double>::infinity()) {
  std::copy_n(prices, ground.sinks(), &potential_[sources_]);
  grow(arcs);
  measure();
  renew_potentials();
}

double transport_tree::cost(node a, node b) const {
  return is_source(a) ? ground_.cost(a, b - sources_) : ground_.cost(b, a - sources_);
}

void transport_tree::append(node v, node parent, int64_t flow, node &tail) {
  link_[v] = {parent, 1, flow};
  last_[v] = v;
  next_[tail] = v;
  before_[v] = tail;
  tail = v;
}

// Each part of the tree hangs from the root by one of its sources. That arc points up and carries nothing, and all others carry
// something: the tree is strongly feasible.
void transport_tree::grow(const std::vector<transport_arc> &arcs) {
  const adjacency near(sources_, nodes(), arcs);
  struct branch {
    node v, parent;
    int64_t flow;
  };
  std::vector<branch> waiting;
  node tail = root_;
  for (node i = 0; i < sources_; ++i) {
    if (link_[i].parent >= 0) continue;
    const node partner = near.begin(i)->node;
    potential_[i] = cost(i, partner) + potential_[partner];
    for (waiting.push_back({i, root_, 0}); !waiting.empty();) {
      const branch b = waiting.back();
      waiting.pop_back();
      append(b.v, b.parent, b.flow, tail);
      for (const auto *e = near.begin(b.v); e != near.end(b.v); ++e)
        if (e->node != b.parent) waiting.push_back({e->node, b.v, e->mass});
    }
  }
  next_[tail] = root_;
  before_[root_] = tail;
}

void transport_tree::measure() {
  for (node v = before_[root_]; v != root_; v = before_[v]) {
    const node parent = link_[v].parent;
    link_[parent].size += link_[v].size;
    if (last_[parent] == parent) last_[parent] = last_[v];
  }
}

void transport_tree::renew_potentials() {
  const double origin = potential_[next_[root_]];
  for (node v = next_[root_]; v != root_; v = next_[v]) {
    const node parent = link_[v].parent;
    if (parent == root_)
      potential_[v] -= origin;
    else
      potential_[v] = is_source(v) ? potential_[parent] + cost(v, parent) : potential_[parent] - cost(v, parent);
  }
}

// Flow goes round from the source over the entering arc. It takes from arcs that point the other way: those above a source on the
// source's side, those above a sink on the sink's. Of the arcs that limit it the last on the way from `join` leaves, which
// keeps the tree strongly feasible.
transport_tree::cycle transport_tree::close(node source, node sink) const {
  constexpr int64_t unlimited = std::numeric_limits<int64_t>::max();
  int64_t by_source = unlimited, by_sink = unlimited, length = 0;
  node u = source, v = sink, top_u = -1, top_v = -1;
  for (; u != v; ++length) {
    const link up_u = link_[u], up_v = link_[v];
    if (up_u.size < up_v.size) {
      if (is_source(u) && up_u.flow < by_source) by_source = up_u.flow, top_u = u;
      u = up_u.parent;
    } else {
      if (!is_source(v) && up_v.flow <= by_sink) by_sink = up_v.flow, top_v = v;
      v = up_v.parent;
    }
  }
  const bool at_sink = by_sink <= by_source;
  return {u, at_sink ? top_v : top_u, at_sink, at_sink ? by_sink : by_source, length};
}

void transport_tree::push(node source, node sink, const cycle &c) {
  if (c.flow == 0) return;
  for (node v = source; v != c.join; v = link_[v].parent) link_[v].flow += is_source(v) ? -c.flow : c.flow;
  for (node v = sink; v != c.join; v = link_[v].parent) link_[v].flow += is_source(v) ? c.flow : -c.flow;
}

// Takes the subtree out of the ring and out of the nodes above it.
void transport_tree::cut(node top, node join) {
  const node left = before_[top], end = last_[top], right = next_[end], parent = link_[top].parent;
  next_[left] = right;
  before_[right] = left;
  for (node v = parent; v >= 0 && last_[v] == end; v = link_[v].parent) last_[v] = left;
  for (node v = parent; v != join; v = link_[v].parent) link_[v].size -= link_[top].size;
}

// Turns the subtree of `top` so that new_top is above. Each node on the way between them, with what hung from it elsewhere, comes after
// the one below it. Returns the last node in the new preorder.
transport_tree::node transport_tree::turn(node top, node new_top) {
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
void transport_tree::hang(node top, node tail, node parent, node join) {
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
int64_t transport_tree::shift(node top, double by) {
  const int64_t inside = link_[top].size, outside = nodes() - inside;
  const bool small = inside <= outside;
  const double change = small ? by : -by;
  node v = small ? top : next_[last_[top]];
  for (int64_t left = small ? inside : outside; left > 0; --left, v = next_[v]) potential_[v] += change;
  return std::min(inside, outside);
}

int64_t transport_tree::enter(int64_t from, int64_t to, double reduced) {
  const node source = static_cast<node>(from), sink = static_cast<node>(to) + sources_;
  const cycle c = close(source, sink);
  push(source, sink, c);
  const node inside = c.top_by_sink ? sink : source, outside = c.top_by_sink ? source : sink;
  cut(c.top, c.join);
  const node tail = turn(c.top, inside);
  link_[inside].flow = c.flow;
  hang(inside, tail, outside, c.join);
  return 2 * c.length + shift(inside, c.top_by_sink ? -reduced : reduced);
}

std::vector<transport_arc> transport_tree::flow() const {
  std::vector<transport_arc> found;
  for (node v = 0; v < root_; ++v) {
    const link &up = link_[v];
    if (up.flow > 0) found.push_back({is_source(v) ? v : up.parent, (is_source(v) ? up.parent : v) - sources_, up.flow});
  }
  return found;
}

}  // namespace wgf
