#pragma once

#include "data_file.h"
#include "densities.h"

namespace posteriors {

constexpr int64_t school_count = 8;

struct schools {
  std::vector<double> effect, standard_error;
};

inline schools read_schools(const std::string &folder) {
  const nlohmann::json data = read_json(folder + "/data.json");
  return {data.at("y"), data.at("sigma")};
}

// mu ~ Normal(0, 5), tau ~ half-Cauchy(0, 5); sets both derivatives.
inline double schools_hyperprior(double mu, double tau, double &mu_slope, double &tau_slope) {
  const log_density mu_prior = normal(mu, 0, 5), tau_prior = half_cauchy(tau, 5);
  mu_slope = mu_prior.slope;
  tau_slope = tau_prior.slope;
  return mu_prior.value + tau_prior.value;
}

}  // namespace posteriors
