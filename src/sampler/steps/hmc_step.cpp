#include "sampler/steps/hmc_step.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace wgf {

namespace {

double square(const double *p, int64_t d) { return std::inner_product(p, p + d, p, 0.0); }

}  // namespace

hmc_step::hmc_step(int64_t n, int64_t d)
    : n_(n), d_(d), path_(n, d), p_(static_cast<size_t>(n * d)), chance_(static_cast<size_t>(n)), uniform_(chance_.size()), all_(chance_.size()) {
  std::iota(all_.begin(), all_.end(), 0);
}

void hmc_step::begin(const stream &noise, double h, int64_t steps, const chain_points &chains) {
  normals(noise, 0, n_, d_, p_.data());
  uniforms({noise.seed, noise.step, purpose::accept}, 0, n_, 1, uniform_.data());
  path_.begin(all_, chains, p_, h, steps);
}

const request *hmc_step::advance(const chart &t, chain_points &chains) {
  if (const request *ask = path_.advance(t)) return ask;
  finish(chains);
  return nullptr;
}

void hmc_step::finish(chain_points &chains) {
  mean_ = 0;
  for (int64_t i = 0; i < n_; ++i) {
    const size_t at = static_cast<size_t>(i);
    const double fall = path_.at().height[at] - 0.5 * square(path_.momentum(i), d_) - chains.height[at] + 0.5 * square(p_.data() + i * d_, d_);
    chance_[at] = path_.failed(i) || std::isnan(fall) ? 0 : std::min(1.0, std::exp(fall));
    mean_ += chance_[at] / static_cast<double>(n_);
    if (uniform_[at] < chance_[at]) chains.copy_row(i, path_.at(), i);
  }
}

}  // namespace wgf
