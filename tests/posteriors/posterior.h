#pragma once
// Bayesian posteriors on real data with known moments. Independent of the library.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace posteriors {

// Parameters [first, first + count); lower and upper are read by the kinds that have them.
struct constraint {
  enum class kind_t { none,
                      lower,
                      upper,
                      both,
                      simplex,
                      ordered } kind;
  int64_t first, count;
  double lower, upper;
};

struct reference_moment {
  std::string name;
  double mean, sd, mcse_mean;
};

// All parameters are on the user's (constrained) scale. Outside the support, and where a value is not finite,
// the log joint is -infinity and every entry of the gradient is NaN. All functions may be called from any
// thread.
struct posterior {
  std::string name;
  int64_t dim;
  std::vector<std::string> parameter_names;
  std::vector<constraint> constraints;  // ranges that no entry covers are free
  // Log joint density with all constants and no Jacobian; gradient may be null.
  std::function<double(const double *theta, double *gradient)> log_joint;
  // The same for n particles, theta and gradient n x dim row-major. Empty where a batch brings no gain.
  std::function<void(int64_t n, const double *theta, double *log_joint, double *gradient)> log_joint_batch;
  std::vector<reference_moment> reference;
  // reported[k] goes with reference[k]; theta must have a finite log joint.
  std::function<void(const double *theta, double *reported)> report;
};

std::vector<std::string> posterior_names();

posterior load_posterior(const std::string &name, const std::string &data_folder);

}  // namespace posteriors
