// Why draws should not be trusted, each reason by one word and one sentence.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "diagnostics/chains.h"

namespace wgf::stats {

// What a run knows of itself; as they are here: unknown.
struct run_facts {
  double step_size = std::numeric_limits<double>::quiet_NaN();        // in units of the metric: 1 is a standard deviation
  double acceptance = std::numeric_limits<double>::quiet_NaN();       // mean
  double rejected = 0;                                                // share of the points asked for at which the target had no value
  double gradient_error = std::numeric_limits<double>::quiet_NaN();   // of the score against differences of the log density, relative to the largest entry
  int64_t gradient_coordinate = 0;                                    // where it is worst
  std::string wrong_gradient;                                         // what the run saw when it compared them itself, a sentence
  double energy_fraction = std::numeric_limits<double>::quiet_NaN();  // E-BFMI, mean (E_t - E_{t-1})^2 / var E: Betancourt 2016, arXiv:1604.00695
  int64_t lost = 0;                                                   // chains that the sampler gave up
};

// Iteration t of chain c: row t * chains + c of d numbers. log_density may be null.
struct recorded_chains {
  const double *x;
  int64_t iterations, chains, d;
  const std::string *names;
  const double *log_density;

  series coordinate(int64_t k) const { return {x + k, iterations, chains, chains * d, d}; }
};

enum class fault { wrong_gradient,
                   rejects,
                   stuck,
                   modes,
                   funnel,
                   ridge,
                   too_short };

struct finding {
  fault what;
  std::string parameter;  // the worst; empty when all are meant
  std::string sentence;   // what was seen and what to do
};

const char *word_of(fault what);

// In the order of `fault`, at most one of each. Empty for draws in which nothing is wrong that can be seen: a mode that no chain visits cannot.
std::vector<finding> findings(const recorded_chains &draws, const run_facts &facts);

// A line for each, "word: sentence".
std::string text_of(const std::vector<finding> &found);

}  // namespace wgf::stats
