#include "solve/cholesky.h"

#include <Eigen/Dense>
#include <algorithm>
#include <limits>

namespace wgf {

namespace {

constexpr int64_t block = 64;  // Eigen takes no memory for products of blocks this small
constexpr double multiply_ns = 0.15;

using stride = Eigen::OuterStride<>;
using dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using view = Eigen::Map<dense, 0, stride>;
using const_view = Eigen::Map<const dense, 0, stride>;

int64_t blocks_of(int64_t n) { return (n + block - 1) / block; }
int64_t part(int64_t n, int64_t i) { return std::min(block, n - i * block); }

// Block (i, j) of an n x n matrix.
const_view block_of(const double *a, int64_t n, int64_t i, int64_t j) {
  return {a + i * block * n + j * block, part(n, i), part(n, j), stride(n)};
}

view block_of(double *a, int64_t n, int64_t i, int64_t j) { return {a + i * block * n + j * block, part(n, i), part(n, j), stride(n)}; }

view rows_of(double *b, int64_t n, int64_t columns, int64_t i) { return {b + i * block * columns, part(n, i), columns, stride(columns)}; }

double block_cost(int64_t columns) { return multiply_ns * static_cast<double>(block * block * columns); }

}  // namespace

void cholesky::prepare(int64_t largest) {
  a_.resize(static_cast<size_t>(largest * largest));
  diagonal_.resize(static_cast<size_t>(largest));
}

void cholesky::restore(double ridge) {
  view a(a_.data(), n_, n_, stride(n_));
  a.triangularView<Eigen::StrictlyLower>() = a.transpose();
  a.diagonal() = Eigen::Map<const Eigen::VectorXd>(diagonal_.data(), n_).array() + ridge;
}

bool cholesky::try_factor(workers &pool) {
  double *a = a_.data();
  const int64_t blocks = blocks_of(n_);
  for (int64_t k = 0; k < blocks; ++k) {
    view corner = block_of(a, n_, k, k);
    Eigen::Ref<dense, 0, stride> in_place(corner);
    if (Eigen::LLT<Eigen::Ref<dense, 0, stride>>(in_place).info() != Eigen::Success) return false;
    pool.for_each(blocks - k - 1, block_cost(block) / 2, [&](int64_t i, int) {
      view below = block_of(a, n_, k + 1 + i, k);
      corner.transpose().triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(below);
    });
    const double cost = block_cost(block) * static_cast<double>(blocks - k) / 2;
    pool.for_each(blocks - k - 1, cost, [&](int64_t task, int) {
      const int64_t i = blocks - 1 - task;  // long rows first
      const view left = block_of(a, n_, i, k);
      for (int64_t j = k + 1; j < i; ++j) block_of(a, n_, i, j).noalias() -= left * block_of(a, n_, j, k).transpose();
      block_of(a, n_, i, i).selfadjointView<Eigen::Lower>().rankUpdate(left, -1);
    });
  }
  return true;
}

double cholesky::factor(int64_t n, double ridge, double most, workers &pool) {
  n_ = n;
  for (int64_t i = 0; i < n; ++i) diagonal_[static_cast<size_t>(i)] = a_[static_cast<size_t>(i * n + i)];
  for (; ridge <= most; ridge *= 100) {
    restore(ridge);
    if (try_factor(pool)) return ridge;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

void cholesky::solve(int64_t columns, double *b, workers &pool) const {
  const int64_t blocks = blocks_of(n_);
  const auto l = [&](int64_t i, int64_t j) { return block_of(a_.data(), n_, i, j); };
  const auto row = [&](int64_t i) { return rows_of(b, n_, columns, i); };
  for (int64_t i = 0; i < blocks; ++i) {
    view own = row(i);
    l(i, i).triangularView<Eigen::Lower>().solveInPlace(own);
    pool.for_each(blocks - i - 1, block_cost(columns), [&](int64_t j, int) { row(i + 1 + j).noalias() -= l(i + 1 + j, i) * own; });
  }
  for (int64_t i = blocks - 1; i >= 0; --i) {
    view own = row(i);
    l(i, i).transpose().triangularView<Eigen::Upper>().solveInPlace(own);
    pool.for_each(i, block_cost(columns), [&](int64_t j, int) { row(j).noalias() -= l(i, j).transpose() * own; });
  }
}

}  // namespace wgf
