// A discrepancy: constant data and a function that evaluates it.
#pragma once

#include <cstdint>
#include <memory>

#include "core/options.h"
#include "core/target.h"

namespace wgf {

namespace pair {
struct profile;
}

struct discrepancy_input {
  const option_set &options;
  const pair::profile *own_kernel;  // the user's, or null
  int64_t n, d;
  const double *x, *w;  // particles; weights sum to 1
  target &other;        // frozen, of dimension d
  uint64_t seed;
  workers &pool;
  std::shared_ptr<void> &memory;  // of this discrepancy alone, kept for its next evaluation; null at first
  int unit_exponent = 0;          // lengths are in units of 2^unit_exponent; a density is asked, and answers, in units of 1
};

struct discrepancy_spec {
  const char *name, *summary, *reference, *needs;  // needs: "samples" or "score"
  option_table options;
  // Returns the value; fills the n x d gradient in x unless it is null.
  double (*evaluate)(const discrepancy_input &in, double *gradient);
  // The value has the dimension length^power: it is multiplied by s^power when every length is multiplied by s, options too, as they declare.
  int (*length_power)(const discrepancy_input &in);
};

}  // namespace wgf
