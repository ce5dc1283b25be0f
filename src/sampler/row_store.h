// Points that chains have passed, with their scores, thinned evenly when there are too many: what a metric or a map is learnt from.
#pragma once

#include <vector>

#include "sampler/steps/trajectory.h"

namespace wgf {

class row_store {
 public:
  row_store(int64_t snapshots, int64_t n, int64_t d);

  void clear();
  void add(const chain_points &chains);  // one snapshot of all chains, if its turn has come
  int64_t snapshots() const { return kept_; }
  int64_t rows() const { return kept_ * n_; }
  const double *x() const { return x_.data(); }  // snapshot after snapshot
  const double *score() const { return score_.data(); }
  void archive(wgf::archive &bytes);

 private:
  void thin();

  int64_t most_, n_, d_, kept_ = 0, every_ = 1, seen_ = 0;
  std::vector<double> x_, score_;
};

}  // namespace wgf
