// What the tests of discrepancies share: evaluate one by its spec, difference it, and densities to measure
// against.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "core/discrepancy.h"
#include "base/random.h"
#include "core/target.h"

namespace wgf {

using numbers = std::vector<double>;

inline std::shared_ptr<context> test_context() { return std::make_shared<context>(); }

inline std::shared_ptr<target> samples_target(int64_t d, numbers y, numbers v) {
  sample_cloud cloud;
  cloud.n = static_cast<int64_t>(v.size());
  cloud.d = d;
  cloud.x = std::move(y);
  cloud.w = std::move(v);
  auto made = std::make_shared<target>(test_context(), std::move(cloud));
  made->freeze();
  return made;
}

// log pi = -sum_k (a x_k^2 / 2 + b x_k^4 / 4) + c prod of neighbours, so that the Hessian varies and is not
// diagonal. Rejects x_0 > 50.
class quartic_density : public density {
 public:
  explicit quartic_density(int64_t d) : d_(d) {}
  int32_t provides() const override { return WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR; }

  void evaluate(const request &at, double *log_density, double *score) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * d_;
      if (log_density) log_density[i] = value(x);
      for (int64_t k = 0; score && k < d_; ++k)
        score[i * d_ + k] =
            x[0] > 50 ? std::nan("") : -1.2 * x[k] - 0.7 * x[k] * x[k] * x[k] + 0.4 * neighbours(x, k);
    }
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t i = 0; i < at.n; ++i)
      for (int64_t k = 0; k < d_; ++k) {
        const double x = at.x[i * d_ + k];
        hv[i * d_ + k] = (-1.2 - 2.1 * x * x) * at.v[i * d_ + k] + 0.4 * neighbours(at.v + i * d_, k);
      }
  }

 private:
  double neighbours(const double *x, int64_t k) const {
    return (k > 0 ? x[k - 1] : 0) + (k + 1 < d_ ? x[k + 1] : 0);
  }
  double value(const double *x) const {
    double sum = 0;
    for (int64_t k = 0; k < d_; ++k)
      sum += -0.6 * x[k] * x[k] - 0.175 * std::pow(x[k], 4) + 0.2 * x[k] * neighbours(x, k);
    return sum;
  }
  int64_t d_;
};

// N(mean, P^-1), P row major.
class gaussian_density : public density {
 public:
  gaussian_density(numbers mean, numbers precision)
      : mean_(std::move(mean)), precision_(std::move(precision)) {}
  int32_t provides() const override { return WGF_LOG_DENSITY | WGF_SCORE | WGF_HESSIAN_VECTOR; }

  void evaluate(const request &at, double *log_density, double *score) override {
    const size_t d = mean_.size();
    numbers away(d), product(d);
    for (size_t i = 0; i < static_cast<size_t>(at.n); ++i) {
      for (size_t k = 0; k < d; ++k) away[k] = at.x[i * d + k] - mean_[k];
      multiply(away.data(), product.data());
      for (size_t k = 0; score && k < d; ++k) score[i * d + k] = product[k];
      if (log_density) log_density[i] = 0;
      for (size_t k = 0; log_density && k < d; ++k) log_density[i] += 0.5 * product[k] * away[k];
    }
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t i = 0; i < at.n; ++i) multiply(at.v + i * at.d, hv + i * at.d);
  }

 private:
  void multiply(const double *v, double *out) const {  // -P v
    const size_t d = mean_.size();
    for (size_t k = 0; k < d; ++k) {
      out[k] = 0;
      for (size_t l = 0; l < d; ++l) out[k] -= precision_[k * d + l] * v[l];
    }
  }
  numbers mean_, precision_;
};

inline std::shared_ptr<target> density_target(std::shared_ptr<density> law, int64_t d) {
  auto made = std::make_shared<target>(test_context(), std::move(law), d);
  made->freeze();
  return made;
}

struct evaluation {
  evaluation(const discrepancy_spec &discrepancy, std::shared_ptr<target> against, int threads = 1)
      : spec(discrepancy),
        options(std::string("discrepancy \"") + spec.name + "\"", spec.options),
        other(std::move(against)),
        pool(threads) {}

  double operator()(const numbers &x, const numbers &w, numbers *gradient = nullptr) {
    const int64_t n = static_cast<int64_t>(w.size()), d = static_cast<int64_t>(x.size()) / n;
    if (gradient) gradient->assign(x.size(), -77);
    return wgf::evaluate(spec, *by, {options, own_kernel, n, d, x.data(), w.data(), *other, seed, pool},
                         gradient ? gradient->data() : nullptr);
  }

  const discrepancy_spec &spec;
  option_set options;
  const pair::profile *own_kernel = nullptr;
  std::shared_ptr<target> other;
  uint64_t seed = 1;
  workers pool;
  std::unique_ptr<evaluator> by = spec.make();
};

// Central differences: error O(step^2) times a third derivative, and rounding 1e-16 / step.
inline void check_gradient(evaluation &e, const numbers &x, const numbers &w, double tolerance,
                           double step = 1e-5) {
  numbers gradient;
  const double value = e(x, w, &gradient);
  CHECK(e(x, w) == doctest::Approx(value).epsilon(1e-12));
  for (size_t i = 0; i < x.size(); ++i) {
    numbers up = x, down = x;
    up[i] += step;
    down[i] -= step;
    const double slope = (e(up, w) - e(down, w)) / (2 * step);
    CAPTURE(i);
    CHECK(std::abs(gradient[i] - slope) < tolerance);
  }
}

inline numbers even(int64_t n) { return numbers(static_cast<size_t>(n), 1 / static_cast<double>(n)); }

inline numbers uneven(int64_t n, uint64_t seed) {
  numbers w(static_cast<size_t>(n));
  uniforms({seed, 0, purpose::user}, 0, n, 1, w.data());
  double total = 0;
  for (double v : w) total += v;
  for (double &v : w) v /= total;
  return w;
}

inline numbers normal_cloud(int64_t n, int64_t d, uint64_t seed, double mean = 0, double sd = 1) {
  numbers x(static_cast<size_t>(n * d));
  normals({seed, 0, purpose::initial}, 0, n, d, x.data());
  for (double &v : x) v = mean + sd * v;
  return x;
}

// The mean over independent batches and its standard error.
struct batch_mean {
  double mean, error;
};

inline batch_mean over_batches(int batches, const std::function<double(uint64_t)> &one) {
  numbers values;
  for (int b = 0; b < batches; ++b) values.push_back(one(static_cast<uint64_t>(b)));
  double mean = 0, square = 0;
  for (double v : values) mean += v / batches;
  for (double v : values) square += (v - mean) * (v - mean) / (batches - 1);
  return {mean, std::sqrt(square / batches)};
}

inline void check_within_four_errors(const batch_mean &got, double expected) {
  CAPTURE(got.error);
  CHECK(std::abs(got.mean - expected) < 4 * got.error);
}

}  // namespace wgf
