#include "pair/median/order_statistic.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pair/median/range_pass.h"

namespace wgf::pair {

namespace {

constexpr int64_t sampled = 512;

struct bounds {
  double low, last;
};

bounds probable_bounds(const double *list, int64_t count, int64_t k) {
  double sample[sampled];
  for (int64_t t = 0; t < sampled; ++t) sample[t] = list[t * count / sampled];
  std::sort(sample, sample + sampled);
  const double share = static_cast<double>(k) / static_cast<double>(count), size = static_cast<double>(sampled);
  const double margin = 4 * std::sqrt(size * share * (1 - share)) + 2;
  const auto at = [&](double place) { return place < 0 ? 0.0 : place < size ? sample[static_cast<int64_t>(place)]
                                                                            : std::numeric_limits<double>::infinity(); };
  return {at(size * share - margin), at(size * share + margin)};
}

range_pass_result between(double *list, int64_t count, bounds b, double *inside) {
  std::fill_n(list + count, vector_padding, std::numeric_limits<double>::quiet_NaN());
  return run(range_pass_job{list, (count + vector_padding - 1) / vector_padding * vector_padding, b.low, b.last, inside});
}

}  // namespace

double order_statistic(double *list, int64_t count, int64_t k, double *spare) {
  if (count > 4 * sampled) {
    const range_pass_result r = between(list, count, probable_bounds(list, count, k), spare);
    if (k >= r.below && k < r.below + r.inside) {
      std::nth_element(spare, spare + (k - r.below), spare + r.inside);
      return spare[k - r.below];
    }
  }
  std::copy_n(list, count, spare);
  std::nth_element(spare, spare + k, spare + count);
  return spare[k];
}

}  // namespace wgf::pair
