#include "solve/regression.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>

namespace wgf {

bool regress(int64_t m, int64_t rows, const std::vector<double> &covariance, std::vector<double> *slopes, std::vector<double> *errors) {
  const Eigen::Map<const Eigen::MatrixXd> all(covariance.data(), m + 1, m + 1);
  const Eigen::ArrayXd unit = all.diagonal().head(m).array().sqrt();
  if (rows <= m + 1 || !(unit > 0).all()) return false;
  const Eigen::MatrixXd among = all.topLeftCorner(m, m).array() / (unit.matrix() * unit.matrix().transpose()).array();
  const Eigen::VectorXd with = all.col(m).head(m).array() / unit;
  const Eigen::LLT<Eigen::MatrixXd> root(among);
  if (root.info() != Eigen::Success || root.rcond() < 1e-12) return false;
  const Eigen::VectorXd scaled = root.solve(with);
  const double left = std::max(0.0, all(m, m) - scaled.dot(with)) / static_cast<double>(rows - m - 1);
  const Eigen::ArrayXd inverse = root.solve(Eigen::MatrixXd::Identity(m, m)).diagonal();
  slopes->resize(static_cast<size_t>(m));
  errors->resize(static_cast<size_t>(m));
  Eigen::Map<Eigen::ArrayXd>(slopes->data(), m) = scaled.array() / unit;
  Eigen::Map<Eigen::ArrayXd>(errors->data(), m) = (left * inverse).sqrt() / unit;
  return true;
}

}  // namespace wgf
