#include "kernels/landmarks.h"

#include <algorithm>
#include <limits>

#include "kernels/strata.h"

namespace wgf {

namespace {

constexpr int64_t few_dimensions = 5;
constexpr int64_t pool_factor = 6;
constexpr int64_t chunk = 512;

}  // namespace

landmarks::landmarks(int64_t most, int64_t n, int64_t d)
    : most_(std::min(most, n)), d_(d), pool_(static_cast<size_t>(std::min(n, d > few_dimensions ? most_ : pool_factor * most_) * d)),
      inverse_scale_(static_cast<size_t>(d)), chosen_(static_cast<size_t>(most_ * d)), distance_(pool_.size() / static_cast<size_t>(d)) {}

void landmarks::take(int64_t at) {
  std::copy_n(pool_.data() + at * d_, d_, chosen_.data() + count_++ * d_);
  distance_[static_cast<size_t>(at)] = -1;
}

void landmarks::come_near(const double *z, workers &pool) {
  pool.for_each((pool_size_ + chunk - 1) / chunk, static_cast<double>(chunk * d_), [&](int64_t part, int) {
    for (int64_t i = part * chunk; i < std::min(pool_size_, (part + 1) * chunk); ++i) {
      double sum = 0;
      for (int64_t c = 0; c < d_; ++c) {
        const double away = (pool_[static_cast<size_t>(i * d_ + c)] - z[c]) * inverse_scale_[static_cast<size_t>(c)];
        sum += away * away;
      }
      distance_[static_cast<size_t>(i)] = std::min(distance_[static_cast<size_t>(i)], sum);
    }
  });
}

void landmarks::choose(int64_t n, const double *x, const double *scale, const stream &random, workers &pool) {
  pool_size_ = std::min(n, static_cast<int64_t>(distance_.size()));
  count_ = 0;
  for (int64_t r = 0; r < pool_size_; ++r) std::copy_n(x + stratum_item(random, r, pool_size_, n) * d_, d_, pool_.data() + r * d_);
  for (int64_t c = 0; c < d_; ++c) inverse_scale_[static_cast<size_t>(c)] = scale ? 1 / scale[c] : 1;
  std::fill(distance_.begin(), distance_.end(), std::numeric_limits<double>::infinity());
  const int64_t all = std::min(n, most_), random_ones = d_ > few_dimensions ? all : (all + 1) / 2;
  for (int64_t r = 0; r < random_ones; ++r) take(r * pool_size_ / random_ones);
  if (random_ones == all) return;
  for (int64_t r = 0; r < random_ones; ++r) come_near(chosen_.data() + r * d_, pool);
  while (count_ < all) {
    take(std::max_element(distance_.begin(), distance_.begin() + pool_size_) - distance_.begin());
    come_near(chosen_.data() + (count_ - 1) * d_, pool);
  }
}

}  // namespace wgf
