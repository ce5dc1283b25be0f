// The spanning tree of a basis of the transport problem, with its flow and its potentials. Node i < sources is a source, the next
// nodes are the sinks, then comes a root that joins the parts of the tree and carries nothing. Threaded index: Barr, Glover and
// Klingman 1979, Enhancements to spanning tree labelling procedures; its use here: Bonneel, van de Panne, Paris and Heidrich 2011,
// section 4. Strongly feasible trees, which do not cycle: Cunningham 1976, A network simplex method.
#pragma once

#include <cstdint>
#include <vector>

#include "solve/transport_forest.h"
#include "solve/transport_ground.h"

namespace wgf {

class transport_tree {
 public:
  // arcs: of positive mass, without a cycle, at every node at least one. prices: of the sinks, at first.
  transport_tree(const transport_ground &ground, const std::vector<transport_arc> &arcs, const double *prices);

  int64_t nodes() const { return root_ + 1; }

  // Cost + price of the sink - this: the reduced cost, zero on the tree.
  double worth(int64_t source) const { return potential_[source]; }
  const double *prices() const { return &potential_[sources_]; }  // of the sinks; infinite beyond

  // Makes this arc, of negative reduced cost, part of the tree. Returns the number of nodes looked at.
  int64_t enter(int64_t source, int64_t sink, double reduced);

  // The potentials once more from the costs on the tree: takes away the rounding of many shifts.
  void renew_potentials();

  std::vector<transport_arc> flow() const;  // arcs of positive mass

 private:
  using node = int32_t;

  template <class T>
  class by_node {
   public:
    by_node(int64_t count, T v) : values_(static_cast<size_t>(count), v) {}
    T &operator[](int64_t v) { return values_[static_cast<size_t>(v)]; }
    const T &operator[](int64_t v) const { return values_[static_cast<size_t>(v)]; }

   private:
    std::vector<T> values_;
  };

  struct link {  // to the parent: from a source the arc points up, to a sink it points down
    node parent, size;
    int64_t flow;
  };

  struct cycle {     // of the entering arc: up from both its ends to `join`
    node join, top;  // top: the lower end of the leaving arc
    bool top_by_sink;
    int64_t flow, length;
  };

  bool is_source(node v) const { return v < sources_; }
  double cost(node a, node b) const;
  void append(node v, node parent, int64_t flow, node &tail);
  void grow(const std::vector<transport_arc> &arcs);
  void measure();
  cycle close(node source, node sink) const;
  void push(node source, node sink, const cycle &c);
  void cut(node top, node join);
  node turn(node top, node new_top);
  void hang(node top, node tail, node parent, node join);
  int64_t shift(node top, double by);

  const transport_ground &ground_;
  node sources_, root_;
  by_node<link> link_;
  by_node<node> next_, before_, last_;  // the tree in preorder, as a ring from the root; last_: of the subtree
  by_node<double> potential_;           // those of the sinks are followed by infinity
};

}  // namespace wgf
