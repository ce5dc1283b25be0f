#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "data_file.h"
#include "densities.h"
#include "logistic_terms.h"
#include "models.h"
#include "support.h"

namespace posteriors {
namespace {

constexpr int64_t inputs = 24, dim = inputs + 1;
constexpr int64_t particle_block = 32, row_block = 256;  // one block of margins is 64 KiB

using rows_matrix = Eigen::Matrix<double, Eigen::Dynamic, dim>;

// One row per case: the inputs and y in {0, 1}.
rows_matrix read_cases(const std::string &path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<double> values;
  std::string line, cell;
  std::getline(file, line);
  while (std::getline(file, line))
    for (std::istringstream cells(line); std::getline(cells, cell, ',');) values.push_back(std::stod(cell));
  using by_rows = Eigen::Matrix<double, Eigen::Dynamic, dim, Eigen::RowMajor>;
  return Eigen::Map<const by_rows>(values.data(), int64_t(values.size()) / dim, dim);
}

// Rows s_i (standardised inputs, 1) with s_i = 2 y_i - 1: case i has probability 1/(1 + exp(-row_i w)).
rows_matrix signed_rows(const std::string &path) {
  rows_matrix rows = read_cases(path);
  const Eigen::ArrayXd sign = 2 * rows.col(inputs).array() - 1;
  for (int64_t j = 0; j < inputs; ++j) {
    rows.col(j).array() -= rows.col(j).mean();
    rows.col(j) /= std::sqrt(rows.col(j).squaredNorm() / double(rows.rows()));
  }
  rows.col(inputs).setOnes();
  rows.array().colwise() *= sign;
  return rows;
}

using weights = Eigen::Matrix<double, dim, Eigen::Dynamic>;

void add_likelihood(const rows_matrix &rows, const Eigen::Map<const weights> &w, double *log_joint,
                    Eigen::Map<weights> &gradient) {
  Eigen::MatrixXd margin;
  for (int64_t first = 0; first < rows.rows(); first += row_block) {
    const auto panel = rows.middleRows(first, std::min(row_block, rows.rows() - first));
    margin.noalias() = panel * w;
    for (int64_t i = 0; i < w.cols(); ++i) {
      log_joint[i] += margin.col(i).array().min(0).sum();
      log_joint[i] -= logistic_terms(margin.col(i).data(), margin.rows());
    }
    gradient.noalias() += panel.transpose() * margin;
  }
}

void log_joint_block(const rows_matrix &rows, int64_t n, const double *theta, double *log_joint,
                     double *gradient) {
  const Eigen::Map<const weights> w(theta, dim, n);
  Eigen::Map<weights> slope(gradient, dim, n);
  for (int64_t i = 0; i < n; ++i) log_joint[i] = -0.5 * w.col(i).squaredNorm() - dim * half_log_two_pi;
  slope = -w;
  add_likelihood(rows, w, log_joint, slope);
  for (int64_t i = 0; i < n; ++i)
    if (!std::isfinite(log_joint[i])) log_joint[i] = reject(gradient + i * dim, dim);
}

void log_joint_batch(const rows_matrix &rows, int64_t n, const double *theta, double *log_joint,
                     double *gradient) {
  weights unused(dim, gradient ? 0 : particle_block);
  for (int64_t first = 0; first < n; first += particle_block)
    log_joint_block(rows, std::min(particle_block, n - first), theta + first * dim, log_joint + first,
                    gradient ? gradient + first * dim : unused.data());
}

std::vector<reference_moment> read_external_reference(const std::string &path) {
  const nlohmann::json figures = read_json(path).at("parameters");
  std::vector<reference_moment> moments;
  for (const std::string &name : indexed("w", inputs) + std::vector<std::string>{"intercept"}) {
    const nlohmann::json &figure = figures.at(name);
    moments.push_back(
        {name, figure.at("external_mean"), figure.at("external_sd"), figure.at("external_mean_se")});
  }
  return moments;
}

}  // namespace

posterior german_credit(const std::string &data_folder) {
  posterior p{};
  p.name = "german_credit";
  p.dim = dim;
  p.parameter_names = indexed("w", inputs) + std::vector<std::string>{"intercept"};
  const auto rows =
      std::make_shared<const rows_matrix>(signed_rows(data_folder + "/logistic/german_numeric.csv"));
  p.log_joint_batch = [rows](int64_t n, const double *theta, double *log_joint, double *gradient) {
    log_joint_batch(*rows, n, theta, log_joint, gradient);
  };
  set_density(p, [rows](const double *theta, double *gradient) {
    double value;
    log_joint_batch(*rows, 1, theta, &value, gradient);
    return value;
  });
  p.reference = read_external_reference(data_folder + "/logistic/german_numeric_reference.json");
  report_parameters(p);
  return p;
}

}  // namespace posteriors
