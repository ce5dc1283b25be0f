#include "eight_schools.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

// theta = (school effects 0..7, mu, tau)
double log_joint(const schools &data, const double *theta, double *gradient) {
  const double mu = theta[8], tau = theta[9];
  double total = schools_hyperprior(mu, tau, gradient[8], gradient[9]);
  for (size_t j = 0; j < school_count; ++j) {
    const log_density prior = normal(theta[j], mu, tau);
    const log_density likelihood = normal(data.effect[j], theta[j], data.standard_error[j]);
    total += prior.value + likelihood.value;
    gradient[j] = prior.slope - likelihood.slope;
    gradient[8] -= prior.slope;
    gradient[9] += prior.slope * prior.slope * tau - 1 / tau;
  }
  return total;
}

}  // namespace

posterior eight_schools_centered(const std::string &data_folder) {
  posterior p{};
  p.name = "eight_schools-eight_schools_centered";
  p.dim = school_count + 2;
  p.parameter_names = indexed("theta", school_count) + std::vector<std::string>{"mu", "tau"};
  p.constraints = {{constraint::kind_t::lower, 9, 1, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [data = read_schools(folder)](const double *theta, double *gradient) {
    return log_joint(data, theta, gradient);
  });
  p.reference = read_reference(folder, p.parameter_names);
  report_parameters(p);
  return p;
}

}  // namespace posteriors
