// A transport plan, arc by arc, kept without a cycle: an arc that closes one sends mass round it, the cheaper way, until an arc of it is
// empty.
#pragma once

#include <cstdint>
#include <vector>

#include "solve/pace.h"
#include "solve/transport_ground.h"

namespace wgf {

struct transport_arc {
  int64_t source, sink, mass;
};

class transport_forest {
 public:
  transport_forest(const transport_ground &ground, pace &poll);

  void add(const transport_arc &arc);  // of positive mass

  std::vector<transport_arc> arcs() const;

 private:
  struct link {  // to the parent, -1 at the top of a tree
    int64_t parent, mass;
  };

  link &at(int64_t v) { return link_[static_cast<size_t>(v)]; }
  const link &at(int64_t v) const { return link_[static_cast<size_t>(v)]; }
  bool is_source(int64_t v) const { return v < ground_.sources(); }
  transport_arc upward(int64_t v) const;
  int64_t meet(int64_t a, int64_t b);
  int64_t send_round(const transport_arc &arc, int64_t join);
  void join(int64_t a, int64_t b, int64_t mass);

  const transport_ground &ground_;
  pace &poll_;
  std::vector<link> link_;
  std::vector<int64_t> seen_;
  int64_t turn_ = 0;
};

}  // namespace wgf
