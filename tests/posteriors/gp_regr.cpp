#include <limits>

#include "densities.h"
#include "gaussian_process.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

struct observations {
  gp_matrix squared;
  gp_vector y;
};

observations read_observations(const std::string &folder) {
  const nlohmann::json data = read_json(folder + "/data.json");
  return {squared_distances(read_gp_column(data, "x")), read_gp_column(data, "y")};
}

double log_prior(const double *theta, double *gradient) {
  const log_density priors[] = {gamma(theta[0], 25, 4), half_normal(theta[1], 2), half_normal(theta[2], 1)};
  for (int i = 0; i < 3; ++i) gradient[i] = priors[i].slope;
  return priors[0].value + priors[1].value + priors[2].value;
}

// theta = (rho, alpha, sigma); sigma is the noise variance.
double log_joint(const observations &data, const double *theta, double *gradient) {
  const double rho = theta[0], alpha = theta[1], sigma = theta[2];
  const gp_matrix kernel = squared_exponential(data.squared, rho, alpha);
  const Eigen::LLT<gp_matrix> root(gp_matrix(kernel + sigma * gp_matrix::Identity()));
  if (root.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  const gp_vector a = root.solve(data.y);
  const gp_matrix adjoint = 0.5 * (a * a.transpose() - root.solve(gp_matrix::Identity()));
  const double prior = log_prior(theta, gradient);
  add_kernel_slopes(adjoint, kernel, data.squared, rho, alpha, gradient);
  gradient[2] += adjoint.trace();
  const double half_log_determinant = root.matrixLLT().diagonal().array().log().sum();
  return prior - 0.5 * data.y.dot(a) - half_log_determinant - gp_points * half_log_two_pi;
}

}  // namespace

posterior gp_regr(const std::string &data_folder) {
  posterior p{};
  p.name = "gp_pois_regr-gp_regr";
  p.dim = 3;
  p.parameter_names = {"rho", "alpha", "sigma"};
  p.constraints = {{constraint::kind_t::lower, 0, 3, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [data = read_observations(folder)](const double *theta, double *gradient) {
    return log_joint(data, theta, gradient);
  });
  p.reference = read_reference(folder, p.parameter_names);
  report_parameters(p);
  return p;
}

}  // namespace posteriors
