// One quasi-Newton climb (BFGS with backtracking; Nocedal and Wright 2006, chapter 6) of a log density, by turns: where it wants the log density and
// the score, and what it does with them.
#pragma once

#include <vector>

#include "solve/dense.h"

namespace wgf {

class ascent {
 public:
  explicit ascent(int64_t d) : d_(d), x_(d), gradient_(d), direction_(d), trial_(d), inverse_(d, d) {}

  // From a point with a finite log density; the first look is a distance `reach` away.
  void begin(const double *x, double log_density, const double *score, double reach);
  const double *trial() const { return trial_.data(); }
  void digest(double log_density, const double *score);  // log density -infinity: rejected there
  bool done() const { return done_; }
  bool moved() const { return moved_; }  // by the last answer

  int64_t iterations() const { return iterations_; }
  double unit() const { return unit_; }  // the length of the first look
  double log_density() const { return height_; }
  const Eigen::VectorXd &x() const { return x_; }
  const Eigen::VectorXd &gradient() const { return gradient_; }
  const dense_matrix &inverse_hessian() const { return inverse_; }  // of -log pi, positive definite

 private:
  void set_out();
  void learn(const Eigen::VectorXd &step, const Eigen::VectorXd &fall);

  int64_t d_, iterations_ = 0, learnt_ = 0, small_gains_ = 0, halvings_ = 0;
  bool done_ = true, moved_ = false;
  double height_ = 0, unit_ = 1, reach_ = 1, length_ = 1;  // reach: of the first step; share of the direction that is tried
  Eigen::VectorXd x_, gradient_, direction_, trial_;
  dense_matrix inverse_;
};

}  // namespace wgf
