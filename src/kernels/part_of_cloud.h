// Some particles of a cloud, side by side.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/kernel.h"

namespace wgf {

class part_of_cloud {
 public:
  part_of_cloud(int64_t most, int64_t d, bool with_payload)
      : d_(d), x_(static_cast<size_t>(most * d)), w_(static_cast<size_t>(most)), p_(with_payload ? x_.size() : 0) {}

  void clear() { n_ = 0; }

  // Particle i of c, its weight times `factor`, and its row of p where there is one.
  void add(const cloud &c, const double *p, int64_t i, double factor) {
    std::copy_n(c.x + i * d_, d_, x_.data() + n_ * d_);
    if (p) std::copy_n(p + i * d_, d_, p_.data() + n_ * d_);
    w_[static_cast<size_t>(n_++)] = factor * c.w[i];
  }

  cloud view() const { return {n_, x_.data(), w_.data()}; }
  const double *payload() const { return p_.data(); }

 private:
  int64_t d_, n_ = 0;
  std::vector<double> x_, w_, p_;
};

}  // namespace wgf
