// Entropic optimal transport in the log domain: dual potentials by soft minima, whoever finds them. The cost is
//   OT_eps(a, b) = min_P sum_ij P_ij c_ij + eps KL(P | a b) = max_{f,g} sum_i a_i f_i + sum_j b_j g_j - eps (sum(plan) - 1),
// plan_ij = a_i b_j exp((f_i + g_j - c_ij) / eps). Feydy, Sejourne, Vialard, Amari, Trouve and Peyre 2019, section 3.1; over-relaxed:
// Thibault, Chizat, Dossal and Papadakis 2017.
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.h"

namespace wgf {

// f_i = -epsilon log sum_j w_j exp((g_j - c_ij) / epsilon), w the weights of the side of g; on entry f is a guess.
using soft_minimum = function_ref<void(double epsilon, const double *g, double *f)>;

struct sinkhorn_settings {
  double epsilon, start;  // epsilon falls to its value from `start`, a squared distance
  double tolerance;       // of the marginals, in L1; 0: always max_iterations
  int64_t max_iterations;
};

struct sinkhorn_result {
  double cost, marginal_error;
  int64_t iterations;  // each is a soft minimum of either side
  bool converged;
};

struct weights {
  int64_t n;
  const double *w;  // sum to 1; where it is 0 a potential does not count
};

// Potentials f of a and g of b; f is the soft minimum of g. to_a finds f from g, to_b g from f.
sinkhorn_result sinkhorn(const weights &a, const weights &b, soft_minimum to_a, soft_minimum to_b, const sinkhorn_settings &s,
                         std::vector<double> &f, std::vector<double> &g);

// The same of a with itself, where one potential is enough: g is it, and f its soft minimum. Section 3.1 there.
sinkhorn_result sinkhorn_with_itself(const weights &a, soft_minimum to_a, const sinkhorn_settings &s, std::vector<double> &f,
                                     std::vector<double> &g);

}  // namespace wgf
