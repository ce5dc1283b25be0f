#include "sampler/start/ascent.h"

#include <cmath>

namespace wgf {

namespace {

constexpr int64_t most_iterations = 120, most_halvings = 30;
constexpr double small_gain = 1e-3;  // of a log density: a nat has no unit
constexpr double armijo = 1e-4;

}  // namespace

void ascent::begin(const double *x, double log_density, const double *score, double reach) {
  iterations_ = learnt_ = small_gains_ = 0;
  done_ = moved_ = false;
  height_ = log_density;
  unit_ = reach_ = reach;
  x_ = Eigen::Map<const Eigen::VectorXd>(x, d_);
  gradient_ = Eigen::Map<const Eigen::VectorXd>(score, d_);
  inverse_.setIdentity();
  set_out();
}

void ascent::set_out() {
  halvings_ = 0;
  length_ = 1;
  const double largest = gradient_.cwiseAbs().maxCoeff();
  done_ = done_ || !(largest > 0) || iterations_ >= most_iterations;
  if (done_) return;
  if (learnt_ == 0)
    direction_ = (gradient_ / largest) * (reach_ / (gradient_ / largest).norm());
  else
    direction_.noalias() = inverse_ * gradient_;
  trial_ = x_ + direction_;
}

void ascent::digest(double log_density, const double *score) {
  moved_ = false;
  const double slope = direction_.dot(gradient_);
  if (!(log_density >= height_ + armijo * length_ * slope)) {
    length_ /= 2;
    trial_ = x_ + length_ * direction_;
    done_ = ++halvings_ > most_halvings;
    return;
  }
  const Eigen::VectorXd there = Eigen::Map<const Eigen::VectorXd>(score, d_);
  learn(trial_ - x_, gradient_ - there);
  small_gains_ = log_density - height_ < small_gain ? small_gains_ + 1 : 0;
  x_ = trial_;
  gradient_ = there;
  height_ = log_density;
  moved_ = true;
  ++iterations_;
  done_ = small_gains_ >= 2;
  set_out();
}

// Nothing is learnt where the log density is not concave along the step.
void ascent::learn(const Eigen::VectorXd &step, const Eigen::VectorXd &fall) {
  const double curvature = step.dot(fall), square = fall.squaredNorm();
  if (!(curvature > 1e-10 * step.norm() * fall.norm()) || !std::isfinite(square)) {
    if (learnt_ == 0) reach_ *= 2;
    return;
  }
  if (learnt_++ == 0) inverse_ = dense_matrix::Identity(d_, d_) * (curvature / square);
  const Eigen::VectorXd side = inverse_ * fall;
  const double weight = (1 + fall.dot(side) / curvature) / curvature;
  inverse_.noalias() += weight * step * step.transpose();
  inverse_.noalias() -= (side * step.transpose() + step * side.transpose()) / curvature;
  breathe(4.0 * static_cast<double>(d_ * d_));
}

}  // namespace wgf
