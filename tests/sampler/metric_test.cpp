#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "base/random.h"
#include "sampler/metric.h"

using namespace wgf;

namespace {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

matrix normal_matrix(int64_t n, int64_t d, uint64_t step) {
  matrix out(n, d);
  normals({3, step, purpose::user}, 0, n, d, out.data());
  return out;
}

std::vector<double> covariance_of(const matrix &rows) {
  running_moments moments(rows.cols());
  moments.add(rows.rows(), rows.data());
  std::vector<double> out(static_cast<size_t>(rows.cols() * rows.cols()));
  moments.covariance(out);
  return out;
}

// L L^T, by what the metric does to unit vectors.
matrix product(const metric &m, int64_t d) {
  const matrix unit = matrix::Identity(d, d);
  matrix columns(d, d);
  m.forward(d, unit.data(), columns.data());  // row k is L e_k
  return columns.transpose() * columns;
}

double relative_difference(const matrix &a, const matrix &b) {
  const matrix half = Eigen::LLT<matrix>(b).matrixL();
  const auto lower = half.triangularView<Eigen::Lower>();
  const matrix left = lower.solve(a), whole = lower.solve(matrix(left.transpose()));
  return (whole - matrix::Identity(a.rows(), a.cols())).cwiseAbs().maxCoeff();
}

}  // namespace

TEST_CASE("metric: scores of a Gaussian give its covariance, wherever and however few the particles are") {
  const int64_t d = 5, n = 2 * d;
  matrix covariance(d, d);
  for (int64_t i = 0; i < d; ++i)
    for (int64_t j = 0; j < d; ++j) covariance(i, j) = std::pow(0.9, std::abs(static_cast<double>(i - j)));
  const matrix root = Eigen::LLT<matrix>(covariance).matrixL();
  metric m(metric::shape::dense, d);
  // This covariance has condition 120, the sample covariance of 10 rows about 30. Of scores at particles that know nothing of the target's shape the
  // covariance has their square times that, 4e5, which magnifies the ridge of 1e-9; at particles of the right shape it has 120 times 30.
  const matrix x = 30 * matrix::Ones(n, d) + 3 * normal_matrix(n, d, 2), s = -x * covariance.inverse();
  REQUIRE(m.learn(covariance_of(x), covariance_of(s)));
  CHECK(relative_difference(product(m, d), covariance) < 1e-3);
  const matrix y = normal_matrix(n, d, 3) * root.transpose(), t = -y * covariance.inverse();
  REQUIRE(m.learn(covariance_of(y), covariance_of(t)));
  CHECK(relative_difference(product(m, d), covariance) < 1e-5);
}

TEST_CASE("metric: particles and scores have the same covariance in the new coordinates") {
  const int64_t d = 4, n = 100;
  const matrix x = normal_matrix(n, d, 4) * normal_matrix(d, d, 5), s = normal_matrix(n, d, 6) * normal_matrix(d, d, 7);
  metric m(metric::shape::dense, d);
  REQUIRE(m.learn(covariance_of(x), covariance_of(s)));
  matrix score(n, d);
  m.adjoint(n, s.data(), score.data());
  matrix factor(d, d);
  const matrix unit = matrix::Identity(d, d);
  m.forward(d, unit.data(), factor.data());
  const matrix particles = x * factor.inverse();
  const std::vector<double> a = covariance_of(particles), b = covariance_of(score);
  for (size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-6).scale(a[0]));  // ridge 1e-9, condition about 100
}

TEST_CASE("metric: the diagonal one has the ratio of standard deviations, the identity none") {
  const matrix x = normal_matrix(50, 3, 8), s = 4 * normal_matrix(50, 3, 9);
  const std::vector<double> cx = covariance_of(x), cs = covariance_of(s);
  metric diagonal(metric::shape::diagonal, 3), identity(metric::shape::identity, 3);
  REQUIRE(diagonal.learn(cx, cs));
  REQUIRE(identity.learn(cx, cs));
  for (int64_t k = 0; k < 3; ++k) CHECK(product(diagonal, 3)(k, k) == doctest::Approx(std::sqrt(cx[static_cast<size_t>(4 * k)] / cs[static_cast<size_t>(4 * k)])).epsilon(1e-14));
  CHECK(product(identity, 3) == matrix::Identity(3, 3));
}

TEST_CASE("metric: where nothing can be learnt nothing changes") {
  const std::vector<double> none(9, 0.0), one{1, 0, 0, 0, 1, 0, 0, 0, 1}, bad(9, std::nan(""));
  for (const metric::shape shape : {metric::shape::diagonal, metric::shape::dense}) {
    metric m(shape, 3);
    CHECK_FALSE(m.learn(none, one));
    CHECK_FALSE(m.learn(one, none));
    CHECK_FALSE(m.learn(bad, one));
    CHECK(product(m, 3) == matrix::Identity(3, 3));
  }
}
