// The terms of a composed energy, read from a text such as "1 potential; -0.5 interaction riesz exponent=2 bandwidth=1".
#pragma once

#include <string>
#include <vector>

#include "pair/profile.h"

namespace wgf {

struct term {
  enum class sort {
    potential,
    interaction,
    target,
  } kind = sort::potential;
  double coefficient = 1;
  pair::profile kernel;  // of interaction and target
  double bandwidth = 1;
};

// Terms are separated by ";". Each is [coefficient] kind [kernel] [exponent=s] [bandwidth=l]. Fails with WGF_E_OPTION, naming the word.
std::vector<term> parse_terms(const std::string &text);

}  // namespace wgf
