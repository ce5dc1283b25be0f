// The network simplex without rounding: it ends, for its trees are strongly feasible, and no arc can enter the basis it ends with.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "transport/exact/sieve.h"
#include "transport/exact/simplex.h"
#include "transport/exact/tree.h"

namespace wgf {

class precise_simplex {
 public:
  // Starts near a basis of the problem found on `ground`.
  precise_simplex(const transport_problem &problem, const cost_oracle &ground, const transport_tree<quick> &basis);

  bool started_at_basis() const { return at_basis_; }  // rather than at a plan repaired, which the basis for whole masses may need

  void solve();

  const transport_tree<precise> &tree() const { return *tree_; }

 private:
  struct candidate {
    exact reduced;
    int64_t source, sink;
  };

  transport_arcs<precise> repaired(const transport_tree<quick> &basis, std::vector<exact> supplies, std::vector<exact> demands) const;
  void couple_rest(std::vector<exact> &supplies, std::vector<exact> &demands, transport_arcs<precise> &arcs) const;
  void show_prices(transport_sieve &sieve) const;
  exact reduced(int64_t source, int64_t sink) const;
  std::vector<candidate> cheapest(int64_t first, transport_sieve &sieve) const;
  bool entered(const std::vector<candidate> &all);

  const transport_problem &problem_;
  exact_costs costs_;
  std::unique_ptr<transport_tree<precise>> tree_;
  bool at_basis_;
  int64_t pivots_ = 0;
};

}  // namespace wgf
