// k(x,y) = <f(x), f(y)> with features f in R^m from a user's callback, which also gives J(x)^T c for the Jacobian J of f.
#include <algorithm>
#include <string>
#include <vector>

#include "base/callback.h"
#include "kernels/kernel.h"
#include "kernels/moment_kernels.h"
#include "solve/moments.h"

namespace wgf {

namespace {

class feature_kernel : public kernel {
 public:
  feature_kernel(const feature_map &map, int64_t largest, int64_t d, workers &pool)
      : kernel(d), pool_(pool), map_(map), m_(map.m), mean_(static_cast<size_t>(m_)), unit_(mean_.size()), f_(static_cast<size_t>(largest * m_)),
        sums_(static_cast<size_t>(m_ * d)), products_(static_cast<size_t>(largest * d)) {}

  void adapt(const cloud &, const cloud &) override {}

  // sum_j w_j [<f(x_i), f(y_j)> p_j + J(y_j)^T f(x_i)] = A^T f(x_i), A = sum_j w_j (f(y_j) p_j^T + J(y_j)), an m x d matrix
  void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) override {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    call(y.n, y.x, f_.data(), nullptr, nullptr);
    add_products(y.n, y.w, m_, f_.data(), d_, p, sums_.data(), pool_);
    add_jacobians(y);
    call(n, x, f_.data(), nullptr, nullptr);
    pool_.for_each(n, static_cast<double>(m_ * d_), [&](int64_t i, int) {
      std::fill_n(out + i * d_, d_, 0.0);
      for (int64_t k = 0; k < m_; ++k)
        for (int64_t l = 0; l < d_; ++l) out[i * d_ + l] += f_[static_cast<size_t>(i * m_ + k)] * sums_[static_cast<size_t>(k * d_ + l)];
    });
  }

  // With c = sum_j w_j f(y_j): the value is <f(x_i), c>, the gradient J(x_i)^T c.
  void witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value) override {
    call(y.n, y.x, f_.data(), nullptr, nullptr);
    std::fill(mean_.begin(), mean_.end(), 0.0);
    for (int64_t j = 0; j < y.n; ++j) {
      if (y.w[j] == 0) continue;
      for (int64_t k = 0; k < m_; ++k) mean_[static_cast<size_t>(k)] += y.w[j] * f_[static_cast<size_t>(j * m_ + k)];
    }
    if (gradient) call(n, x, nullptr, mean_.data(), gradient);
    if (!value) return;
    call(n, x, f_.data(), nullptr, nullptr);
    for (int64_t i = 0; i < n; ++i) {
      value[i] = 0;
      for (int64_t k = 0; k < m_; ++k) value[i] += f_[static_cast<size_t>(i * m_ + k)] * mean_[static_cast<size_t>(k)];
    }
  }

 private:
  // The callback multiplies by one vector at a time: m calls with unit vectors give the mean Jacobian.
  void add_jacobians(const cloud &y) {
    std::fill(unit_.begin(), unit_.end(), 0.0);  // a callback that failed left a one behind
    for (int64_t k = 0; k < m_; ++k) {
      pool_.check();
      unit_[static_cast<size_t>(k)] = 1;
      call(y.n, y.x, nullptr, unit_.data(), products_.data());
      unit_[static_cast<size_t>(k)] = 0;
      for (int64_t j = 0; j < y.n; ++j) {
        if (y.w[j] == 0) continue;
        for (int64_t l = 0; l < d_; ++l) sums_[static_cast<size_t>(k * d_ + l)] += y.w[j] * products_[static_cast<size_t>(j * d_ + l)];
      }
    }
  }

  void call(int64_t n, const double *x, double *f, const double *c, double *jtc) const {
    obey("features", [&] { return map_.fn.fn(map_.fn.user, n, d_, x, m_, f, c, jtc); });
  }

  workers &pool_;
  feature_map map_;
  int64_t m_;
  std::vector<double> mean_, unit_, f_, sums_, products_;
};

}  // namespace

std::unique_ptr<kernel> make_feature_kernel(const feature_map &map, int64_t largest, int64_t d, workers &pool) {
  return std::make_unique<feature_kernel>(map, largest, d, pool);
}

}  // namespace wgf
