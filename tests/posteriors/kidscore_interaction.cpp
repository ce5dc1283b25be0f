#include "data_file.h"
#include "gaussian_regression.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

gaussian_regression read_regression(const std::string &folder) {
  const nlohmann::json data = read_json(folder + "/data.json");
  const std::vector<double> score = data.at("kid_score"), school = data.at("mom_hs"), iq = data.at("mom_iq");
  const int64_t n = int64_t(score.size());
  const Eigen::Map<const Eigen::VectorXd> y(score.data(), n), h(school.data(), n), q(iq.data(), n);
  Eigen::MatrixXd x(n, 4);
  x << Eigen::VectorXd::Ones(n), h, q, h.cwiseProduct(q);
  return {x, y};
}

double log_joint(const gaussian_regression &regression, const double *theta, double *gradient) {
  const double likelihood = regression.log_likelihood(theta, gradient);
  const log_density prior = half_cauchy(theta[4], 2.5);
  gradient[4] += prior.slope;
  return likelihood + prior.value;
}

}  // namespace

posterior kidscore_interaction(const std::string &data_folder) {
  posterior p{};
  p.name = "kidiq-kidscore_interaction";
  p.dim = 5;
  p.parameter_names = indexed("beta", 4) + std::vector<std::string>{"sigma"};
  p.constraints = {{constraint::kind_t::lower, 4, 1, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [regression = read_regression(folder)](const double *theta, double *gradient) {
    return log_joint(regression, theta, gradient);
  });
  p.reference = read_reference(folder, p.parameter_names);
  report_parameters(p);
  return p;
}

}  // namespace posteriors
