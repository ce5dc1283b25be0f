// A normal law bent along a parabola: x_1 ~ N(0, s^2), x_2 | x_1 ~ N(b (x_1^2 - s^2), 1), further coordinates standard
// normal.
#include "targets/normal_law.h"
#include "targets/ready_made.h"

namespace wgf {

namespace {

class banana : public ready_made {
 public:
  banana(double scale, double curvature, int64_t dim)
      : s2_(scale * scale), s_(scale), b_(curvature), d_(dim),
        log_norm_(-0.5 * static_cast<double>(dim) * log_two_pi - std::log(scale)) {}

  void evaluate(const request &at, double *log_density, double *score) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_;
      if (log_density) log_density[i] = log_value(x);
      if (score) gradient(x, score + i * d_);
    }
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_, *v = at.v + i * d_;
      double *out = hv + i * d_;
      const double slope = 2 * b_ * x[0];
      for (int64_t k = 1; k < d_; ++k) out[k] = -v[k];
      out[0] = (2 * b_ * ridge(x) - 1 / s2_ - slope * slope) * v[0] + slope * v[1];
      out[1] += slope * v[0];
    }
  }

  bool sample(const stream &random, int64_t n, double *x) override {
    normals(random, 0, n, d_, x);
    for (int64_t i = 0; i < n; ++i, x += d_) {
      x[0] *= s_;
      x[1] += b_ * (x[0] - s_) * (x[0] + s_);
    }
    return true;
  }

 private:
  // Distance from the ridge.
  double ridge(const double *x) const { return x[1] - b_ * (x[0] - s_) * (x[0] + s_); }

  double log_value(const double *x) const {
    double square = (x[0] / s_) * (x[0] / s_) + ridge(x) * ridge(x);
    for (int64_t k = 2; k < d_; ++k) square += x[k] * x[k];
    return log_norm_ - 0.5 * square;
  }

  void gradient(const double *x, double *score) const {
    for (int64_t k = 2; k < d_; ++k) score[k] = -x[k];
    score[0] = -x[0] / s2_ + 2 * b_ * x[0] * ridge(x);
    score[1] = -ridge(x);
  }

  double s2_, s_, b_;
  int64_t d_;
  double log_norm_;
};

std::unique_ptr<density> make(const option_set &options, int64_t dim) {
  return std::make_unique<banana>(options.real("scale"), options.real("curvature"), dim);
}

}  // namespace

const target_spec &target_banana() {
  static const target_spec spec{
      .name = "banana",
      .summary = "Normal law bent along a parabola in its first two coordinates; all moments are known.",
      .reference = "Haario, Saksman and Tamminen 1999, Adaptive proposal distribution for random walk Metropolis algorithm",
      .options = {real_option("scale", 2, 1e-150, 1e150, "Standard deviation of the first coordinate."),
                  real_option("curvature", 0.5, -1e150, 1e150,
                              "Curvature b of the ridge x_2 = b (x_1^2 - scale^2); 0 is a normal law.")},
      .make = make,
      .least_dim = 2,
  };
  return spec;
}

}  // namespace wgf
