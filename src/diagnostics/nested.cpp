#include <cmath>
#include <limits>
#include <map>

#include "diagnostics/statistics.h"

namespace wgf::stats {

namespace {

struct superchain {
  std::vector<double> means, variances;  // of its chains
};

double mean_of(const std::vector<double> &v) { return mean(v.data(), static_cast<int64_t>(v.size())); }

double variance_of(const std::vector<double> &v) { return variance(v.data(), static_cast<int64_t>(v.size())); }

// In the order of their numbers; empty when they are not of one size.
std::vector<superchain> grouped(const chain_set &x, const int64_t *superchains) {
  const std::vector<double> means = chain_means(x), variances = chain_variances(x);
  std::map<int64_t, superchain> groups;
  for (int64_t c = 0; c < x.count; ++c) {
    superchain &group = groups[superchains[c]];
    group.means.push_back(means.data()[c]);
    group.variances.push_back(variances.data()[c]);
  }
  std::vector<superchain> result;
  for (const auto &[number, group] : groups) {
    if (group.means.size() != groups.begin()->second.means.size()) return {};
    result.push_back(group);
  }
  return result;
}

double within(const superchain &group, int64_t length) {
  const double between = group.means.size() > 1 ? variance_of(group.means) : 0;
  return between + (length > 1 ? mean_of(group.variances) : 0);
}

}  // namespace

double rhat_nested(const series &draws, const int64_t *superchains) {
  const chain_set x = gather(draws);
  const std::vector<superchain> groups = varies(x) ? grouped(x, superchains) : std::vector<superchain>();
  if (groups.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> means, withins;
  for (const superchain &group : groups) {
    means.push_back(mean_of(group.means));
    withins.push_back(within(group, x.length));
  }
  return std::sqrt(1 + variance_of(means) / mean_of(withins));
}

}  // namespace wgf::stats
