#include "core/score_check.h"

#include <cmath>

namespace wgf {

namespace {

void require_both(target &t) {
  t.freeze();
  const int32_t given = t.law() && !t.is_external() ? t.law()->provides() : 0;
  require((given & WGF_LOG_DENSITY) && (given & WGF_SCORE), WGF_E_UNSUPPORTED,
          "only a target that gives both a log density and a score can be checked");
}

double distance(double given, double differenced) {
  return std::isfinite(given) ? std::abs(given - differenced) / (1 + std::abs(differenced)) : INFINITY;
}

}  // namespace

score_check check_score(target &t, int64_t n, const double *x, workers &pool) {
  require_both(t);
  const int64_t d = t.dim();
  std::vector<double> log_density(static_cast<size_t>(n)), given(static_cast<size_t>(n * d)), differenced(given.size());
  const answer out{log_density.data(), given.data(), nullptr, nullptr};
  t.respond({WGF_LOG_DENSITY | WGF_SCORE, n, d, -1, x, nullptr, out}, pool);
  const auto shifted = [&](int64_t m, const double *points, double *out) {
    t.respond({WGF_LOG_DENSITY, m, d, -1, points, nullptr, {out}}, pool);
  };
  differences().score(n, d, x, difference_step, shifted, differenced.data());

  score_check found;
  for (int64_t q = 0; q < n * d; ++q) {
    const double a = given[static_cast<size_t>(q)], b = differenced[static_cast<size_t>(q)], error = distance(a, b);
    if (!std::isfinite(log_density[static_cast<size_t>(q / d)]) || !std::isfinite(b)) continue;
    if (found.point < 0 || error > found.worst) found = {error, q / d, q % d, a, b};
  }
  require(found.point >= 0, WGF_E_NUMERIC, "the target rejects every point that was given to check its score");
  return found;
}

}  // namespace wgf
