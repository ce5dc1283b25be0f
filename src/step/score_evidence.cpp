#include "step/score_evidence.h"

#include <algorithm>
#include <cmath>

#include "core/options.h"
#include "solve/regression.h"

namespace wgf {

namespace {

constexpr int64_t most_groups = 64;

// Moves over which the log density changes by more are too long for the trapezoidal rule.
constexpr double longest = 5;

// Far from 1 by more than the rule's own error on densities that bend, and by more than chance.
bool wrong(double slope, double error) { return (slope < 0.5 || slope > 2) && std::abs(slope - 1) > 5 * error + 0.5; }

}  // namespace

score_evidence::score_evidence(int64_t d)
    : d_(d), groups_(std::min(d, most_groups)), moves_(groups_ + 1), row_(static_cast<size_t>(groups_ + 1)) {}

void score_evidence::add(const double *x, const double *score, double log_density, const double *there, const double *score_there,
                         double log_density_there) {
  const double change = log_density_there - log_density;
  if (!(std::abs(change) <= longest)) return;
  std::fill(row_.begin(), row_.end(), 0.0);
  for (int64_t k = 0; k < d_; ++k) row_[static_cast<size_t>(k % groups_)] += 0.5 * (score[k] + score_there[k]) * (there[k] - x[k]);
  row_.back() = change;
  moves_.add(1, row_.data());
}

std::string score_evidence::doubts() const {
  std::vector<double> covariance(row_.size() * row_.size()), slope, error;
  moves_.covariance(covariance);
  if (moves_.rows() < 20 + 4 * groups_ || !regress(groups_, moves_.rows(), covariance, &slope, &error)) return {};
  for (size_t k = 0; k < slope.size(); ++k)
    if (wrong(slope[k], error[k]))
      return "the score does not belong to the log density: along the moves that were tried the log density changed by " + to_text(slope[k]) +
             " times what the derivative by coordinate " + std::to_string(k) + " says (standard error " + to_text(error[k]) + ")";
  return {};
}

}  // namespace wgf
