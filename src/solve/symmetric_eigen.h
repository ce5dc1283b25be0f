// Eigenvalues and eigenvectors of a symmetric matrix, which breathes on the way.
#pragma once

#include "solve/dense.h"

namespace wgf {

class symmetric_eigen {
 public:
  explicit symmetric_eigen(Eigen::Index n) : vectors_(n, n), values_(n), below_(n), factors_(n), work_(n) {}

  // Reads the lower triangle. False when it does not converge, as with numbers that are not finite.
  bool compute(const dense_matrix &a);

  const Eigen::VectorXd &values() const { return values_; }  // in no order
  const dense_matrix &vectors() const { return vectors_; }   // orthonormal columns

 private:
  using index = Eigen::Index;

  void make_tridiagonal();
  void form_vectors();
  bool make_diagonal();
  index start_of_block(index end);
  void turn(index start, index end);

  dense_matrix vectors_;                             // first the matrix itself
  Eigen::VectorXd values_, below_, factors_, work_;  // diagonal and what is below it; of the reflections
};

}  // namespace wgf
