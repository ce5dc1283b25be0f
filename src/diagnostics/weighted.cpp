#include "diagnostics/weighted.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "diagnostics/chains.h"
#include "base/paced.h"

namespace wgf::stats {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Divided by the largest first, so that no square or sum can overflow. All NaN if they are not weights.
std::vector<double> normalised(const double *weights, int64_t n) {
  std::vector<double> result(weights, weights + n);
  const bool valid =
      std::all_of(result.begin(), result.end(), [](double w) { return w >= 0 && std::isfinite(w); });
  const double largest = valid && n > 0 ? *std::max_element(result.begin(), result.end()) : nan;
  double sum = 0;
  for (double &w : result) {
    w /= largest;
    sum += w;
  }
  for (double &w : result) w /= sum;
  return result;
}

// 1 - sum w^2, which is the sum of w_i w_j over i != j: without a digit lost where one particle has nearly all the weight.
double shared(const std::vector<double> &weights) {
  if (weights.empty()) return nan;
  const auto heaviest = std::max_element(weights.begin(), weights.end());
  double rest = 0, squares = 0;
  for (auto w = weights.begin(); w != weights.end(); ++w)
    if (w != heaviest) rest += *w, squares += *w * *w;
  return 2 * *heaviest * rest + (rest * rest - squares);
}

double sum_of_squares(const std::vector<double> &weights) {
  double sum = 0;
  for (double w : weights) sum += w * w;
  return sum;
}

// What has weight, in a unit in which no square is too large or too small.
struct measured {
  explicit measured(const weighted_particles &p) : count(p.count), d(p.dim), weights(normalised(p.weights, p.count)), values(copied(p.values, count * d)) {
    in_stretches(count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        if (weights.data()[i] == 0) std::fill_n(values.begin() + i * d, d, 0.0);
    });
    exponent = unit_of_values(values.data(), count * d);
    if (exponent != 0)
      in_stretches(count * d, 3, [&](int64_t begin, int64_t end) {
        for (int64_t k = begin; k < end; ++k) values.data()[k] = std::ldexp(values.data()[k], -exponent);
      });
  }

  const double *row(int64_t i) const { return values.data() + i * d; }

  int64_t count, d;
  std::vector<double> weights, values;
  int exponent;
};

std::vector<double> mean_of_differences(const measured &m, const std::vector<double> &from) {
  std::vector<double> mean(from.size());
  in_stretches(m.count, static_cast<double>(m.d), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int64_t k = 0; k < m.d; ++k) mean.data()[k] += m.weights.data()[i] * (m.row(i)[k] - from.data()[k]);
  });
  return mean;
}

// The second reading takes away the rounding of the first, which is a part of the offset, not of the spread.
std::vector<double> mean_of(const measured &m) {
  std::vector<double> mean = mean_of_differences(m, std::vector<double>(static_cast<std::size_t>(m.d)));
  if (!std::all_of(mean.begin(), mean.end(), [](double v) { return std::isfinite(v); })) return mean;
  const std::vector<double> rest = mean_of_differences(m, mean);
  std::transform(mean.begin(), mean.end(), rest.begin(), mean.begin(), std::plus<double>());
  return mean;
}

using atom = std::pair<double, double>;  // value, weight

std::vector<atom> sorted_atoms(const measured &m, int64_t coordinate) {
  std::vector<atom> atoms;
  atoms.reserve(m.weights.size());
  for (int64_t i = 0; i < m.count; ++i) {
    if (i % 4096 == 0) breathe(4 * 4096);
    const double w = m.weights.data()[i];
    if (w > 0) atoms.emplace_back(m.row(i)[coordinate], w);
  }
  const bool ordered =
      std::none_of(atoms.begin(), atoms.end(), [](const atom &a) { return std::isnan(a.first); });
  if (!ordered) return {};
  sort(atoms);
  return atoms;
}

// Mean of the quantile function of the atoms over [from, to].
double window_mean(const std::vector<atom> &atoms, double from, double to) {
  double below = 0, sum = 0, covered = 0, first = 0;
  for (const atom &a : atoms) {
    const double share = std::min(below + a.second, to) - std::max(below, from);
    below += a.second;
    if (!(share > 0)) continue;
    if (covered == 0) first = a.first;
    sum += share * (a.first - first);
    covered += share;
  }
  return first + sum / covered;
}

}  // namespace

double effective_number(const double *weights, int64_t n) {
  return 1 / sum_of_squares(normalised(weights, n));
}

void weighted_mean(const weighted_particles &particles, double *result) {
  const measured m(particles);
  const std::vector<double> mean = mean_of(m);
  std::transform(mean.begin(), mean.end(), result, [&](double v) { return std::ldexp(v, m.exponent); });
}

void weighted_covariance(const weighted_particles &particles, double *result) {
  const measured m(particles);
  const int64_t d = m.d;
  const std::vector<double> mean = mean_of(m);
  std::vector<double> away(mean);
  std::fill_n(result, d * d, 0.0);
  for (int64_t i = 0; i < m.count; ++i) {
    if (m.weights.data()[i] == 0) continue;
    for (int64_t k = 0; k < d; ++k) away.data()[k] = m.row(i)[k] - mean.data()[k];
    for (int64_t k = 0; k < d; ++k) {
      const double scaled = m.weights.data()[i] * away.data()[k];
      for (int64_t l = 0; l < d; ++l) result[k * d + l] += scaled * away.data()[l];
    }
  }
  const double divisor = shared(m.weights);
  for (int64_t j = 0; j < d * d; ++j) result[j] = std::ldexp(result[j] / divisor, 2 * m.exponent);
}

double weighted_quantile(const weighted_particles &particles, int64_t coordinate, double p) {
  if (!(p >= 0 && p <= 1)) return nan;
  const measured m(particles);
  const std::vector<atom> atoms = sorted_atoms(m, coordinate);
  const double number = 1 / sum_of_squares(m.weights), from = p * (number - 1) / number;
  return atoms.empty() ? nan : std::ldexp(window_mean(atoms, from, from + 1 / number), m.exponent);
}

}  // namespace wgf::stats
