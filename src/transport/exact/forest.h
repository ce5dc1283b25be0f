// A transport plan, arc by arc, kept without a cycle: an arc that closes one sends mass round it, the cheaper way, until an arc of it is
// empty.
#pragma once

#include <cstdint>
#include <vector>

#include "transport/exact/arithmetic.h"

namespace wgf {

template <class arithmetic>
class transport_forest {
 public:
  using mass = typename arithmetic::mass;
  using number = typename arithmetic::number;
  using costs = typename arithmetic::costs;
  using arc = transport_arc<arithmetic>;

  transport_forest(const costs &ground);

  void add(const arc &a);  // of positive mass

  transport_arcs<arithmetic> arcs() const;

 private:
  struct link {  // to the parent, -1 at the top of a tree
    int64_t parent;
    mass carried;
  };

  link &at(int64_t v) { return link_[static_cast<size_t>(v)]; }
  const link &at(int64_t v) const { return link_[static_cast<size_t>(v)]; }
  bool is_source(int64_t v) const { return v < ground_.sources(); }
  bool gains(int64_t v, int64_t end) const { return is_source(v) != is_source(end); }
  arc upward(int64_t v) const;
  int64_t meet(int64_t a, int64_t b);
  mass gain_round(const arc &a, int64_t join) const;
  mass send_round(const arc &a, int64_t join);
  void join(int64_t a, int64_t b, const mass &carried);

  const costs &ground_;
  std::vector<link> link_;
  std::vector<int64_t> seen_;
  int64_t turn_ = 0;
};

}  // namespace wgf
