// Affine invariant Langevin dynamics (Garbuno-Inigo, Nuesken and Reich 2020):
//   dx_i = C s(x_i) dt + (d + 1) w_i (x_i - m) dt + sqrt(2) C^{1/2} dW_i,   m, C the weighted mean and covariance of the particles,
// with the square root of the deviations, C^{1/2} dW_i = sum_j sqrt(w_j) (x_j - m) dW_ij: n normals a particle, and no factorisation. The second term, the
// divergence of C at fixed weights, leaves the product of n targets invariant for every n. Under x -> A x + b every trajectory is mapped so.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/paced.h"
#include "base/random.h"
#include "core/flow_spec.h"
#include "solve/dense.h"
#include "solve/moments.h"
#include "solve/symmetric_eigen.h"
#include "step/explicit_step.h"

namespace wgf {

namespace {

constexpr int64_t rows_together = 4;  // they share their random numbers

class aldi_field : public drift_field {
 public:
  explicit aldi_field(const binding &s) : n_(s.n), d_(s.d), pool_(s.pool) {
    require_enough(s);
    resize(deviations_, n_ * d_);
    resize(root_weights_, n_);
    resize(covariance_, d_ * d_);
    resize(mean_, d_);
    resize(noise_, std::min(rows_together, n_) * n_ * s.pool.threads());
  }

  int32_t wants() const override { return WGF_SCORE; }
  double diffusion() const override { return 1; }
  bool draws_noise() const override { return true; }

  void velocity(const particles &cloud, const answer &given, double *v) override {
    find_moments(cloud);
    moving_ = count_weights(cloud.w);
    const double correction = static_cast<double>(d_ + 1);
    pool_.for_each(n_, static_cast<double>(d_ * d_), [&](int64_t i, int) {
      const double *s = given.score + i * d_, *deviation = deviations_.data() + i * d_;
      for (int64_t k = 0; k < d_; ++k) {
        const double *row = covariance_.data() + k * d_;
        double sum = correction * cloud.w[i] * deviation[k];
        for (int64_t l = 0; l < d_; ++l) sum += row[l] * s[l];
        v[i * d_ + k] = sum;
      }
    });
  }

  void diffuse(const particles &cloud, const stream &random, double scale, double *to) override {
    for (int64_t j = 0; j < n_; ++j) root_weights_[static_cast<size_t>(j)] = scale * std::sqrt(cloud.w[j]);
    const int64_t parts = (n_ + rows_together - 1) / rows_together;
    pool_.for_each(parts, static_cast<double>(rows_together * n_ * (8 + d_)), [&](int64_t part, int slot) {
      const int64_t first = part * rows_together, rows = std::min(rows_together, n_ - first);
      double *xi = noise_.data() + slot * std::min(rows_together, n_) * n_;
      normals(random, first, rows, n_, xi);
      for (int64_t i = 0; i < rows; ++i) add_deviations(xi + i * n_, to + (first + i) * d_);
    });
  }

  std::string doubts(const particles &cloud, const step_numbers &) override {
    if (moving_ <= d_ + 1)
      return "the target has rejected all but " + std::to_string(moving_) + " particles at the start, and more than d + 1 are needed: they cannot go everywhere";
    find_moments(cloud);
    const int64_t spanned = directions();
    if (spanned == d_) return {};
    return "the particles span " + std::to_string(spanned) + " of " + std::to_string(d_) +
           " dimensions, and never leave that plane; a start that is spread in every direction may help";
  }

 private:
  int64_t count_weights(const double *w) const {
    return std::count_if(w, w + n_, [](double each) { return each > 0; });
  }

  void require_enough(const binding &s) const {
    const int64_t count = count_weights(s.w);
    if (count <= d_ + 1)
      fail(WGF_E_UNSUPPORTED, "flow \"aldi\" needs more than d + 1 particles of weight above 0: for d = " + std::to_string(d_) + " at least " +
                                  std::to_string(d_ + 2) + ", and there are " + std::to_string(count));
  }

  // From a particle that has a weight, so that a far origin costs no digits.
  void find_moments(const particles &cloud) {
    const double *from = cloud.x + d_ * (std::find_if(cloud.w, cloud.w + n_, [](double w) { return w > 0; }) - cloud.w);
    std::fill(mean_.begin(), mean_.end(), 0.0);
    for (int64_t j = 0; j < n_; ++j) {
      for (int64_t k = 0; k < d_; ++k) mean_[static_cast<size_t>(k)] += cloud.w[j] * (cloud.x[j * d_ + k] - from[k]);
      breathe(2 * static_cast<double>(d_));
    }
    for (int64_t j = 0; j < n_; ++j) {
      double *deviation = deviations_.data() + j * d_;
      for (int64_t k = 0; k < d_; ++k) deviation[k] = cloud.x[j * d_ + k] - from[k] - mean_[static_cast<size_t>(k)];
      breathe(2 * static_cast<double>(d_));
    }
    std::fill(covariance_.begin(), covariance_.end(), 0.0);
    add_products(n_, cloud.w, d_, deviations_.data(), d_, deviations_.data(), covariance_.data(), pool_);
  }

  void add_deviations(const double *xi, double *to) const {
    for (int64_t j = 0; j < n_; ++j) {
      const double weight = root_weights_[static_cast<size_t>(j)] * xi[j];
      if (weight == 0) continue;  // without weight it may be anywhere
      const double *deviation = deviations_.data() + j * d_;
      for (int64_t k = 0; k < d_; ++k) to[k] += weight * deviation[k];
    }
  }

  // The rank of the correlations, to rounding.
  int64_t directions() const {
    dense_matrix correlations(d_, d_);
    for (int64_t k = 0; k < d_; ++k)
      for (int64_t l = 0; l < d_; ++l) {
        const double scale = std::sqrt(variance(k)) * std::sqrt(variance(l));
        correlations(k, l) = scale > 0 ? covariance_[static_cast<size_t>(k * d_ + l)] / scale : 0;
      }
    symmetric_eigen spectrum(d_);
    if (!spectrum.compute(correlations)) return 0;
    return (spectrum.values().array() > 1e-13 * static_cast<double>(d_)).count();
  }
  double variance(int64_t k) const { return covariance_[static_cast<size_t>(k * (d_ + 1))]; }

  int64_t n_, d_, moving_ = n_;  // moving: of weight above 0, and not rejected
  std::vector<double> deviations_, root_weights_, covariance_, mean_, noise_;
  workers &pool_;
};

std::unique_ptr<recipe> make(const binding &s) { return make_explicit_step(s, std::make_unique<aldi_field>(s)); }

}  // namespace

const flow_spec &flow_aldi() {
  static const flow_spec spec{
      .name = "aldi",
      .summary = "Affine invariant interacting Langevin: steps and noise in the metric of the ensemble's own covariance, so that no direction is too narrow or too long.",
      .reference = "Garbuno-Inigo, Nuesken and Reich 2020, Affine invariant interacting Langevin dynamics for Bayesian inference (arXiv 1912.02859)",
      .energy = "KL(law of all particles | product of targets)",
      .geometry = "Kalman-Wasserstein",
      .scheme = "Euler-Maruyama",
      .needs = "score",
      .memory = "O(n d + d^2 + n threads)",
      .particles = 100,
      .particles_reason = "More than d + 1 are needed, and some times d for a covariance that is not too noisy.",
      .wants = WGF_SCORE,
      .symmetries = permutation | rotation | translation,
      .options = explicit_step_options(0.05,
                                       "Step size, without a unit: the covariance of the particles brings it. The variance of a Gaussian is too large by some h/2, 2.5 % at "
                                       "the default; too large a step diverges where the target is much narrower than the particles."),
      .make = make,
      .length_power = [](const option_set &) { return 2; },
  };
  return spec;
}

}  // namespace wgf
