#include <limits>

#include "densities.h"
#include "gaussian_process.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

constexpr double jitter = 1e-10;
constexpr int64_t dim = 2 + gp_points;

struct counts {
  gp_matrix squared;
  gp_vector k;
  double log_factorials;
};

counts read_counts(const std::string &folder) {
  const nlohmann::json data = read_json(folder + "/data.json");
  const gp_vector k = read_gp_column(data, "k");
  const double log_factorials = k.unaryExpr([](double x) { return std::lgamma(x + 1); }).sum();
  return {squared_distances(read_gp_column(data, "x")), k, log_factorials};
}

// dl/dC from dl/dL with C = L L' : L^-T Phi(L' dl/dL) L^-1, Phi the lower triangle with half the diagonal
// (Murray 2016, Differentiation of the Cholesky decomposition, arXiv:1602.07527; symmetric dC).
gp_matrix cholesky_adjoint(const gp_matrix &l, const gp_matrix &l_adjoint) {
  gp_matrix inner = (l.transpose() * l_adjoint).triangularView<Eigen::Lower>();
  inner.diagonal() *= 0.5;
  const auto upper = l.transpose().triangularView<Eigen::Upper>();
  const gp_matrix left = upper.solve(inner);
  return upper.solve(gp_matrix(left.transpose())).transpose();
}

double log_prior(const double *theta, const gp_vector &f_tilde, double *gradient) {
  const log_density rho = gamma(theta[0], 25, 4), alpha = half_normal(theta[1], 2);
  gradient[0] = rho.slope;
  gradient[1] = alpha.slope;
  return rho.value + alpha.value - 0.5 * f_tilde.squaredNorm() - gp_points * half_log_two_pi;
}

Eigen::LLT<gp_matrix> root_of(const gp_matrix &kernel) {
  return Eigen::LLT<gp_matrix>(gp_matrix(kernel + jitter * gp_matrix::Identity()));
}

// theta = (rho, alpha, f_tilde)
double log_joint(const counts &data, const double *theta, double *gradient) {
  const gp_vector f_tilde(theta + 2);
  const gp_matrix kernel = squared_exponential(data.squared, theta[0], theta[1]);
  const Eigen::LLT<gp_matrix> root = root_of(kernel);
  if (root.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  const gp_matrix l = root.matrixL();
  const gp_vector f = l * f_tilde, rate = f.array().exp(), f_adjoint = data.k - rate;
  const gp_matrix l_adjoint = (f_adjoint * f_tilde.transpose()).triangularView<Eigen::Lower>();
  const double prior = log_prior(theta, f_tilde, gradient);
  add_kernel_slopes(cholesky_adjoint(l, l_adjoint), kernel, data.squared, theta[0], theta[1], gradient);
  Eigen::Map<gp_vector>(gradient + 2) = l.transpose() * f_adjoint - f_tilde;
  return prior + data.k.dot(f) - rate.sum() - data.log_factorials;
}

void report(const counts &data, const double *theta, double *reported) {
  const Eigen::LLT<gp_matrix> root = root_of(squared_exponential(data.squared, theta[0], theta[1]));
  Eigen::Map<gp_vector>(reported + 2) = root.matrixL() * gp_vector(theta + 2);
  reported[0] = theta[0];
  reported[1] = theta[1];
}

}  // namespace

posterior gp_pois_regr(const std::string &data_folder) {
  const std::vector<std::string> kernel{"rho", "alpha"};
  posterior p{};
  p.name = "gp_pois_regr-gp_pois_regr";
  p.dim = dim;
  p.parameter_names = kernel + indexed("f_tilde", gp_points);
  p.constraints = {{constraint::kind_t::lower, 0, 2, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  const counts data = read_counts(folder);
  set_density(p, [data](const double *theta, double *gradient) { return log_joint(data, theta, gradient); });
  p.reference = read_reference(folder, kernel + indexed("f", gp_points));
  p.report = [data](const double *theta, double *reported) { report(data, theta, reported); };
  return p;
}

}  // namespace posteriors
