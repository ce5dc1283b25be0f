// k(x,y) = <x,y> + 1: every sum is a moment of the cloud. SVGD with it makes means and covariances exact (Liu and Wang 2018).
#include <algorithm>
#include <vector>

#include "kernels/kernel.h"
#include "kernels/moment_kernels.h"
#include "solve/moments.h"

namespace wgf {

namespace {

class linear_kernel : public kernel {
 public:
  linear_kernel(int64_t d, workers &pool)
      : kernel(d), pool_(pool), mean_(static_cast<size_t>(d)), payload_mean_(mean_.size()), cross_(static_cast<size_t>(d * d)) {}

  void adapt(const cloud &, const cloud &) override {}

  // sum_j w_j [(<x,y_j> + 1) p_j + x] = (sum_j w_j p_j y_j^T + I) x + sum_j w_j p_j
  void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) override {
    gather(y, p);
    pool_.for_each(n, static_cast<double>(d_ * d_), [&](int64_t i, int) {
      for (int64_t k = 0; k < d_; ++k) {
        const double *row = cross_.data() + k * d_, *xi = x + i * d_;
        double sum = payload_mean_[static_cast<size_t>(k)] + xi[k];
        for (int64_t l = 0; l < d_; ++l) sum += row[l] * xi[l];
        out[i * d_ + k] = sum;
      }
    });
  }

  void witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value) override {
    gather(y, nullptr);
    for (int64_t i = 0; i < n; ++i) {
      if (gradient) std::copy(mean_.begin(), mean_.end(), gradient + i * d_);
      if (!value) continue;
      value[i] = 1;
      for (int64_t k = 0; k < d_; ++k) value[i] += mean_[static_cast<size_t>(k)] * x[i * d_ + k];
    }
  }

 private:
  void gather(const cloud &y, const double *p) {
    std::fill(mean_.begin(), mean_.end(), 0.0);
    std::fill(payload_mean_.begin(), payload_mean_.end(), 0.0);
    std::fill(cross_.begin(), cross_.end(), 0.0);
    for (int64_t j = 0; j < y.n; ++j) {
      if (y.w[j] == 0) continue;
      for (int64_t k = 0; k < d_; ++k) {
        mean_[static_cast<size_t>(k)] += y.w[j] * y.x[j * d_ + k];
        if (p) payload_mean_[static_cast<size_t>(k)] += y.w[j] * p[j * d_ + k];
      }
    }
    if (p) add_products(y.n, y.w, d_, p, d_, y.x, cross_.data(), pool_);
  }

  workers &pool_;
  std::vector<double> mean_, payload_mean_, cross_;
};

}  // namespace

std::unique_ptr<kernel> make_linear_kernel(int64_t d, workers &pool) { return std::make_unique<linear_kernel>(d, pool); }

}  // namespace wgf
