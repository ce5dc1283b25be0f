// Choosing among draws by the kernel Stein discrepancy (KSD), which needs their scores and no normalising constant. The kernel is (1 + |x - y|^2 / l^2)^(-1/2)
// in coordinates divided by their mean absolute deviation, l the median distance there (of at most 1000 draws), so that no unit matters; a coordinate
// that does not vary is left out. With u = x / l and t = l s for positions x and scores s in those coordinates, q = |u - u'|^2:
//   l^2 k0(x, x') = -3 q (1 + q)^(-5/2) + (d + (u - u').(t - t')) (1 + q)^(-3/2) + t.t' (1 + q)^(-1/2),   KSD^2 = sum w w' k0(x, x').
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.h"

namespace wgf::stats {

// n rows of d positions and scores, all finite.
struct scored_draws {
  const double *x, *scores;
  int64_t n, d;
};

class stein_kernel {
 public:
  explicit stein_kernel(const scored_draws &draws);

  int64_t count() const { return n_; }
  int64_t dim() const { return d_; }
  bool varies() const { return length_ > 0; }  // else there is no kernel
  double operator()(int64_t i, int64_t j) const;
  double row_cost() const { return 10 + 2 * static_cast<double>(d_); }  // ns of one value
  double squared_scale(int64_t coordinate) const { return scales_[static_cast<size_t>(coordinate)] * scales_[static_cast<size_t>(coordinate)]; }

 private:
  int64_t n_, d_, varying_ = 0;
  double length_ = 0;
  std::vector<double> scales_, u_, t_;  // u, t as above
};

// What the regularised choice adds: draws that no path of high density leads to are not chosen, nor are saddles and minima. Either may be null.
struct stein_penalty {
  const double *log_density = nullptr;         // n
  const double *second_derivatives = nullptr;  // n x d, of the log density by each coordinate twice
};

// m indices, of draws that may come more than once, each the one that makes the KSD of those before it and itself least. Returns the KSD reached.
// O(n m d) time, O(n d) memory. Riabiz, Chen, Cockayne, Swietach, Niederer, Mackey, Oates, Optimal thinning of MCMC output, JRSS B 84, 2022. With a penalty:
// Benard, Staber, Da Veiga, Kernel Stein discrepancy thinning: a theoretical perspective of pathologies and a practical fix with regularization, NeurIPS
// 2023: plus sum_k (d^2 log p / dx_k^2)^+, minus (step / m) log p.
double stein_thin(const stein_kernel &kernel, const stein_penalty &penalty, int64_t m, workers &pool, int64_t *indices);

// The weights, not negative and of sum 1, of least KSD: its square is at most 5 % above the least, or as near as 50 n steps come. Returns the KSD. Each
// step moves weight between two draws, O(n d); O(n^2 d) before the first, O(n d) memory. Liu and Lee, Black-box importance sampling, AISTATS 2017; best of
// chains that aim at p sqrt(k0(x, x)): Wang, Chen, Kanagawa, Oates, Stein Pi-importance sampling, NeurIPS 2023.
double stein_weights(const stein_kernel &kernel, workers &pool, double *weights);

}  // namespace wgf::stats
