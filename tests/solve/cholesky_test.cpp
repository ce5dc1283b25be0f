#include "solve/cholesky.h"

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "base/random.h"

using namespace wgf;

namespace {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

matrix random_matrix(int64_t n, int64_t d, uint64_t seed) {
  matrix out(n, d);
  normals({seed, 0, purpose::user}, 0, n, d, out.data());
  return out;
}

// Eigenvalues between 1 and about 5.
matrix well_conditioned(int64_t n) {
  const matrix half = random_matrix(n, n, 1) / std::sqrt(static_cast<double>(n));
  return matrix::Identity(n, n) + half * half.transpose();
}

matrix solution(const matrix &a, const matrix &b, int threads = 1) {
  workers pool(threads);
  cholesky c;
  c.prepare(a.rows());
  Eigen::Map<matrix>(c.matrix(), a.rows(), a.rows()) = a;
  REQUIRE(c.factor(a.rows(), 0, 0, pool) == 0);
  matrix x = b;
  c.solve(b.cols(), x.data(), pool);
  return x;
}

}  // namespace

TEST_CASE("cholesky: solves at sizes around a block, with one and several columns") {
  for (const int64_t n : {1, 2, 63, 64, 65, 128, 200})
    for (const int64_t columns : {1, 3}) {
      CAPTURE(n);
      CAPTURE(columns);
      const matrix a = well_conditioned(n), b = random_matrix(n, columns, 2);
      // Condition number 5, n roundings.
      CHECK((a * solution(a, b) - b).norm() < 1e-15 * static_cast<double>(5 * n) * (1 + b.norm()));
    }
}

TEST_CASE("cholesky: the ridge grows until the matrix is positive definite, and no further than allowed") {
  const int64_t n = 150;
  const matrix half = random_matrix(n, 3, 1), flat = half * half.transpose() - 0.5e-4 * matrix::Identity(n, n);
  workers pool(1);
  cholesky c;
  c.prepare(n);
  const auto fill = [&] { Eigen::Map<matrix>(c.matrix(), n, n) = flat; };
  fill();
  CHECK(c.factor(n, 1e-10, 1, pool) == doctest::Approx(1e-4));
  matrix x = random_matrix(n, 1, 2);
  const matrix b = x;
  c.solve(1, x.data(), pool);
  // Condition number 1e7.
  CHECK(((flat + 1e-4 * matrix::Identity(n, n)) * x - b).norm() < 1e-15 * 1e7 * b.norm());
  fill();
  CHECK(std::isnan(c.factor(n, 1e-10, 1e-5, pool)));
}

TEST_CASE("cholesky: the same bits for any number of threads") {
  const matrix a = well_conditioned(400), b = random_matrix(400, 4, 2), alone = solution(a, b);
  for (const int threads : {2, 3}) CHECK(solution(a, b, threads) == alone);
}
