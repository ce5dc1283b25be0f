#include "data_file.h"
#include "densities.h"
#include "logistic_terms.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

Eigen::ArrayXd read_observations(const std::string &folder) {
  const std::vector<double> y = read_json(folder + "/data.json").at("y");
  return Eigen::Map<const Eigen::ArrayXd>(y.data(), int64_t(y.size()));
}

// theta = (mu1, mu2, sigma1, sigma2, weight of the first)
double log_prior(const double *theta, double *gradient) {
  double total = 0;
  for (int k = 0; k < 4; ++k) {
    const log_density prior = k < 2 ? normal(theta[k], 0, 2) : half_normal(theta[k], 2);
    total += prior.value;
    gradient[k] = prior.slope;
  }
  const double weight = theta[4], log_beta = 2 * std::lgamma(5) - std::lgamma(10);
  gradient[4] = 4 / weight - 4 / (1 - weight);
  return total + 4 * (std::log(weight) + std::log1p(-weight)) - log_beta;
}

// share[i] = probability that y[i] comes from this component; z = (y - mu) / sigma.
void add_component_slopes(const Eigen::ArrayXd &share, const Eigen::ArrayXd &z, double sigma,
                          double &mu_slope, double &sigma_slope) {
  mu_slope += (share * z).sum() / sigma;
  sigma_slope += (share * (z.square() - 1)).sum() / sigma;
}

double log_joint(const Eigen::ArrayXd &y, const double *theta, double *gradient) {
  const double weight = theta[4];
  const Eigen::ArrayXd z1 = (y - theta[0]) / theta[2], z2 = (y - theta[1]) / theta[3];
  const Eigen::ArrayXd first = std::log(weight / theta[2]) - 0.5 * z1.square();
  const Eigen::ArrayXd second = std::log((1 - weight) / theta[3]) - 0.5 * z2.square();
  Eigen::ArrayXd share2 = first - second;
  const double likelihood = first.max(second).sum() + logistic_terms(share2.data(), share2.size()) -
                            half_log_two_pi * double(y.size());
  const Eigen::ArrayXd share1 = 1 - share2;
  const double prior = log_prior(theta, gradient);
  add_component_slopes(share1, z1, theta[2], gradient[0], gradient[2]);
  add_component_slopes(share2, z2, theta[3], gradient[1], gradient[3]);
  gradient[4] += share1.sum() / weight - share2.sum() / (1 - weight);
  return prior + likelihood;
}

}  // namespace

posterior low_dim_gauss_mix(const std::string &data_folder) {
  posterior p{};
  p.name = "low_dim_gauss_mix-low_dim_gauss_mix";
  p.dim = 5;
  p.parameter_names = {"mu[1]", "mu[2]", "sigma[1]", "sigma[2]", "theta"};
  p.constraints = {{constraint::kind_t::ordered, 0, 2, 0, 0},
                   {constraint::kind_t::lower, 2, 2, 0, 0},
                   {constraint::kind_t::both, 4, 1, 0, 1}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [y = read_observations(folder)](const double *theta, double *gradient) {
    return log_joint(y, theta, gradient);
  });
  p.reference = read_reference(folder, p.parameter_names);
  report_parameters(p);
  return p;
}

}  // namespace posteriors
