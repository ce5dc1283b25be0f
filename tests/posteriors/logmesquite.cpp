#include "data_file.h"
#include "gaussian_regression.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

Eigen::ArrayXd column(const nlohmann::json &data, const char *name) {
  const std::vector<double> values = data.at(name);
  return Eigen::Map<const Eigen::ArrayXd>(values.data(), int64_t(values.size()));
}

gaussian_regression read_regression(const std::string &folder) {
  const nlohmann::json data = read_json(folder + "/data.json");
  const Eigen::ArrayXd weight = column(data, "weight");
  Eigen::MatrixXd x(weight.size(), 7);
  x.col(0).setOnes();
  int64_t next = 1;
  for (const char *name : {"diam1", "diam2", "canopy_height", "total_height", "density"})
    x.col(next++) = column(data, name).log();
  x.col(next) = column(data, "group");
  return {x, weight.log()};
}

}  // namespace

// Flat priors: the likelihood is the joint density.
posterior logmesquite(const std::string &data_folder) {
  posterior p{};
  p.name = "mesquite-logmesquite";
  p.dim = 8;
  p.parameter_names = indexed("beta", 7) + std::vector<std::string>{"sigma"};
  p.constraints = {{constraint::kind_t::lower, 7, 1, 0, 0}};
  const std::string folder = data_folder + "/" + p.name;
  set_density(p, [regression = read_regression(folder)](const double *theta, double *gradient) {
    return regression.log_likelihood(theta, gradient);
  });
  p.reference = read_reference(folder, p.parameter_names);
  report_parameters(p);
  return p;
}

}  // namespace posteriors
