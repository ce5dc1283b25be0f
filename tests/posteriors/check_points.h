#pragma once
// The figures of the data folder that an implementation of a log joint is checked against.

#include "data_file.h"
#include "posterior.h"

namespace posteriors {

using numbers = std::vector<double>;

struct check_point {
  numbers u;
  double log_joint, log_jacobian;
  numbers gradient;  // of log_joint + log_jacobian in u
};

inline bool is_german(const posterior &p) { return p.name == "german_credit"; }

inline nlohmann::json read_figures(const posterior &p, const std::string &file) {
  const std::string data = WGF_TEST_DATA;
  return read_json(is_german(p) ? data + "/logistic/german_numeric_reference.json"
                                : data + "/" + p.name + "/" + file);
}

inline std::vector<check_point> read_checks(const posterior &p) {
  const nlohmann::json figures = read_figures(p, "checks.json");
  std::vector<check_point> points;
  for (const nlohmann::json &c : figures.at(is_german(p) ? "checks" : "points"))
    points.push_back(
        {c.at(is_german(p) ? "w" : "u"), c.at("log_joint"), c.value("log_jacobian", 0.0), c.at("grad")});
  return points;
}

// Posterior standard deviations of the unconstrained vector.
inline numbers unconstrained_sd(const posterior &p) {
  numbers sd;
  if (is_german(p)) {
    for (const reference_moment &m : p.reference) sd.push_back(m.sd);
    return sd;
  }
  const nlohmann::json order = read_figures(p, "checks.json").at("unconstrained_order");
  const nlohmann::json moments = read_figures(p, "reference.json").at("unconstrained");
  for (const std::string name : order) sd.push_back(moments.at(name).at("sd"));
  return sd;
}

}  // namespace posteriors
