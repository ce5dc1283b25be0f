// k(x,y) = <x,y> + 1: every sum is a moment of the cloud. SVGD with it makes means and covariances exact (Liu and Wang 2018).
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "kernels/kernel.h"
#include "kernels/moment_kernels.h"
#include "solve/moments.h"

namespace wgf {

namespace {

// A sum of products as if it were carried in twice the digits (Ogita, Rump and Oishi 2005, algorithm 5.3).
struct exact_sum {
  double sum = 0, lost = 0;

  void add_product(double a, double b) {
    const double product = a * b, total = sum + product, part = total - sum;
    lost += std::fma(a, b, -product) + ((sum - (total - part)) + (product - part));
    sum = total;
  }
  double value() const { return sum + lost; }
};

class linear_kernel : public kernel {
 public:
  linear_kernel(int64_t d, workers &pool)
      : kernel(d), pool_(pool), mean_(static_cast<size_t>(d)), payload_mean_(mean_.size()), sums_(mean_.size()), cross_(static_cast<size_t>(d * d)) {}

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

  void pull(int64_t n, const double *, const cloud &own, const cloud &other, double *out, double *) override {
    find_difference_of_means(other, own, origin(own));
    for (int64_t i = 0; i < n; ++i) std::copy(mean_.begin(), mean_.end(), out + i * d_);
  }

  // |mean x - mean y|^2, with coordinates from c, a particle of x. Without the diagonal, S = sum w^2 and m the means from c:
  // (|m|^2 + sum w (2 <c, x> (S - w) - w |x|^2)) / (1 - S) of either cloud, - 2 <m_x, m_y>.
  bool squared_mmd(const cloud &x, const cloud &y, bool unbiased, double *gradient, double *value) override {
    const double *c = origin(x);
    find_difference_of_means(x, y, c);
    const std::vector<double> &way = mean_;
    *value = std::inner_product(way.begin(), way.end(), way.begin(), 0.0);
    if (unbiased) return add_unbiased(x, y, c, gradient, value), true;
    for (int64_t i = 0; gradient && i < x.n; ++i)
      for (size_t k = 0; k < way.size(); ++k) gradient[i * d_ + static_cast<int64_t>(k)] = 2 * x.w[i] * way[k];
    return true;
  }

 private:
  void add_unbiased(const cloud &x, const cloud &y, const double *c, double *gradient, double *value) const {
    const std::vector<double> mx = mean_from(x, c), my = mean_from(y, c);
    *value += self_excess(x, c, mx) + self_excess(y, c, my);
    const double share = share_of(x), over = 1 / (1 - share);
    for (int64_t i = 0; gradient && i < x.n; ++i)
      for (size_t k = 0; k < mx.size(); ++k) {
        const double w = x.w[i], from = x.w[i] == 0 ? 0 : x.x[i * d_ + static_cast<int64_t>(k)] - c[k];
        gradient[i * d_ + static_cast<int64_t>(k)] = 2 * x.w[i] * (over * (mx[k] - w * from + c[k] * (share - w)) - my[k]);
      }
  }

  // The first particle with a weight.
  const double *origin(const cloud &y) const {
    const int64_t first = std::find_if(y.w, y.w + y.n, [](double w) { return w != 0; }) - y.w;
    return y.x + std::min(first, y.n - 1) * d_;
  }

  std::vector<double> mean_from(const cloud &y, const double *c) const {
    std::vector<double> mean(static_cast<size_t>(d_));
    for (int64_t j = 0; j < y.n; ++j)
      for (int64_t k = 0; y.w[j] != 0 && k < d_; ++k) mean[static_cast<size_t>(k)] += y.w[j] * (y.x[j * d_ + k] - c[k]);
    return mean;
  }

  // mean_ becomes mean a - mean b. An outlier that both have would leave its rounding in either mean.
  void find_difference_of_means(const cloud &a, const cloud &b, const double *c) {
    std::fill(sums_.begin(), sums_.end(), exact_sum());
    for (const auto &[y, sign] : {std::pair(&a, 1.0), std::pair(&b, -1.0)})
      for (int64_t j = 0; j < y->n; ++j)
        for (int64_t k = 0; y->w[j] != 0 && k < d_; ++k) sums_[static_cast<size_t>(k)].add_product(sign * y->w[j], y->x[j * d_ + k] - c[k]);
    std::transform(sums_.begin(), sums_.end(), mean_.begin(), [](const exact_sum &each) { return each.value(); });
  }

  static double share_of(const cloud &y) { return std::inner_product(y.w, y.w + y.n, y.w, 0.0); }

  // What the sum without the diagonal has over |m|^2.
  double self_excess(const cloud &y, const double *c, const std::vector<double> &mean) const {
    const double share = share_of(y);
    double sum = share * std::inner_product(mean.begin(), mean.end(), mean.begin(), 0.0);
    for (int64_t j = 0; j < y.n; ++j)
      for (int64_t k = 0; y.w[j] != 0 && k < d_; ++k) {
        const double from = y.x[j * d_ + k] - c[k];
        sum += y.w[j] * (2 * c[k] * from * (share - y.w[j]) - y.w[j] * from * from);
      }
    return sum / (1 - share);
  }

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
  std::vector<double> mean_, payload_mean_;
  std::vector<exact_sum> sums_;
  std::vector<double> cross_;
};

}  // namespace

std::unique_ptr<kernel> make_linear_kernel(int64_t d, workers &pool) { return std::make_unique<linear_kernel>(d, pool); }

}  // namespace wgf
