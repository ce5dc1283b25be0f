#include "core/weighted.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/paced.h"

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

double sum_of_squares(const std::vector<double> &weights) {
  double sum = 0;
  for (double w : weights) sum += w * w;
  return sum;
}

void mean_with(const weighted_particles &particles, const std::vector<double> &weights, double *result) {
  const int64_t d = particles.dim;
  std::fill_n(result, d, 0.0);
  in_stretches(particles.count, static_cast<double>(d), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const double w = weights.data()[i];
      if (w == 0) continue;
      for (int64_t k = 0; k < d; ++k) result[k] += w * particles.values[i * d + k];
    }
  });
}

using atom = std::pair<double, double>;  // value, weight

std::vector<atom> sorted_atoms(const weighted_particles &particles, int64_t coordinate,
                               const std::vector<double> &weights) {
  std::vector<atom> atoms;
  atoms.reserve(weights.size());
  for (int64_t i = 0; i < particles.count; ++i) {
    const double w = weights.data()[i];
    if (i % 4096 == 0) breathe(4 * 4096);
    if (w > 0) atoms.emplace_back(particles.values[i * particles.dim + coordinate], w);
  }
  const bool ordered =
      std::none_of(atoms.begin(), atoms.end(), [](const atom &a) { return std::isnan(a.first); });
  if (!ordered) return {};
  sort(atoms);
  return atoms;
}

// Mean of the quantile function of the atoms over [from, to].
double window_mean(const std::vector<atom> &atoms, double from, double to) {
  double below = 0, sum = 0, covered = 0;
  for (const atom &a : atoms) {
    const double share = std::min(below + a.second, to) - std::max(below, from);
    below += a.second;
    if (!(share > 0)) continue;
    sum += share * a.first;
    covered += share;
  }
  return sum / covered;
}

}  // namespace

double effective_number(const double *weights, int64_t n) {
  return 1 / sum_of_squares(normalised(weights, n));
}

void weighted_mean(const weighted_particles &particles, double *result) {
  mean_with(particles, normalised(particles.weights, particles.count), result);
}

void weighted_covariance(const weighted_particles &particles, double *result) {
  const int64_t d = particles.dim;
  const std::vector<double> weights = normalised(particles.weights, particles.count);
  std::vector<double> mean(static_cast<std::size_t>(d)), away(mean);
  mean_with(particles, weights, mean.data());
  std::fill_n(result, d * d, 0.0);
  for (int64_t i = 0; i < particles.count; ++i) {
    if (weights.data()[i] == 0) continue;
    breathe(static_cast<double>(d * d));
    for (int64_t k = 0; k < d; ++k) away.data()[k] = particles.values[i * d + k] - mean.data()[k];
    for (int64_t k = 0; k < d; ++k) {
      const double scaled = weights.data()[i] * away.data()[k];
      for (int64_t l = 0; l < d; ++l) result[k * d + l] += scaled * away.data()[l];
    }
  }
  const double divisor = 1 - sum_of_squares(weights);
  for (int64_t j = 0; j < d * d; ++j) result[j] /= divisor;
}

double weighted_quantile(const weighted_particles &particles, int64_t coordinate, double p) {
  if (!(p >= 0 && p <= 1)) return nan;
  const std::vector<double> weights = normalised(particles.weights, particles.count);
  const std::vector<atom> atoms = sorted_atoms(particles, coordinate, weights);
  const double number = 1 / sum_of_squares(weights), from = p * (number - 1) / number;
  return atoms.empty() ? nan : window_mean(atoms, from, from + 1 / number);
}

}  // namespace wgf::stats
