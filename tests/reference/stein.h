// The Stein kernel as defined (Liu, Lee and Jordan 2016, theorem 3.6): with s the score,
//   k_pi(x,y) = k s(x).s(y) + s(x).grad_y k + s(y).grad_x k + trace(grad_x grad_y k),
// and its double sums. Kernels give k, grad_x k (= -grad_y k) and the trace themselves, from their closed
// forms.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "reference/mmd.h"

namespace wgf::reference {

struct kernel_terms {
  double k, slope;  // grad_x k = slope (x - y)
  double trace;
};

struct gaussian_terms {  // exp(-r^2 / (2 l^2))
  double length;
  kernel_terms operator()(double r2, double d) const {
    const double l2 = length * length, k = std::exp(-r2 / (2 * l2));
    return {k, -k / l2, k * (d / l2 - r2 / (l2 * l2))};
  }
};

struct imq_terms {  // (1 + r^2 / l^2)^(-1/2)
  double length;
  kernel_terms operator()(double r2, double d) const {
    const double l2 = length * length, base = 1 + r2 / l2;
    return {std::pow(base, -0.5), -std::pow(base, -1.5) / l2,
            d * std::pow(base, -1.5) / l2 - 3 * r2 * std::pow(base, -2.5) / (l2 * l2)};
  }
};

template <class Terms>
double stein_kernel(const Terms &terms, size_t d, const double *x, const double *sx, const double *y,
                    const double *sy) {
  const kernel_terms t = terms(squared_distance(x, y, d), static_cast<double>(d));
  double sum = t.trace;
  for (size_t k = 0; k < d; ++k) sum += t.k * sx[k] * sy[k] + t.slope * (x[k] - y[k]) * (sy[k] - sx[k]);
  return sum;
}

template <class Terms>
double squared_ksd(const Terms &terms, size_t d, const std::vector<double> &x,
                   const std::vector<double> &score, const std::vector<double> &w, bool unbiased) {
  double sum = 0, mass = 0;
  for (size_t i = 0; i < w.size(); ++i)
    for (size_t j = 0; j < w.size(); ++j) {
      if (unbiased && i == j) continue;
      sum += w[i] * w[j] *
             stein_kernel(terms, d, x.data() + i * d, score.data() + i * d, x.data() + j * d,
                          score.data() + j * d);
      mass += w[i] * w[j];
    }
  return sum / mass;
}

}  // namespace wgf::reference
