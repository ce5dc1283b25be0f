// Neal's funnel: x_1 = v ~ N(0, sd^2), the others given v are N(0, e^v).
#include "targets/normal_law.h"
#include "targets/ready_made.h"

namespace wgf {

namespace {

class funnel : public ready_made {
 public:
  funnel(double sd, int64_t dim)
      : sd_(sd), d_(dim), log_norm_(-0.5 * static_cast<double>(dim) * log_two_pi - std::log(sd)) {}

  void evaluate(const request &at, double *log_density, double *score) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_;
      const double v = x[0], inverse_width = std::exp(-0.5 * v), square = sum_of_squares(inverse_width, x);
      if (log_density) log_density[i] = log_norm_ - 0.5 * ((v / sd_) * (v / sd_) + square + throat() * v);
      if (!score) continue;
      double *out = score + i * d_;
      out[0] = -v / sd_ / sd_ + 0.5 * (square - throat());
      for (int64_t k = 1; k < d_; ++k) out[k] = -product(inverse_width, product(inverse_width, x[k]));
    }
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_, *v = at.v + i * d_;
      const double inverse_width = std::exp(-0.5 * x[0]);
      double *out = hv + i * d_;
      out[0] = -v[0] / sd_ / sd_ - 0.5 * product(sum_of_squares(inverse_width, x), v[0]);
      for (int64_t k = 1; k < d_; ++k) {
        const double away = product(inverse_width, x[k]);
        out[0] += product(away, product(inverse_width, v[k]));
        out[k] = product(inverse_width, product(away, v[0]) - product(inverse_width, v[k]));
      }
    }
  }

  bool sample(const stream &random, int64_t n, double *x) override {
    normals(random, 0, n, d_, x);
    for (int64_t i = 0; i < n; ++i, x += d_) {
      x[0] *= sd_;
      const double width = std::exp(0.5 * x[0]);
      for (int64_t k = 1; k < d_; ++k) x[k] *= width;
    }
    return true;
  }

 private:
  double throat() const { return static_cast<double>(d_ - 1); }

  // 0 times an infinite precision is 0: deep in the throat a particle on the axis is at the mode.
  static double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

  double sum_of_squares(double inverse_width, const double *x) const {
    double sum = 0;
    for (int64_t k = 1; k < d_; ++k) sum += product(inverse_width, x[k]) * product(inverse_width, x[k]);
    return sum;
  }

  double sd_;
  int64_t d_;
  double log_norm_;
};

std::unique_ptr<density> make(const option_set &options, int64_t dim) {
  return std::make_unique<funnel>(options.real("sd"), dim);
}

}  // namespace

const target_spec &target_funnel() {
  static const target_spec spec{
      .name = "funnel",
      .summary = "Neal's funnel: the first coordinate is the log variance of all the others.",
      .reference = "Neal 2003, Slice sampling, section 8",
      .options = {real_option("sd", 3, 1e-150, 1e150, "Standard deviation of the first coordinate.")},
      .make = make,
  };
  return spec;
}

}  // namespace wgf
