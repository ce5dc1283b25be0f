#include "solve/symmetric_eigen.h"

#include <Eigen/Householder>
#include <Eigen/Jacobi>
#include <cmath>
#include <limits>

#include "base/parallel.h"

namespace wgf {

bool symmetric_eigen::compute(const dense_matrix &a) {
  vectors_ = a;
  const double scale = vectors_.triangularView<Eigen::Lower>().toDenseMatrix().cwiseAbs().maxCoeff();
  if (!std::isfinite(scale) || !vectors_.allFinite()) return false;
  if (scale > 0) vectors_ /= scale;  // squares neither overflow nor vanish
  make_tridiagonal();
  form_vectors();
  if (!make_diagonal()) return false;
  if (scale > 0) values_ *= scale;
  return true;
}

// Golub and Van Loan 2013, algorithm 8.3.1: a reflection for each column, kept below the diagonal.
void symmetric_eigen::make_tridiagonal() {
  const index n = vectors_.rows();
  for (index k = 0; k + 1 < n; ++k) {
    const index rest = n - k - 1;
    auto column = vectors_.col(k).tail(rest);
    auto p = work_.tail(rest);
    double factor, beta;
    column.makeHouseholderInPlace(factor, beta);
    column[0] = 1;
    auto corner = vectors_.bottomRightCorner(rest, rest);
    p.noalias() = corner.selfadjointView<Eigen::Lower>() * (factor * column);
    p -= 0.5 * factor * p.dot(column) * column;
    corner.selfadjointView<Eigen::Lower>().rankUpdate(column, p, -1);
    below_[k] = beta;
    factors_[k] = factor;
    breathe(2 * static_cast<double>(rest) * static_cast<double>(rest));
  }
  values_ = vectors_.diagonal();
}

// The product of the reflections, in place of them.
void symmetric_eigen::form_vectors() {
  const index n = vectors_.rows();
  vectors_.diagonal().setOnes();
  vectors_.triangularView<Eigen::StrictlyUpper>().setZero();
  for (index k = n - 2; k >= 0; --k) {
    const index rest = n - k - 1;
    vectors_.bottomRightCorner(rest, rest).applyHouseholderOnTheLeft(vectors_.col(k).tail(rest - 1), factors_[k], work_.data());
    vectors_.col(k).tail(rest).setZero();
    breathe(2 * static_cast<double>(rest) * static_cast<double>(rest));
  }
}

bool symmetric_eigen::make_diagonal() {
  const index n = vectors_.rows(), most = 30 * n;
  index steps = 0;
  for (index end = n - 1; end > 0;) {
    const index start = start_of_block(end);
    if (start == end) {
      --end;
      continue;
    }
    if (++steps > most) return false;
    turn(start, end);
    breathe(1.5 * static_cast<double>(end - start) * static_cast<double>(n));
  }
  return true;
}

// Of the last block that does not fall apart. What is within rounding of 0 becomes 0.
symmetric_eigen::index symmetric_eigen::start_of_block(index end) {
  index start = end;
  for (; start > 0; --start) {
    const double size = std::abs(values_[start - 1]) + std::abs(values_[start]);
    if (std::abs(below_[start - 1]) <= std::numeric_limits<double>::epsilon() * size) below_[start - 1] = 0;
    if (below_[start - 1] == 0) break;
  }
  return start;
}

// One implicit QR step with Wilkinson's shift: Golub and Van Loan 2013, algorithm 8.3.2.
void symmetric_eigen::turn(index start, index end) {
  const double half = 0.5 * (values_[end - 1] - values_[end]), e = below_[end - 1];
  const double shift = values_[end] - e * (e / (half + std::copysign(std::hypot(half, e), half)));
  double x = values_[start] - shift, z = below_[start];
  for (index k = start; k < end && z != 0; ++k) {
    Eigen::JacobiRotation<double> by;
    by.makeGivens(x, z);
    const double c = by.c(), s = by.s(), a = values_[k], b = below_[k], d = values_[k + 1];
    const double left = s * a + c * b, right = s * b + c * d;
    values_[k] = c * (c * a - s * b) - s * (c * b - s * d);
    values_[k + 1] = s * left + c * right;
    below_[k] = c * left - s * right;
    if (k > start) below_[k - 1] = c * below_[k - 1] - s * z;
    x = below_[k];
    if (k + 1 < end) {
      z = -s * below_[k + 1];
      below_[k + 1] *= c;
    }
    vectors_.applyOnTheRight(k, k + 1, by);
  }
}

}  // namespace wgf
