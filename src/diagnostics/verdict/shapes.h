// What makes chains mix badly: two groups of draws, narrow ridges, funnels, directions without an end.
#pragma once

#include <cstdint>
#include <vector>

#include "diagnostics/verdict/verdict.h"

namespace wgf::stats {

// The two groups of the least squares about their means (2-means of one coordinate).
struct two_groups {
  double low = 0, high = 0, cut = 0;  // means, and the last value of the lower one
  double share = 0;                   // of the higher one
  double separation = 0;              // distance of the means over the root mean square of the spreads: 2.6 for a normal distribution, 3.5 for a uniform
};
two_groups groups_of(std::vector<double> values);

// Two groups far apart, each with a 16th of the draws at least, inside which the chains have mixed.
bool has_modes(const chain_set &x, const two_groups &groups);

// The chains lie further apart at the end than in the beginning than chance allows.
bool widens(const chain_set &x);

struct partner {
  int64_t driver = -1, other = -1;  // coordinates; -1 for none
  double strength = 0;
};

struct relation {
  partner ridge;   // one is nearly a function of the other, or their steps are nearly proportional: share of the variance that it explains
  partner funnel;  // the distance of `other` from its median follows `driver`: correlation
};

// Of each suspect with all others that vary, from some `effective` draws of the second half.
std::vector<relation> relations(const recorded_chains &draws, const std::vector<int64_t> &suspects, double effective, const std::vector<char> &varies);

}  // namespace wgf::stats
