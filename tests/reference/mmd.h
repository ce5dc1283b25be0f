// Squared MMD by plain double loops over any kernel, Gretton et al. 2012, and the energy distance as one of
// them.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace wgf::reference {

// k(x, y) for rows of length d.
template <class Kernel>
double mean_kernel(const Kernel &k, size_t d, const std::vector<double> &x, const std::vector<double> &w,
                   const std::vector<double> &y, const std::vector<double> &v) {
  double sum = 0;
  for (size_t i = 0; i < w.size(); ++i)
    for (size_t j = 0; j < v.size(); ++j) sum += w[i] * v[j] * k(x.data() + i * d, y.data() + j * d, d);
  return sum;
}

// The mean over pairs of two different particles.
template <class Kernel>
double mean_kernel_unbiased(const Kernel &k, size_t d, const std::vector<double> &x,
                            const std::vector<double> &w) {
  double sum = 0, mass = 0;
  for (size_t i = 0; i < w.size(); ++i)
    for (size_t j = 0; j < w.size(); ++j) {
      if (i == j) continue;
      sum += w[i] * w[j] * k(x.data() + i * d, x.data() + j * d, d);
      mass += w[i] * w[j];
    }
  return sum / mass;
}

template <class Kernel>
double squared_mmd(const Kernel &k, size_t d, const std::vector<double> &x, const std::vector<double> &w,
                   const std::vector<double> &y, const std::vector<double> &v, bool unbiased) {
  const double cross = mean_kernel(k, d, x, w, y, v);
  if (unbiased) return mean_kernel_unbiased(k, d, x, w) + mean_kernel_unbiased(k, d, y, v) - 2 * cross;
  return mean_kernel(k, d, x, w, x, w) + mean_kernel(k, d, y, v, y, v) - 2 * cross;
}

inline double squared_distance(const double *x, const double *y, size_t d) {
  double r2 = 0;
  for (size_t k = 0; k < d; ++k) r2 += (x[k] - y[k]) * (x[k] - y[k]);
  return r2;
}

inline auto gaussian_kernel(double length) {
  return [=](const double *x, const double *y, size_t d) {
    return std::exp(-squared_distance(x, y, d) / (2 * length * length));
  };
}

inline auto minus_distance_kernel() {
  return [](const double *x, const double *y, size_t d) { return -std::sqrt(squared_distance(x, y, d)); };
}

inline auto linear_kernel() {
  return [](const double *x, const double *y, size_t d) {
    double sum = 1;
    for (size_t k = 0; k < d; ++k) sum += x[k] * y[k];
    return sum;
  };
}

}  // namespace wgf::reference
