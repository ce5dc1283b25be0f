#include "sampler/score_probe.h"

#include <cmath>
#include <limits>

#include "base/text.h"

namespace wgf {

namespace {

struct pair_of_places {
  double change, said, size, rounding;
};

pair_of_places compare(int64_t d, int64_t i, const score_probe::asked &here, const score_probe::asked &there) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  pair_of_places out{there.log_density[i] - here.log_density[i], 0, 0, 64 * epsilon * (std::abs(here.log_density[i]) + std::abs(there.log_density[i]))};
  for (int64_t at = i * d; at < (i + 1) * d; ++at) {
    const double part = 0.5 * (here.score[at] + there.score[at]) * (there.x[at] - here.x[at]);
    out.said += part;
    out.size += std::abs(part);
  }
  return out;
}

// The trapezoidal rule is good to a millionth of the terms at this distance; a sign or a factor that is wrong in one of a thousand coordinates moves
// their sum by more than a thousandth.
bool agrees(const pair_of_places &p) { return std::abs(p.change - p.said) <= 1e-3 * p.size + p.rounding; }

}  // namespace

void score_probe::weigh(int64_t n, int64_t d, const asked &here, const asked &there) {
  trial_.compared = 0;
  for (int64_t i = 0; i < n; ++i) {
    const pair_of_places p = compare(d, i, here, there);
    if (there.rejected[i] || !std::isfinite(p.change) || !std::isfinite(p.said)) continue;
    ++trial_.compared;
    if (agrees(p)) continue;
    if (trial_.wrong++ > 0) continue;
    trial_.chain = i, trial_.change = p.change, trial_.said = p.said;
  }
}

// A kink between the two places is no error of the score: a few may disagree.
std::string score_probe::doubts() const {
  if (found_.wrong == 0 || found_.wrong * 4 <= found_.compared) return {};
  return "the score does not belong to the log density: beside " + std::to_string(found_.wrong) + " of " + std::to_string(found_.compared) +
         " chains, the first of them chain " + std::to_string(found_.chain) + ", the log density changes by " + to_text(found_.change) +
         " where the score says " + to_text(found_.said);
}

}  // namespace wgf
