// The spanning tree of a basis of the transport problem, with its flow and its potentials. Node i < sources is a source, the next
// nodes are the sinks, then comes a root that joins the parts of the tree and carries nothing. Threaded index: Barr, Glover and
// Klingman 1979, Enhancements to spanning tree labelling procedures; its use here: Bonneel, van de Panne, Paris and Heidrich 2011,
// section 4. Strongly feasible trees, which do not cycle: Cunningham 1976, A network simplex method.
#pragma once

#include <cstdint>
#include <vector>

#include "transport/exact/arithmetic.h"

namespace wgf {

template <class T>
class by_node {
 public:
  by_node(int64_t count, T v) : values_(static_cast<size_t>(count), v) {}
  T &operator[](int64_t v) { return values_[static_cast<size_t>(v)]; }
  const T &operator[](int64_t v) const { return values_[static_cast<size_t>(v)]; }

 private:
  std::vector<T> values_;
};

template <class arithmetic>
class transport_tree {
 public:
  using mass = typename arithmetic::mass;
  using number = typename arithmetic::number;
  using costs = typename arithmetic::costs;

  // arcs: of positive mass, without a cycle, at every node at least one. source_potentials: of the sources, at first; only differences between
  // parts of the tree are kept of them. central: sources that part for part come to its top if it has one.
  transport_tree(const costs &ground, const transport_arcs<arithmetic> &arcs, const std::vector<number> &source_potentials, const std::vector<bool> &central);

  // The basis of another tree for masses of its own, which it need not be able to carry. Potentials are those of the source_potentials.
  template <class other>
  transport_tree(const costs &ground, const transport_tree<other> &basis, const std::vector<mass> &supplies, const std::vector<mass> &demands,
                 const std::vector<number> &source_potentials);

  int64_t nodes() const { return root_ + 1; }

  // Cost + price of the sink - this: the reduced cost, zero on the tree.
  const number &source_potential(int64_t source) const { return potential_[source]; }
  const number *sink_potentials() const { return &potential_[sources_]; }  // of the sinks; in doubles infinite beyond
  bool holds(int64_t source, int64_t sink) const { return link_[source].parent == sources_ + sink || link_[sources_ + sink].parent == source; }

  // Makes this arc, of negative reduced cost, part of the tree. Returns the number of nodes looked at.
  int64_t enter(int64_t source, int64_t sink, const number &reduced);

  // The potentials once more from the costs on the tree, with zero in their middle: takes away the rounding of many shifts.
  void renew_potentials();

  // How far from exact potentials, of the same tree and the same at its top, they may be then.
  std::vector<double> potential_errors() const;

  bool carries_all() const;  // no mass is negative, zero only on arcs that point up, and none goes to the root: strong feasibility

  transport_arcs<arithmetic> flow() const;  // arcs of positive mass

  template <class visit>
  void leaves_first(const visit &each) const {  // each(node, parent) for all arcs but those to the root
    for (node v = before_[root_]; v != root_; v = before_[v])
      if (link_[v].parent != root_) each(int64_t{v}, int64_t{link_[v].parent});
  }

 private:
  template <class other>
  friend class transport_tree;

  using node = int32_t;

  struct link {  // to the parent: from a source the arc points up, to a sink it points down
    node parent, size;
    mass flow;
  };

  struct cycle {     // of the entering arc: up from both its ends to `join`
    node join, top;  // top: the lower end of the leaving arc
    bool top_by_sink;
    mass flow;
    int64_t length;
  };

  bool is_source(node v) const { return v < sources_; }
  number cost(node a, node b) const;
  number next_to(node parent, node v) const;  // the potential of v
  void append(node v, node parent, const mass &flow, node &tail);
  void grow(const transport_arcs<arithmetic> &arcs, const std::vector<bool> &central);
  void measure();
  cycle close(node source, node sink) const;
  void push(node source, node sink, const cycle &c);
  void cut(node top, node join);
  node turn(node top, node new_top);
  void hang(node top, node tail, node parent, node join);
  int64_t shift(node top, const number &by);

  const costs &ground_;
  node sources_, root_;
  by_node<link> link_;
  by_node<node> next_, before_, last_;  // the tree in preorder, as a ring from the root; last_: of the subtree
  by_node<number> potential_;           // in doubles those of the sinks are followed by infinity
};

}  // namespace wgf
