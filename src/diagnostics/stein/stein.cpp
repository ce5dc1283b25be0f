#include "diagnostics/stein/stein.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/paced.h"

namespace wgf::stats {

namespace {

constexpr int64_t tile = 1024;  // draws that one thread looks at in a row

struct best {
  double value = std::numeric_limits<double>::infinity();
  int64_t index = 0;
};

// What is added to the objective of each draw at a step.
class penalties {
 public:
  penalties(const stein_kernel &kernel, const stein_penalty &given, int64_t m) : fixed_(static_cast<size_t>(kernel.count())), rate_(fixed_) {
    const int64_t n = kernel.count(), d = kernel.dim();
    if (given.second_derivatives)
      for (int64_t q = 0; q < n * d; ++q) fixed_.data()[q / d] += std::max(0.0, kernel.squared_scale(q % d) * given.second_derivatives[q]);
    if (!given.log_density) return;
    const double most = *std::max_element(given.log_density, given.log_density + n);
    for (int64_t i = 0; i < n; ++i) rate_.data()[i] = (most - given.log_density[i]) / static_cast<double>(m);
  }

  double at(int64_t i, int64_t step) const { return fixed_.data()[i] + static_cast<double>(step) * rate_.data()[i]; }

 private:
  std::vector<double> fixed_, rate_;
};

class thinning {
 public:
  thinning(const stein_kernel &kernel, const penalties &penalty, workers &pool) : kernel_(kernel), penalty_(penalty), pool_(pool), bests_(static_cast<size_t>((kernel.count() + tile - 1) / tile)) {
    resize(cost_, kernel.count());
    each_tile([&](int64_t i) { cost_.data()[i] = kernel_(i, i); });
  }

  int64_t choose(int64_t step) {
    const int64_t chosen = least(step);
    sum_ += cost_.data()[chosen];
    each_tile([&](int64_t i) { cost_.data()[i] += 2 * kernel_(chosen, i); });
    return chosen;
  }

  double discrepancy(int64_t m) const { return std::sqrt(std::max(0.0, sum_)) / static_cast<double>(m); }

 private:
  template <class Body>
  void each_tile(Body body) {
    pool_.for_each(static_cast<int64_t>(bests_.size()), tile * kernel_.row_cost(), [&](int64_t at, int) {
      for (int64_t i = at * tile; i < std::min(kernel_.count(), (at + 1) * tile); ++i) body(i);
    });
  }

  int64_t least(int64_t step) {
    pool_.for_each(static_cast<int64_t>(bests_.size()), 2 * tile, [&](int64_t at, int) {
      best found;
      for (int64_t i = at * tile; i < std::min(kernel_.count(), (at + 1) * tile); ++i) {
        const double value = cost_.data()[i] + penalty_.at(i, step);
        if (value < found.value) found = {value, i};
      }
      bests_.data()[at] = found;
    });
    return std::min_element(bests_.begin(), bests_.end(), [](const best &a, const best &b) { return a.value < b.value; })->index;
  }

  const stein_kernel &kernel_;
  const penalties &penalty_;
  workers &pool_;
  std::vector<best> bests_;   // one a tile
  std::vector<double> cost_;  // k0(x, x) + 2 sum over the chosen k0(x', x)
  double sum_ = 0;            // of k0 over all pairs of the chosen
};

}  // namespace

double stein_thin(const stein_kernel &kernel, const stein_penalty &penalty, int64_t m, workers &pool, int64_t *indices) {
  const penalties terms(kernel, penalty, m);
  thinning work(kernel, terms, pool);
  for (int64_t step = 1; step <= m; ++step) indices[step - 1] = work.choose(step);
  return work.discrepancy(m);
}

}  // namespace wgf::stats
