#include "solve/dense.h"

#include <Eigen/Cholesky>
#include <algorithm>

namespace wgf {

namespace {

using index = Eigen::Index;

constexpr index block = 64, tile = 128;
constexpr double multiply_ns = 0.4;

void breathe_products(index rows, index columns, index depth) {
  breathe(multiply_ns * static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(depth));
}

// body(i, rows, j, columns) for the tiles of an n x m matrix whose numbers are sums over `depth` products.
template <class Body>
void for_each_tile(index n, index m, index depth, const Body &body) {
  for (index j = 0; j < m; j += tile)
    for (index i = 0; i < n; i += tile) {
      const index rows = std::min(tile, n - i), columns = std::min(tile, m - j);
      body(i, rows, j, columns);
      breathe_products(rows, columns, depth);
    }
}

// body(j, columns) for columns of a matrix that a triangular matrix of size n is solved for.
template <class Body>
void for_some_columns(index n, index m, const Body &body) {
  const auto affordable = static_cast<index>(1e8 / (static_cast<double>(n) * static_cast<double>(n)));
  const index step = std::clamp<index>(affordable, 8, block);
  for (index j = 0; j < m; j += step) {
    const index columns = std::min(step, m - j);
    body(j, columns);
    breathe_products(n, columns, n / 2);
  }
}

}  // namespace

bool factor_in_place(dense_matrix &a) {
  const index n = a.rows();
  for (index k = 0; k < n; k += block) {
    const index width = std::min(block, n - k), next = k + width;
    auto corner = a.block(k, k, width, width);
    Eigen::Ref<dense_matrix> in_place(corner);
    if (Eigen::LLT<Eigen::Ref<dense_matrix>>(in_place).info() != Eigen::Success) return false;
    auto below = a.block(next, k, n - next, width);
    if (next < n) corner.transpose().triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(below);
    breathe_products(n - next, width, width / 2);
    for (index j = next; j < n; j += block) {
      const index columns = std::min(block, n - j);
      a.block(j, j, n - j, columns).noalias() -= below.bottomRows(n - j) * below.middleRows(j - next, columns).transpose();
      breathe_products(n - j, columns, width);
    }
  }
  a.triangularView<Eigen::StrictlyUpper>().setZero();
  return true;
}

void solve_lower(const dense_matrix &l, dense_matrix &b) {
  for_some_columns(l.rows(), b.cols(), [&](index j, index columns) {
    auto some = b.middleCols(j, columns);
    l.triangularView<Eigen::Lower>().solveInPlace(some);
  });
}

void solve_lower_transposed(const dense_matrix &l, dense_matrix &b) {
  for_some_columns(l.rows(), b.cols(), [&](index j, index columns) {
    auto some = b.middleCols(j, columns);
    l.transpose().triangularView<Eigen::Upper>().solveInPlace(some);
  });
}

void symmetrise(dense_matrix &a) {
  for_each_below(a.rows(), [&](index i, index j) { a(i, j) = a(j, i) = 0.5 * (a(i, j) + a(j, i)); });
}

void multiply(const dense_matrix &a, const dense_matrix &b, dense_matrix &out) {
  for_each_tile(out.rows(), out.cols(), a.cols(), [&](index i, index rows, index j, index columns) {
    out.block(i, j, rows, columns).noalias() = a.middleRows(i, rows) * b.middleCols(j, columns);
  });
}

void multiply_transposed(const dense_matrix &a, const dense_matrix &b, dense_matrix &out) {
  for_each_tile(out.rows(), out.cols(), a.rows(), [&](index i, index rows, index j, index columns) {
    out.block(i, j, rows, columns).noalias() = a.middleCols(i, rows).transpose() * b.middleCols(j, columns);
  });
}

void multiply_by_transposed(const dense_matrix &a, const dense_matrix &b, dense_matrix &out) {
  for_each_tile(out.rows(), out.cols(), a.cols(), [&](index i, index rows, index j, index columns) {
    out.block(i, j, rows, columns).noalias() = a.middleRows(i, rows) * b.middleRows(j, columns).transpose();
  });
}

}  // namespace wgf
