// The network simplex in doubles, which says itself whether rounding can have misled it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "transport/exact/cost_oracle.h"
#include "transport/exact/tree.h"
#include "transport/exact/integer_masses.h"

namespace wgf {

class quick_simplex {
 public:
  quick_simplex(const cost_oracle &ground, const integer_masses &masses);

  // Whether the basis found is certified: whatever the rounding, no arc can enter it. If not it is near one that is.
  bool solve();

  const transport_tree<quick> &tree() const { return tree_; }
  int64_t pivots() const { return pivots_; }

 private:
  static constexpr int64_t block = 2 * cost_oracle::together;  // sources priced before arcs enter

  struct candidate {
    double reduced;
    int64_t source, sink;
  };

  enum class verdict { optimal,
                       unsure,
                       not_optimal };

  bool settled();
  void price_block();
  void enter_candidates();
  double tolerance(int64_t source, int64_t sink) const;
  double reduced(int64_t source, int64_t sink) const;
  verdict judge() const;

  const cost_oracle &ground_;
  double usual_size_;
  transport_tree<quick> tree_;
  std::array<candidate, static_cast<size_t>(block)> candidates_;
  size_t count_ = 0;
  int64_t next_ = 0, pivots_ = 0;
};

}  // namespace wgf
