// Independent Student t coordinates.
#include "targets/ready_made.h"

#include <cmath>

namespace wgf {

namespace {

class student_t : public ready_made {
 public:
  student_t(double degrees, double scale, int64_t dim)
      : nu_(degrees), scale_(scale), width_(scale * std::sqrt(degrees)), d_(dim),
        log_norm_(std::lgamma(0.5 * (degrees + 1)) - std::lgamma(0.5 * degrees) - 0.5 * std::log(degrees * pi) -
                  std::log(scale)) {}

  void evaluate(const request &at, double *log_density, double *score) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_;
      if (log_density) log_density[i] = log_value(x);
      if (!score) continue;
      for (int64_t k = 0; k < d_; ++k) score[i * d_ + k] = slope(x[k] / width_);
    }
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t q = 0; q < at.n * d_; ++q) {
      const double t = at.x[q] / width_, inverse = 1 / (1 + t * t);
      hv[q] = -(nu_ + 1) * (inverse - t * inverse * t) * inverse * (at.v[q] / width_) / width_;
    }
  }

  // Bailey 1994, Polar generation of random variates with the t-distribution: two uniforms a value.
  bool sample(const stream &random, int64_t n, double *x) override {
    std::vector<double> uniform(static_cast<size_t>(2 * d_));
    for (int64_t i = 0; i < n; ++i, x += d_) {
      uniforms(random, i, 1, 2 * d_, uniform.data());
      for (int64_t k = 0; k < d_; ++k) {
        const double *u = uniform.data() + 2 * k;
        x[k] = scale_ * std::sqrt(nu_ * std::expm1(-2 / nu_ * std::log(u[0]))) * std::cos(2 * pi * u[1]);
      }
    }
    return true;
  }

 private:
  static constexpr double pi = 3.14159265358979323846;

  // Of log density in x, from t = x / width; t / (1 + t^2), where t^2 may be infinite.
  double slope(double t) const { return -(nu_ + 1) * (t * t < unbounded ? t / (1 + t * t) : 1 / t) / width_; }

  // log(1 + t^2)
  static double log_tail(double t) { return t * t < unbounded ? std::log1p(t * t) : 2 * std::log(std::abs(t)); }

  double log_value(const double *x) const {
    double sum = 0;
    for (int64_t k = 0; k < d_; ++k) sum += log_tail(x[k] / width_);
    return static_cast<double>(d_) * log_norm_ - 0.5 * (nu_ + 1) * sum;
  }

  double nu_, scale_, width_;  // width: scale sqrt(nu)
  int64_t d_;
  double log_norm_;
};

std::unique_ptr<density> make(const option_set &options, int64_t dim) {
  return std::make_unique<student_t>(options.real("degrees"), options.real("scale"), dim);
}

}  // namespace

const target_spec &target_student_t() {
  static const target_spec spec{
      .name = "student_t",
      .summary = "Independent Student t coordinates: heavy tails.",
      .reference = "",
      .options = {real_option("degrees", 5, 0.01, 1e6,
                              "Degrees of freedom; moments of this order and above do not exist. The default has a kurtosis."),
                  real_option("scale", 1, 1e-150, 1e150, "Scale; the variance is scale^2 degrees/(degrees - 2).").in_length(1)},
      .make = make,
  };
  return spec;
}

}  // namespace wgf
