#include "sampler/charts/gate.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace wgf {

namespace {

using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double median(std::vector<double> &v) {
  std::nth_element(v.begin(), v.begin() + static_cast<int64_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

struct standard_rows {
  row_matrix z, g;  // z has a last column of ones
  int64_t chains;

  Eigen::Index rows() const { return z.rows(); }
  int64_t chain(Eigen::Index row) const { return row % chains; }
};

standard_rows standardised(const row_store &rows, int64_t chains, int64_t d, const affine_chart &t) {
  row_matrix z(rows.rows(), d), g(rows.rows(), d);
  t.inverse(rows.rows(), rows.x(), z.data());
  t.pull(rows.rows(), z.data(), rows.x(), rows.score(), g.data());
  standard_rows out{row_matrix::Ones(rows.rows(), d + 1), g, chains};
  out.z.leftCols(d) = z;
  return out;
}

// Mean square of g over each chain.
std::vector<double> sizes(const standard_rows &s, const row_matrix &g) {
  std::vector<double> out(static_cast<size_t>(s.chains));
  for (Eigen::Index r = 0; r < s.rows(); ++r) out[static_cast<size_t>(s.chain(r))] += g.row(r).squaredNorm() * static_cast<double>(s.chains) / static_cast<double>(s.rows());
  return out;
}

// Least squares over the chains of one parity whose scores are not 100 times larger than those of most.
dense_matrix fitted(const standard_rows &s, int64_t parity, const std::vector<double> &size, double usual) {
  dense_matrix square = dense_matrix::Zero(s.z.cols(), s.z.cols()), side = dense_matrix::Zero(s.z.cols(), s.g.cols());
  for (Eigen::Index r = 0; r < s.rows(); ++r) {
    if (s.chain(r) % 2 != parity || !(size[static_cast<size_t>(s.chain(r))] <= 100 * usual)) continue;
    square.noalias() += s.z.row(r).transpose() * s.z.row(r);
    side.noalias() += s.z.row(r).transpose() * s.g.row(r);
    breathe(static_cast<double>(s.z.cols() * s.z.cols()));
  }
  square.diagonal() *= 1 + 1e-9;
  square.diagonal().array() += 1e-9;
  if (!factor_in_place(square)) return dense_matrix::Zero(s.z.cols(), s.g.cols());
  solve_lower(square, side);
  solve_lower_transposed(square, side);
  return side;
}

}  // namespace

double held_out_r2(const row_store &rows, int64_t chains, int64_t d, const affine_chart &t) {
  if (chains < 4 || rows.rows() < 4 * (d + 1)) return 1;  // too few to tell
  const standard_rows s = standardised(rows, chains, d, t);
  std::vector<double> size = sizes(s, s.g), sorted = size;
  const double usual = median(sorted);
  row_matrix left = s.g;
  for (int64_t parity : {0, 1}) {
    const dense_matrix slope = fitted(s, parity, size, usual);
    for (Eigen::Index r = 0; r < s.rows(); ++r)
      if (s.chain(r) % 2 != parity) left.row(r).noalias() -= s.z.row(r) * slope;
  }
  std::vector<double> error = sizes(s, left);
  return usual > 0 ? 1 - median(error) / usual : 1;
}

}  // namespace wgf
