// Loops over chains, some rows of d numbers at a time, shared out among threads.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/paced.h"
#include "base/passes.h"

namespace wgf {

class chain_rows {
 public:
  chain_rows(int64_t n, int64_t d, workers &pool) : n_(n), d_(d), together_(std::max<int64_t>(512 / d * 4, 4)), pool_(pool) {}

  // body(begin, end) for stretches of chains, whole groups of four, which share their random numbers. ns: the rough cost of a coordinate.
  template <class Body>
  void for_each(double ns, Body body) {
    pool_.for_each((n_ + together_ - 1) / together_, ns * static_cast<double>(together_ * d_), [&](int64_t part, int) {
      body(part * together_, std::min(n_, (part + 1) * together_));
    });
  }

  bool finite(const double *x) const {
    bool all = true;
    in_stretches(n_ * d_, 1, [&](int64_t begin, int64_t end) { all = all && all_finite(x + begin, end - begin); });
    return all;
  }

 private:
  int64_t n_, d_, together_;
  workers &pool_;
};

}  // namespace wgf
