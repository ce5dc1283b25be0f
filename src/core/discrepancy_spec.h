// What a discrepancy is: constant data, and an evaluator made for each that is created.
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
  const double *x, *w;  // particles; weights sum to 1, and none is 0 in what a spec's own function gets
  target &other;        // frozen, of dimension d
  uint64_t seed;
  workers &pool;
  const double *places = nullptr;  // the particles where a density is asked, n x d, when x and the lengths of the options are in units of
  int unit_exponent = 0;           // 2^unit_exponent from another origin; scores and Hessians come in its own unit
};

// What evaluates a discrepancy. Its own memory lasts from one evaluation to the next; what comes out does not depend on it.
class evaluator {
 public:
  virtual ~evaluator() = default;
  // Returns the value; fills the n x d gradient in x unless it is null.
  virtual double evaluate(const discrepancy_input &in, double *gradient) = 0;
};

// One that keeps nothing.
template <double (*value)(const discrepancy_input &, double *)>
std::unique_ptr<evaluator> make_evaluator() {
  struct plain : evaluator {
    double evaluate(const discrepancy_input &in, double *gradient) override { return value(in, gradient); }
  };
  return std::make_unique<plain>();
}

struct discrepancy_spec {
  const char *name, *summary, *reference, *needs;  // needs: "samples" or "score"
  option_table options;
  std::unique_ptr<evaluator> (*make)();
  // The value has the dimension length^power: it is multiplied by s^power when every length is multiplied by s, options too, as they declare.
  int (*length_power)(const discrepancy_input &in);
};

}  // namespace wgf
