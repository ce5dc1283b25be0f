// Dense algebra of large matrices by blocks, on this thread, which breathes between them: a call of Eigen's may take seconds.
#pragma once

#include <Eigen/Core>
#include <algorithm>

#include "base/parallel.h"

namespace wgf {

using dense_matrix = Eigen::MatrixXd;

// body(i, j) for all j < i < n, by squares that stay in the cache with their mirror images.
template <class Body>
void for_each_below(Eigen::Index n, const Body &body) {
  constexpr Eigen::Index side = 64;
  for (Eigen::Index top = 0; top < n; top += side)
    for (Eigen::Index left = 0; left <= top; left += side) {
      for (Eigen::Index i = top; i < std::min(n, top + side); ++i)
        for (Eigen::Index j = left; j < std::min(i, left + side); ++j) body(i, j);
      breathe(10.0 * side * side);
    }
}

// a = L L^T, of which only the lower triangle is read: a becomes L, with zeros above its diagonal. False when it is not positive definite.
bool factor_in_place(dense_matrix &a);

// b becomes L^-1 b, or L^-T b.
void solve_lower(const dense_matrix &l, dense_matrix &b);
void solve_lower_transposed(const dense_matrix &l, dense_matrix &b);

// a becomes (a + a^T) / 2.
void symmetrise(dense_matrix &a);

// out = a b, out = a^T b or out = a b^T. It is none of the others, and has its size.
void multiply(const dense_matrix &a, const dense_matrix &b, dense_matrix &out);
void multiply_transposed(const dense_matrix &a, const dense_matrix &b, dense_matrix &out);
void multiply_by_transposed(const dense_matrix &a, const dense_matrix &b, dense_matrix &out);

}  // namespace wgf
