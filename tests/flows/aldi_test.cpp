#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "flows/point_density.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

matrix normal_matrix(int64_t rows, int64_t columns, uint64_t step) {
  matrix out(rows, columns);
  normals({23, step, purpose::user}, 0, rows, columns, out.data());
  return out;
}

// Towards a banana seen through x = A y + b.
void give_banana(small_flow &f, const matrix &a, const Eigen::VectorXd &b) {
  const matrix inverse = a.inverse();
  give(f, [inverse, b](const double *x, double *score) {
    const Eigen::VectorXd y = inverse * (Eigen::Map<const Eigen::VectorXd>(x, b.size()) - b);
    const double bend = y[1] - 0.3 * y[0] * y[0];
    Eigen::VectorXd s = -y;
    s[1] = -bend;
    s[0] += 0.6 * y[0] * bend;
    Eigen::Map<Eigen::VectorXd>(score, b.size()) = inverse.transpose() * s;
    return -0.5 * (y.squaredNorm() - y[1] * y[1] + bend * bend);
  });
}

void place(small_flow &f, const matrix &y, const matrix &a, const Eigen::VectorXd &b) {
  Eigen::Map<matrix>(f.x().data(), y.rows(), y.cols()) = (y * a.transpose()).rowwise() + b.transpose();
}

double mean_square_over_time(small_flow &f, int64_t steps) {
  f.run->run(2000, 0, 0);  // 20 times in which correlations fall by e
  double sum = 0;
  for (int64_t k = 0; k < steps; ++k) {
    f.run->step();
    for (double x : f.x()) sum += x * x;
  }
  return sum / static_cast<double>(steps) / static_cast<double>(f.x().size());
}

std::string refusal(int64_t n, int64_t without_weight) {
  small_flow f("aldi", n, 3);
  f.gaussian({0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1});
  for (int64_t i = 0; i < n; ++i) f.particles->w[static_cast<size_t>(i)] = i < without_weight ? 0 : 1 / static_cast<double>(n - without_weight);
  try {
    f.run->bind();
  } catch (const error &e) {
    CHECK(e.code() == WGF_E_UNSUPPORTED);
    return e.what();
  }
  return "";
}

}  // namespace

// Rounding: C and scores are of sizes cond A apart from what they give in the narrow directions of a turned map, 1e-16 x 100^2 x some hundred steps.
TEST_CASE("aldi: trajectories under an affine map are the mapped trajectories") {
  const int64_t n = 40, d = 3, steps = 200;
  const matrix turn = Eigen::HouseholderQR<matrix>(normal_matrix(d, d, 1)).householderQ(), identity = matrix::Identity(d, d);
  const Eigen::VectorXd b = Eigen::Vector3d(3, -2, 5), none = Eigen::VectorXd::Zero(d);
  const matrix y = normal_matrix(n, d, 2);
  for (const matrix &a : {matrix(turn * Eigen::Vector3d(0.1, 1, 10).asDiagonal()), matrix(Eigen::Vector3d(1e-6, 1, 1e6).asDiagonal())}) {
    small_flow plain("aldi", n, d), mapped("aldi", n, d);
    for (small_flow *f : {&plain, &mapped})
      for (int64_t i = 0; i < n; ++i) f->particles->w[static_cast<size_t>(i)] = static_cast<double>(1 + i % 2) / (1.5 * static_cast<double>(n));
    place(plain, y, identity, none);
    place(mapped, y, a, a * b);
    give_banana(plain, identity, none);
    give_banana(mapped, a, a * b);
    plain.run->run(steps, 0, 0);
    mapped.run->run(steps, 0, 0);
    const matrix there = (Eigen::Map<matrix>(mapped.x().data(), n, d) * a.inverse().transpose()).rowwise() - b.transpose();
    const matrix here = Eigen::Map<matrix>(plain.x().data(), n, d);
    CHECK((here - y).norm() > 1);
    CHECK((there - here).cwiseAbs().maxCoeff() < 1e-9);
  }
}

// One dimension and 4 particles, one more than the fewest. Without the correction the law is another: C falls short.
TEST_CASE("aldi: the law of few particles is that of the target") {
  constexpr int runs = 40;
  std::vector<double> squares;
  for (uint64_t seed = 1; seed <= runs; ++seed) {
    small_flow f("aldi", 4, 1, seed);
    normals({29, seed, purpose::user}, 0, 4, 1, f.x().data());
    f.gaussian({0}, {1});
    f.options().set_real("step_size", 0.01);
    squares.push_back(mean_square_over_time(f, 50000));
  }
  const double standard_error = std::sqrt(variance_of(squares) / runs);
  CHECK(standard_error < 0.01);
  CHECK(std::abs(mean_of(squares) - 1) < 4 * standard_error + 0.01);  // h for the bias of the step
}

TEST_CASE("aldi: no more than d + 1 particles of some weight are refused in words") {
  CHECK(refusal(5, 0).empty());
  CHECK(refusal(4, 0) == "flow \"aldi\" needs more than d + 1 particles of weight above 0: for d = 3 at least 5, and there are 4");
  CHECK(refusal(7, 3) == "flow \"aldi\" needs more than d + 1 particles of weight above 0: for d = 3 at least 5, and there are 4");
}

TEST_CASE("aldi: particles in a plane stay there, and it is told") {
  for (const bool flat : {false, true}) {
    small_flow f("aldi", 20, 2);
    normals({31, 0, purpose::user}, 0, 20, 2, f.x().data());
    for (size_t i = 0; flat && i < 20; ++i) f.x()[2 * i + 1] = 3 * f.x()[2 * i] - 1;
    f.gaussian({0, 0}, {1, 0, 0, 1});
    CHECK(f.run->run(20, 0, 0) == (flat ? WGF_NOT_CONVERGED : WGF_OK));
    double off = 0;
    for (size_t i = 0; i < 20; ++i) off = std::max(off, std::abs(f.x()[2 * i + 1] - 3 * f.x()[2 * i] + 1));
    CHECK((off < 1e-12) == flat);
  }
}

TEST_CASE("aldi: a start of which the target rejects too many is told") {
  small_flow f("aldi", 20, 2);
  normals({31, 0, purpose::user}, 0, 20, 2, f.x().data());
  for (size_t i = 0; i < 40; i += 2) f.x()[i] = i < 34 ? -std::abs(f.x()[i]) : std::abs(f.x()[i]);
  give(f, [](const double *x, double *score) {
    for (int k = 0; k < 2; ++k) score[k] = -x[k];
    return x[0] > 0 ? -0.5 * (x[0] * x[0] + x[1] * x[1]) : -std::numeric_limits<double>::infinity();
  });
  CHECK(f.run->run(20, 0, 0) == WGF_NOT_CONVERGED);
}
