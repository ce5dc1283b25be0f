#include "eight_schools.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

// theta = (standardised school effects 0..7, mu, tau)
double log_joint(const schools &data, const double *theta, double *gradient) {
  const double mu = theta[8], tau = theta[9];
  double total = schools_hyperprior(mu, tau, gradient[8], gradient[9]);
  for (size_t j = 0; j < school_count; ++j) {
    const log_density prior = normal(theta[j], 0, 1);
    const log_density likelihood = normal(data.effect[j], mu + tau * theta[j], data.standard_error[j]);
    total += prior.value + likelihood.value;
    gradient[j] = prior.slope - tau * likelihood.slope;
    gradient[8] -= likelihood.slope;
    gradient[9] -= theta[j] * likelihood.slope;
  }
  return total;
}

void report(const double *theta, double *reported) {
  for (size_t j = 0; j < school_count; ++j) reported[j] = theta[8] + theta[9] * theta[j];
  reported[8] = theta[8];
  reported[9] = theta[9];
}

}  // namespace

posterior eight_schools_noncentered(const std::string &data_folder) {
  const std::vector<std::string> shared{"mu", "tau"};
  posterior p{};
  p.name = "eight_schools-eight_schools_noncentered";
  p.dim = school_count + 2;
  p.parameter_names = indexed("theta_trans", school_count) + shared;
  p.constraints = {{constraint::kind_t::lower, 9, 1, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [data = read_schools(folder)](const double *theta, double *gradient) {
    return log_joint(data, theta, gradient);
  });
  p.reference = read_reference(folder, indexed("theta", school_count) + shared);
  p.report = report;
  return p;
}

}  // namespace posteriors
