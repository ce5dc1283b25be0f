// The networks of the student-teacher problem of Arbel, Korba, Salim and Gretton 2019, section 4 and its code: a particle z = (W, a) is one small network
//   phi_z(x) = exp(-u^2 / 4),   u = sum_k a_k max(0, <w_k, x>),   three hidden units w_k in R^50, no biases: 153 numbers.
// The output activation is part of a particle's output, so that the student, the mean of many particles, is linear in the measure.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace student_teacher {

constexpr int64_t inputs = 50, hidden = 3, dim = hidden * (inputs + 1);  // a particle: w_1, w_2, w_3, a

using matrix = Eigen::MatrixXf;  // single precision: twice as fast, and far below the steps of the flow

// Uniform on the sphere, one column each.
inline matrix sphere_points(int64_t count, uint64_t seed, uint64_t which) {
  Eigen::MatrixXd x(inputs, count);
  wgf::normals({seed, which, wgf::purpose::user}, 0, count, inputs, x.data());
  return x.colwise().normalized().cast<float>();
}

struct layers {
  matrix active;        // max(0, <w_k, x>): points x (particles * hidden)
  matrix outer;         // a: hidden x particles
  Eigen::ArrayXXf sum;  // u: points x particles
  Eigen::ArrayXXf output() const { return (-0.25F * sum.square()).exp(); }
};

inline layers forward(const matrix &x, int64_t n, const double *z) {
  const Eigen::MatrixXf all = Eigen::Map<const Eigen::MatrixXd>(z, dim, n).cast<float>();
  layers out;
  out.outer = all.bottomRows(hidden);
  const matrix inner = all.topRows(hidden * inputs).reshaped(inputs, hidden * n);
  out.active = (x.transpose() * inner).cwiseMax(0.0F);
  out.sum.resize(x.cols(), n);
  for (int64_t i = 0; i < n; ++i) out.sum.col(i) = out.active.middleCols(i * hidden, hidden) * out.outer.col(i);
  return out;
}

// Features f_b(z) = phi_z(x_b) / sqrt(points): squared distances of their means are mean squares over the points.
inline int32_t features(void *user, int64_t n, int64_t, const double *z, int64_t m, double *f, const double *c, double *jtc) {
  const matrix &x = *static_cast<const matrix *>(user);
  layers at = forward(x, n, z);
  const Eigen::ArrayXXf phi = at.output() / std::sqrt(static_cast<float>(m));
  if (f) Eigen::Map<Eigen::ArrayXXd>(f, m, n) = phi.cast<double>();
  if (!jtc) return 0;
  const Eigen::ArrayXf by = Eigen::Map<const Eigen::ArrayXd>(c, m).cast<float>();
  const matrix slope = (-0.5F * phi * at.sum).colwise() * by;  // of <f, c> in u
  Eigen::Map<Eigen::MatrixXd> out(jtc, dim, n);
  for (int64_t i = 0; i < n; ++i) {
    auto active = at.active.middleCols(i * hidden, hidden);
    out.col(i).tail(hidden) = (active.transpose() * slope.col(i)).cast<double>();
    active = (active.array() > 0).select(slope.col(i) * at.outer.col(i).transpose(), 0.0F);
  }
  out.topRows(hidden * inputs) = (x * at.active).reshaped(hidden * inputs, n).cast<double>();
  return 0;
}

// Mean square of student minus teacher.
inline double squared_error(const matrix &x, int64_t n, const double *student, const double *teacher) {
  const Eigen::ArrayXf mean = forward(x, n, student).output().rowwise().mean(), truth = forward(x, 1, teacher).output();
  return static_cast<double>((mean - truth).square().mean());
}

}  // namespace student_teacher
