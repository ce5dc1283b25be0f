#include "sampler/steps/local_step.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace wgf {

namespace {

constexpr int64_t most_halvings = 5, never = most_halvings + 1;
constexpr double delta = 1;

}  // namespace

local_step::local_step(int64_t n, int64_t d)
    : n_(n), d_(d), path_(n, d), end_(n, d), p_(static_cast<size_t>(n * d)), u_(static_cast<size_t>(n)), before_p_(p_.size()), before_u_(u_.size()), end_p_(p_.size()),
      energy_(u_.size()), xi_(p_.size()), level_of_(u_.size()), reversible_(u_.size()) {
  who_.reserve(u_.size());
}

void local_step::draw_momenta(const stream &noise) {
  normals(noise, 0, n_, d_, p_.data());
  uniforms({noise.seed, noise.step, purpose::accept}, 0, n_, 1, u_.data());
  for (double &u : u_) u = 2 * u - 1;
}

double local_step::energy(const chain_points &at, const double *p, int64_t row) const {
  double square = 0;
  for (int64_t k = 0; k < d_; ++k) square += p[k] * p[k];
  return 0.5 * square - at.height[static_cast<size_t>(row)];
}

void local_step::refresh(const stream &noise, double alpha) {
  normals(noise, 0, n_, d_, xi_.data());
  const double keep = std::sqrt(1 - alpha), fresh = std::sqrt(alpha);
  for (size_t q = 0; q < p_.size(); ++q) p_[q] = keep * p_[q] + fresh * xi_[q];
  for (double &u : u_) u = std::fmod(u + 1 + alpha / 2, 2.0) - 1;
}

void local_step::begin(const stream &noise, double h, double length, const chain_points &chains) {
  before_p_ = p_;
  before_u_ = u_;
  h_ = h;
  refresh(noise, -std::expm1(-2 * h / length));
  level_ = 0;
  std::fill(level_of_.begin(), level_of_.end(), never);
  std::fill(reversible_.begin(), reversible_.end(), uint8_t{1});
  stage_ = stage::forth;
  start_level(chains);
}

void local_step::forget() {
  if (stage_ == stage::idle) return;
  p_ = before_p_;
  u_ = before_u_;
  stage_ = stage::idle;
}

const request *local_step::advance(const chart &t, chain_points &chains) {
  if (stage_ == stage::idle) return nullptr;
  while (true) {
    if (const request *ask = path_.advance(t)) return ask;
    if (stage_ == stage::forth) {
      judge_level();
      if (++level_ <= most_halvings) {
        start_level(chains);
        if (!who_.empty()) continue;
      }
      stage_ = stage::back;
      level_ = 0;
    } else {
      judge_return();
      ++level_;
    }
    start_return();
    if (who_.empty()) break;
  }
  finish(chains);
  return nullptr;
}

void local_step::start_level(const chain_points &chains) {
  who_.clear();
  for (int64_t i = 0; i < n_; ++i) {
    if (level_ == 0) energy_[static_cast<size_t>(i)] = energy(chains, p_.data() + i * d_, i);
    if (level_of_[static_cast<size_t>(i)] == never) who_.push_back(i);
  }
  path_.begin(who_, chains, p_, std::ldexp(h_, -static_cast<int>(level_)), int64_t{1} << level_);
}

// A chain that the target has rejected so far takes whatever it finds.
void local_step::judge_level() {
  double passed = 0, chance = 0;
  for (int64_t r = 0; r < path_.rows(); ++r) {
    const int64_t i = who_[static_cast<size_t>(r)];
    const double before = energy_[static_cast<size_t>(i)], rise = path_.failed(r) ? HUGE_VAL : std::isinf(before) ? 0
                                                                                                                  : energy(path_.at(), path_.momentum(r), r) - before;
    chance += std::isnan(rise) ? 0 : std::min(1.0, std::exp(-rise));
    if (!(std::abs(rise) <= delta)) continue;
    passed += 1;
    level_of_[static_cast<size_t>(i)] = level_;
    end_.copy_row(i, path_.at(), r);
    std::copy_n(path_.momentum(r), d_, end_p_.begin() + i * d_);
  }
  if (level_ > 0) return;
  first_level_ = passed / static_cast<double>(n_);
  chance_ = chance / static_cast<double>(n_);
}

// From the ends with the momentum turned round, the levels below the one that passed.
void local_step::start_return() {
  who_.clear();
  for (int64_t i = 0; i < n_; ++i) {
    const size_t at = static_cast<size_t>(i);
    if (level_of_[at] == never || !reversible_[at] || level_ >= level_of_[at]) continue;
    who_.push_back(i);
    for (int64_t k = 0; k < d_; ++k) xi_[static_cast<size_t>(i * d_ + k)] = -end_p_[static_cast<size_t>(i * d_ + k)];
  }
  if (!who_.empty()) path_.begin(who_, end_, xi_, std::ldexp(h_, -static_cast<int>(level_)), int64_t{1} << level_);
}

void local_step::judge_return() {
  for (int64_t r = 0; r < path_.rows(); ++r) {
    const int64_t i = who_[static_cast<size_t>(r)];
    const double before = energy(end_, end_p_.data() + i * d_, i);
    if (!path_.failed(r) && std::abs(energy(path_.at(), path_.momentum(r), r) - before) <= delta) reversible_[static_cast<size_t>(i)] = 0;
  }
}

void local_step::finish(chain_points &chains) {
  for (int64_t i = 0; i < n_; ++i) {
    const size_t at = static_cast<size_t>(i);
    double *p = p_.data() + i * d_, *end = end_p_.data() + i * d_;
    const double fall = level_of_[at] == never ? 0 : energy_[at] - energy(end_, end, i);
    if (level_of_[at] != never && reversible_[at] && std::log(std::abs(u_[at])) < fall) {
      chains.copy_row(i, end_, i);
      std::copy_n(end, d_, p);
      u_[at] = std::clamp(u_[at] * std::exp(-fall), -1.0, 1.0);
    } else {
      for (int64_t k = 0; k < d_; ++k) p[k] = -p[k];
    }
  }
  stage_ = stage::idle;
}

void local_step::archive(wgf::archive &bytes) {
  bytes.numbers(p_);
  bytes.numbers(u_);
  bytes.value(first_level_);
  bytes.value(chance_);
}

}  // namespace wgf
