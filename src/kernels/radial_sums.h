// Sums of a radial kernel over clouds, each by the one pair sweep.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/kernel.h"
#include "pair/sweep.h"

namespace wgf {

// A drift made of sums over clouds: with p Stein's, without p the pull of `other` against `own`; see kernel.h.
struct drift_sum {
  cloud own;
  const double *p;
  cloud other;
};

class radial_sums {
 public:
  radial_sums(const pair::profile &profile, double bandwidth, bool single_precision, const kernel_request &r);

  // As in kernel.h.
  void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out);
  void witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value);
  void drift(const drift_sum &f, int64_t n, const double *x, double *out, double *room);

  // out_i = sum_j k(x_i, y_j) c_j, with m x d numbers c.
  void combine(int64_t n, const double *x, int64_t m, const double *y, const double *c, double *out);
  void gram(int64_t n, const double *x, double *k);
  double at(double away) const;  // k at a distance, in units of the bandwidth

  pair::profile profile;
  double length;  // the bandwidth
  bool single_precision;
  int64_t d;
  std::vector<double> scale;  // divisors of the coordinates; empty: none
  pair::workspace scratch;
  workers &pool;

 private:
  pair::sweep_input input(int64_t n, const double *x, int64_t m, const double *y, const double *w) const;
};

}  // namespace wgf
