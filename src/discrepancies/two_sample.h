// The squared MMD of two weighted clouds, as V- or U-statistic, and its gradient in the first.
#pragma once

#include <numeric>
#include <vector>

#include "kernels/kernel.h"

namespace wgf {

// sum over i of w_i^2: the share of the pairs that are a particle with itself.
inline double self_share(const cloud &c) {
  const double share = std::inner_product(c.w, c.w + c.n, c.w, 0.0);
  require(share < 1, WGF_E_ARGUMENT,
          "option \"unbiased\" leaves out the pairs of a particle with itself: a cloud needs two with a weight");
  return share;
}

// A V-statistic sum_ij w_i w_j k_ij without its diagonal, over the weight that is left; so is its gradient.
inline double without_diagonal(kernel &k, const cloud &c, int64_t d, double sum, double *gradient) {
  const double over_rest = 1 / (1 - self_share(c)), one = 1;
  std::vector<double> slope(static_cast<size_t>(d));
  for (int64_t i = 0; i < c.n; ++i) {
    const double *x = c.x + i * d;
    double value;
    k.witness(1, x, {1, x, &one}, slope.data(), &value);
    const double w2 = c.w[i] * c.w[i];
    sum -= w2 * value;
    for (int64_t q = 0; gradient && q < d; ++q)
      gradient[i * d + q] = (gradient[i * d + q] - 2 * w2 * slope[static_cast<size_t>(q)]) * over_rest;
  }
  return sum * over_rest;
}

// Rows of d numbers times 2 w_i.
inline void scale_rows(const cloud &c, int64_t d, double *rows) {
  for (int64_t i = 0; i < c.n; ++i, rows += d)
    for (int64_t q = 0; q < d; ++q) rows[q] *= 2 * c.w[i];
}

inline void subtract_rows(const cloud &c, int64_t d, const double *rows, double *from) {
  for (int64_t i = 0; i < c.n; ++i, rows += d, from += d)
    for (int64_t q = 0; q < d; ++q) from[q] -= 2 * c.w[i] * rows[q];
}

// sum_ij w_i w_j k(x_i, x_j)
inline double within(kernel &k, const cloud &c, int64_t d, bool unbiased, double *gradient) {
  std::vector<double> value(static_cast<size_t>(c.n));
  double sum;
  if (gradient) {
    k.witness(c.n, c.x, c, gradient, value.data());
    scale_rows(c, d, gradient);
    sum = std::inner_product(c.w, c.w + c.n, value.data(), 0.0);
  } else {
    sum = k.self_energy(c, value.data());
  }
  return unbiased ? without_diagonal(k, c, d, sum, gradient) : sum;
}

// sum_ij w_i v_j k(x_i, y_j); its gradient in x, times -2, is added.
inline double between(kernel &k, const cloud &x, const cloud &y, int64_t d, double *gradient) {
  std::vector<double> value(static_cast<size_t>(x.n)), slope(gradient ? static_cast<size_t>(x.n * d) : 0);
  k.witness(x.n, x.x, y, gradient ? slope.data() : nullptr, value.data());
  if (gradient) subtract_rows(x, d, slope.data(), gradient);
  return std::inner_product(x.w, x.w + x.n, value.data(), 0.0);
}

inline double two_sample(kernel &k, const cloud &x, const cloud &y, int64_t d, bool unbiased,
                         double *gradient) {
  if (unbiased) self_share(x), self_share(y);  // refuses a cloud that has only one
  if (double value; k.squared_mmd(x, y, unbiased, gradient, &value)) return value;
  const double own = within(k, x, d, unbiased, gradient), other = within(k, y, d, unbiased, nullptr);
  return own + other - 2 * between(k, x, y, d, gradient);
}

inline option unbiased_option() {
  return integer_option("unbiased", 0, 0, 1,
                        "1: leave out the pairs of a particle with itself (U-statistic), which has the right "
                        "mean for independent draws but may be negative. 0: the V-statistic, a squared distance.");
}

}  // namespace wgf
