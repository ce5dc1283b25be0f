// Optimal transport on the line and along directions, from quantile functions looked up one level at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace wgf::reference {

using numbers = std::vector<double>;

inline std::vector<size_t> ascending(const numbers &x) {
  std::vector<size_t> order(x.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return x[a] < x[b]; });
  return order;
}

// Levels at which the quantile function of a weighted sample jumps: cumulative weights in ascending order, 0
// and 1 included.
inline numbers levels(const numbers &x, const numbers &w) {
  numbers out{0};
  for (size_t i : ascending(x)) out.push_back(out.back() + w[i]);
  out.back() = 1;
  return out;
}

inline size_t quantile_index(const std::vector<size_t> &order, const numbers &levels, double u) {
  size_t k = 0;
  while (k + 1 < order.size() && levels[k + 1] < u) ++k;
  return order[k];
}

struct line_answer {
  double squared_w2;
  numbers move;  // for each x_i: the mean of the quantiles of y over the mass of x_i, minus x_i
};

// W2^2 = int_0^1 (F_x^-1(u) - F_y^-1(u))^2 du, both piecewise constant.
inline line_answer line_transport(const numbers &x, const numbers &wx, const numbers &y, const numbers &wy) {
  const std::vector<size_t> x_order = ascending(x), y_order = ascending(y);
  const numbers x_levels = levels(x, wx), y_levels = levels(y, wy);
  numbers cuts = x_levels;
  cuts.insert(cuts.end(), y_levels.begin(), y_levels.end());
  std::sort(cuts.begin(), cuts.end());
  line_answer out{0, numbers(x.size(), 0.0)};
  for (size_t c = 0; c + 1 < cuts.size(); ++c) {
    const double mass = cuts[c + 1] - cuts[c], middle = 0.5 * (cuts[c] + cuts[c + 1]);
    if (!(mass > 0)) continue;
    const size_t i = quantile_index(x_order, x_levels, middle), j = quantile_index(y_order, y_levels, middle);
    out.squared_w2 += mass * (x[i] - y[j]) * (x[i] - y[j]);
    out.move[i] += mass / wx[i] * (y[j] - x[i]);
  }
  return out;
}

inline numbers projected(const numbers &x, size_t d, const double *theta) {
  numbers out(x.size() / d);
  for (size_t i = 0; i < out.size(); ++i)
    out[i] = std::inner_product(theta, theta + d, x.data() + i * d, 0.0);
  return out;
}

struct sliced_answer {
  double squared_sw2;
  numbers velocity;
};

// Means over the given directions (count x d).
inline sliced_answer sliced(const numbers &x, const numbers &wx, const numbers &y, const numbers &wy,
                            size_t d, size_t count, const double *directions) {
  sliced_answer out{0, numbers(x.size(), 0.0)};
  for (size_t p = 0; p < count; ++p) {
    const double *theta = directions + p * d;
    const line_answer line = line_transport(projected(x, d, theta), wx, projected(y, d, theta), wy);
    out.squared_sw2 += line.squared_w2 / static_cast<double>(count);
    for (size_t i = 0; i < x.size(); ++i)
      out.velocity[i] += line.move[i / d] * theta[i % d] / static_cast<double>(count);
  }
  return out;
}

}  // namespace wgf::reference
