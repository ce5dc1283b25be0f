#include "data_file.h"
#include "gaussian_regression.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

constexpr int64_t inputs = 5;

gaussian_regression read_regression(const std::string &folder) {
  const nlohmann::json data = read_json(folder + "/data.json");
  const std::vector<double> y = data.at("y");
  const std::vector<std::vector<double>> rows = data.at("X");
  Eigen::MatrixXd x(int64_t(rows.size()), inputs);
  for (int64_t i = 0; i < x.rows(); ++i)
    x.row(i) = Eigen::Map<const Eigen::RowVectorXd>(rows[size_t(i)].data(), inputs);
  return {x, Eigen::Map<const Eigen::VectorXd>(y.data(), x.rows())};
}

double log_joint(const gaussian_regression &regression, const double *theta, double *gradient) {
  double total = regression.log_likelihood(theta, gradient);
  for (int64_t j = 0; j <= inputs; ++j) {
    const log_density prior = j < inputs ? normal(theta[j], 0, 10) : half_normal(theta[j], 10);
    total += prior.value;
    gradient[j] += prior.slope;
  }
  return total;
}

}  // namespace

posterior blr(const std::string &data_folder) {
  posterior p{};
  p.name = "sblrc-blr";
  p.dim = inputs + 1;
  p.parameter_names = indexed("beta", inputs) + std::vector<std::string>{"sigma"};
  p.constraints = {{constraint::kind_t::lower, inputs, 1, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [regression = read_regression(folder)](const double *theta, double *gradient) {
    return log_joint(regression, theta, gradient);
  });
  p.reference = read_reference(folder, p.parameter_names);
  report_parameters(p);
  return p;
}

}  // namespace posteriors
