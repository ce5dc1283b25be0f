// A cloud of n weighted particles, in the unconstrained coordinates of a target or in plain ones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/target.h"

namespace wgf {

struct ensemble {
  ensemble(std::shared_ptr<context> owner, int64_t n, int64_t d);
  ensemble(std::shared_ptr<target> home, int64_t n);

  int64_t user_dim() const { return home ? home->user_dim() : d; }
  void to_user(double *user_x) const;            // n x user_dim
  void place(const std::vector<double> &moved);  // into x
  void from_user(const double *user_x);          // fails, changing nothing, on a point that is not finite or out of bounds

  std::shared_ptr<context> owner;
  std::shared_ptr<target> home;  // null: plain coordinates
  int64_t n, d;
  std::vector<double> x, w;        // n x d; weights sum to 1
  std::vector<std::string> names;  // user_dim
  uint64_t draws = 0;              // how often it was initialised from random numbers: the step of their stream
  uint64_t revision = 0;           // counts changes of x or w by the caller
  bool bound = false;              // a flow moves it
  bool asked = false;              // a step of that flow waits for an answer from the target
  std::atomic<bool> busy{false};   // a flow is running on it
};

std::vector<std::string> default_names(int64_t d);  // "x[1]", ...

void init_normal(ensemble &e, double mean, double sd);
void init_uniform(ensemble &e, double lower, double upper);
void init_target(ensemble &e, target &t);  // see wgf_ensemble_init_target

}  // namespace wgf
