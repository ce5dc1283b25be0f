#include "kernels/landmarks.h"

#include <algorithm>
#include <limits>

#include "kernels/strata.h"

namespace wgf {

namespace {

constexpr int64_t few_dimensions = 5;
constexpr int64_t random_per_landmark = 5;  // in the pool, beside one outlying particle for each
constexpr int64_t chunk = 512;

int64_t pool_room(int64_t landmarks, int64_t n, int64_t d) {
  return d > few_dimensions ? landmarks : std::min(n, (random_per_landmark + 1) * landmarks);
}

}  // namespace

landmarks::landmarks(int64_t most, int64_t n, int64_t d)
    : d_(d), pool_(static_cast<size_t>(pool_room(std::min(most, n), n, d) * d)), mean_(static_cast<size_t>(d)), inverse_scale_(mean_.size()),
      distance_(pool_.size() / mean_.size()) {}

double landmarks::squared_distance(const double *a, const double *b) const {
  double sum = 0;
  for (int64_t c = 0; c < d_; ++c) {
    const double away = (a[c] - b[c]) * inverse_scale_[static_cast<size_t>(c)];
    sum += away * away;
  }
  return sum;
}

int64_t landmarks::outermost(int64_t first, int64_t last, const double *x) const {
  int64_t best = first;
  double farthest = -1;
  for (int64_t i = first; i < last; ++i) {
    const double away = squared_distance(x + i * d_, mean_.data());
    if (away > farthest) farthest = away, best = i;
  }
  return best;
}

// Returns how many are random; they come first.
int64_t landmarks::fill_pool(int64_t count, int64_t n, const double *x, const stream &random, int64_t which, workers &pool) {
  pool_size_ = pool_room(count, n, d_);
  const int64_t outlying = n > pool_size_ && d_ <= few_dimensions ? count : 0, evenly = pool_size_ - outlying;
  for (int64_t r = 0; r < evenly; ++r) std::copy_n(x + stratum_item(random, which, r, evenly, n) * d_, d_, pool_.data() + r * d_);
  std::fill(mean_.begin(), mean_.end(), 0.0);
  for (int64_t r = 0; r < evenly; ++r)
    for (int64_t c = 0; c < d_; ++c) mean_[static_cast<size_t>(c)] += pool_[static_cast<size_t>(r * d_ + c)] / static_cast<double>(evenly);
  const double cost = static_cast<double>(n * d_) / static_cast<double>(count);
  pool.for_each(outlying, cost, [&](int64_t r, int) {
    const int64_t i = outermost(r * n / outlying, (r + 1) * n / outlying, x);
    std::copy_n(x + i * d_, d_, pool_.data() + (evenly + r) * d_);
  });
  return evenly;
}

const double *landmarks::take(int64_t at, double *out) {
  distance_[static_cast<size_t>(at)] = -1;
  std::copy_n(pool_.data() + at * d_, d_, out);
  return out;
}

void landmarks::come_near(const double *z, workers &pool) {
  pool.for_each((pool_size_ + chunk - 1) / chunk, static_cast<double>(chunk * d_), [&](int64_t part, int) {
    for (int64_t i = part * chunk; i < std::min(pool_size_, (part + 1) * chunk); ++i) {
      double &distance = distance_[static_cast<size_t>(i)];
      distance = std::min(distance, squared_distance(pool_.data() + i * d_, z));
    }
  });
}

void landmarks::choose(int64_t count, int64_t n, const double *x, const double *scale, const stream &random, int64_t which, workers &pool,
                       double *out) {
  for (int64_t c = 0; c < d_; ++c) inverse_scale_[static_cast<size_t>(c)] = scale ? 1 / scale[c] : 1;
  const int64_t random_ones = fill_pool(count, n, x, random, which, pool);
  std::fill(distance_.begin(), distance_.end(), std::numeric_limits<double>::infinity());
  const int64_t evenly = d_ > few_dimensions ? count : (count + 1) / 2;
  for (int64_t r = 0; r < evenly; ++r) take(r * random_ones / evenly, out + r * d_);
  if (evenly == count) return;
  for (int64_t r = 0; r < evenly; ++r) come_near(out + r * d_, pool);
  for (int64_t r = evenly; r < count; ++r) {
    const int64_t farthest = std::max_element(distance_.begin(), distance_.begin() + pool_size_) - distance_.begin();
    come_near(take(farthest, out + r * d_), pool);
  }
}

}  // namespace wgf
