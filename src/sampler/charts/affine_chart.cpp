#include "sampler/charts/affine_chart.h"

#include <cmath>

namespace wgf {

namespace {

using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using rows_of = Eigen::Map<row_matrix>;
using given_rows = Eigen::Map<const row_matrix>;

// Rows in blocks of about a million multiplications, with a breath between them.
template <class Body>
void in_blocks(int64_t n, int64_t d, Body body) {
  const int64_t block = std::max<int64_t>(1, 4'000'000 / (d * d));
  for (int64_t first = 0; first < n; first += block) {
    const int64_t count = std::min(block, n - first);
    body(first, count);
    breathe(0.3 * static_cast<double>(count * d * d));
  }
}

}  // namespace

affine_chart::affine_chart(int64_t d) : d_(d), centre_(static_cast<size_t>(d)), factor_(dense_matrix::Identity(d, d)), inverse_(factor_) {}

void affine_chart::forward(int64_t n, const double *z, double *x, double *log_jacobian) const {
  const Eigen::Map<const Eigen::RowVectorXd> centre(centre_.data(), d_);
  in_blocks(n, d_, [&](int64_t first, int64_t count) {
    rows_of out(x + first * d_, count, d_);
    out.noalias() = given_rows(z + first * d_, count, d_) * factor_.transpose();
    out.rowwise() += centre;
  });
  std::fill_n(log_jacobian, n, 0.0);  // it is constant, and its rounding would depend on the unit of length
}

void affine_chart::inverse(int64_t n, const double *x, double *z) const {
  const Eigen::Map<const Eigen::RowVectorXd> centre(centre_.data(), d_);
  in_blocks(n, d_, [&](int64_t first, int64_t count) {
    const row_matrix away = given_rows(x + first * d_, count, d_).rowwise() - centre;
    rows_of(z + first * d_, count, d_).noalias() = away * inverse_.transpose();
  });
}

void affine_chart::pull(int64_t n, const double *, const double *, const double *score, double *g) const {
  in_blocks(n, d_, [&](int64_t first, int64_t count) {
    rows_of(g + first * d_, count, d_).noalias() = given_rows(score + first * d_, count, d_) * factor_;
  });
}

void affine_chart::set(const double *centre, const dense_matrix &factor) {
  std::copy_n(centre, d_, centre_.begin());
  factor_ = factor;
  measure();
}

void affine_chart::measure() {
  inverse_.setIdentity();
  solve_lower(factor_, inverse_);
}

// Means, and root mean squares about them in units of the largest deviation.
bool affine_chart::scales_of(int64_t n, const double *rows, Eigen::VectorXd &scale) {
  const given_rows x(rows, n, d_);
  Eigen::Map<Eigen::RowVectorXd>(centre_.data(), d_) = x.row(0) + (x.rowwise() - x.row(0)).colwise().mean();
  for (int64_t k = 0; k < d_; ++k) {
    const double centre = centre_[static_cast<size_t>(k)], most = (x.col(k).array() - centre).abs().maxCoeff();
    if (!(most > 0) || !std::isfinite(most)) return false;
    scale[k] = most * std::sqrt(((x.col(k).array() - centre) / most).square().sum() / static_cast<double>(n - 1));
  }
  return true;
}

bool affine_chart::learn(int64_t n, const double *rows) {
  if (n < 2) return false;
  const std::vector<double> before = centre_;
  Eigen::VectorXd scale(d_);
  dense_matrix correlation(d_, d_);
  bool learnt = scales_of(n, rows, scale);
  if (learnt) {
    const Eigen::Map<const Eigen::RowVectorXd> centre(centre_.data(), d_);
    const dense_matrix standard = (given_rows(rows, n, d_).rowwise() - centre) * scale.cwiseInverse().asDiagonal();
    multiply_transposed(standard, standard, correlation);
    correlation /= static_cast<double>(n - 1);
    if (n < 3 * d_) shrink(n, standard, correlation);
    correlation.diagonal().array() += 1e-10;
    learnt = factor_in_place(correlation) && correlation.allFinite();
  }
  if (!learnt) {
    centre_ = before;
    return false;
  }
  factor_ = scale.asDiagonal() * correlation;
  measure();
  return true;
}

void affine_chart::shrink(int64_t n, const dense_matrix &standard, dense_matrix &correlation) const {
  if (n < d_ + 2) {
    correlation = correlation.diagonal().asDiagonal().toDenseMatrix();
    return;
  }
  const double count = static_cast<double>(n);
  const dense_matrix square = standard.array().square().matrix();
  dense_matrix spread(d_, d_);
  multiply_transposed(square, square, spread);
  spread.array() -= (correlation.array() * (count - 1)).square() / count;  // sum over rows of (w - mean w)^2
  const double noise = (spread.sum() - spread.trace()) * count / std::pow(count - 1, 3);
  const double signal = correlation.squaredNorm() - correlation.diagonal().squaredNorm();
  const double keep = signal > 0 ? 1 - std::min(1.0, noise / signal) : 0;
  const Eigen::VectorXd diagonal = correlation.diagonal();
  correlation *= keep;
  correlation.diagonal() = diagonal;
}

void affine_chart::archive(wgf::archive &bytes) {
  std::vector<double> factor(factor_.data(), factor_.data() + factor_.size());
  bytes.numbers(centre_);
  bytes.numbers(factor);
  if (!bytes.reading()) return;
  factor_ = Eigen::Map<const dense_matrix>(factor.data(), d_, d_);
  measure();
}

}  // namespace wgf
