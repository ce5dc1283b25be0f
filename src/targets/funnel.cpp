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
      const double v = x[0], precision = std::exp(-v), square = precision * sum_of_squares(x);
      if (log_density) log_density[i] = log_norm_ - 0.5 * (v * v / (sd_ * sd_) + square + throat() * v);
      if (!score) continue;
      double *out = score + i * d_;
      out[0] = -v / (sd_ * sd_) + 0.5 * (square - throat());
      for (int64_t k = 1; k < d_; ++k) out[k] = -precision * x[k];
    }
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_, *v = at.v + i * d_;
      const double precision = std::exp(-x[0]);
      double *out = hv + i * d_;
      out[0] = -(1 / (sd_ * sd_) + 0.5 * precision * sum_of_squares(x)) * v[0];
      for (int64_t k = 1; k < d_; ++k) {
        out[0] += precision * x[k] * v[k];
        out[k] = precision * (x[k] * v[0] - v[k]);
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

  double sum_of_squares(const double *x) const {
    double sum = 0;
    for (int64_t k = 1; k < d_; ++k) sum += x[k] * x[k];
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
      "funnel",
      "Neal's funnel: the first coordinate is the log variance of all the others.",
      "Neal 2003, Slice sampling, section 8",
      {real_option("sd", 3, 1e-150, 1e150, "Standard deviation of the first coordinate.")},
      make};
  return spec;
}

}  // namespace wgf
