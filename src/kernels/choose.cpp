// Which kernel the options, or the user, ask for, and its bandwidth.
#include <algorithm>
#include <cmath>

#include "kernels/approximation.h"
#include "kernels/moment_kernels.h"
#include "pair/bandwidth.h"
#include "pair/profile.h"

namespace wgf {

std::unique_ptr<kernel> make_kernel(const kernel_request &r) {
  if (r.options.has("approximation") && r.options.text("approximation") != "exact") {
    require(!r.features && (r.own_kernel || r.options.text("kernel") != "linear"), WGF_E_UNSUPPORTED,
            "option \"approximation\" is for kernels of the distance: the sums of this one are moments, exact in O(n)");
    return make_approximated_kernel(chosen_profile(r.options, r.own_kernel), r.options.real("bandwidth"), r);
  }
  if (r.features) return make_feature_kernel(*r.features, std::max(r.n, r.m), r.d, r.pool);
  if (!r.own_kernel && r.options.text("kernel") == "linear") return make_linear_kernel(r.d, r.pool);
  return make_radial_kernel(chosen_profile(r.options, r.own_kernel), r.options.real("bandwidth"), r);
}

namespace {

// From deviations from one of the particles, in units of the largest: a column of equal numbers gives exactly 0.
double deviation(const cloud &c, int64_t d, int64_t k) {
  const auto first = std::find_if(c.w, c.w + c.n, [](double w) { return w != 0; }) - c.w;
  if (first == c.n) return 0;
  const auto away = [&](int64_t i) { return c.x[i * d + k] / 2 - c.x[first * d + k] / 2; };
  double largest = 0, mean = 0, square = 0, mass = 0;
  for (int64_t i = 0; i < c.n; ++i)
    if (c.w[i] != 0) largest = std::max(largest, std::abs(away(i)));
  if (largest == 0 || !std::isfinite(largest)) return 0;
  for (int64_t i = 0; i < c.n; ++i)
    if (c.w[i] != 0) mean += c.w[i] * (away(i) / largest), mass += c.w[i];
  mean /= mass;
  for (int64_t i = 0; i < c.n; ++i)
    if (c.w[i] != 0) square += c.w[i] * (away(i) / largest - mean) * (away(i) / largest - mean);
  return 2 * largest * std::sqrt(square / mass);
}

}  // namespace

std::vector<double> coordinate_scale(const cloud &c, int64_t d) {
  std::vector<double> scale(static_cast<size_t>(d));
  for (int64_t k = 0; k < d; ++k) {
    const double found = deviation(c, d, k);
    scale[static_cast<size_t>(k)] = found > 0 ? found : 1;
  }
  return scale;
}

namespace {

// The exact median looks at every pair; above this many particles a sample of pairs is as good as the rule itself.
constexpr int64_t exact_median_below = 4096;

struct places {
  int64_t n, d;
  const double *x, *scale;
  double unit;  // of the lengths below, a power of two

  places(int64_t count, int64_t dim, const double *at, const double *divisors)
      : n(count), d(dim), x(at), scale(divisors), unit(pair::unit_of_length(count, dim, at, divisors)) {}
};

double median_squared(const places &c, bool with_diagonal, uint64_t seed, pair::workspace &scratch, workers &pool) {
  pair::median_request r;
  r.n = c.n;
  r.d = c.d;
  r.x = c.x;
  r.scale = c.scale;
  r.length = c.unit;
  r.include_diagonal = with_diagonal;
  return c.n < exact_median_below ? pair::exact_median(r, scratch, pool) : pair::sampled_median(r, seed, scratch, pool);
}

double mean_length(const places &c) { return std::sqrt(pair::mean_squared_distance(c.n, c.d, c.x, c.scale, c.unit)) * c.unit; }

bool is_length(double v) { return std::isfinite(v) && v > 0; }  // in this order: no comparison with NaN, which raises an exception

// Where the median is 0 because most pairs coincide, the mean stands for it.
double ruled_length(const std::string &rule, const places &c, uint64_t seed, pair::workspace &scratch, workers &pool) {
  if (rule == "mean") return mean_length(c);
  const bool svgd = rule == "svgd";
  const double squared = median_squared(c, svgd, seed, scratch, pool);
  const double over = svgd ? 2 * std::log(static_cast<double>(c.n) + 1) : 1;
  return is_length(squared) ? std::sqrt(squared / over) * c.unit : mean_length(c) / std::sqrt(over);
}

// The particles that have a weight: those of the cloud itself where all have one, else copies at the end of the scratch.
const double *weighted_rows(const cloud &c, int64_t d, const pair::workspace &scratch, int64_t *count) {
  *count = c.n - std::count(c.w, c.w + c.n, 0.0);
  if (*count == c.n) return c.x;
  const size_t rows = scratch.bytes() / sizeof(double), own = static_cast<size_t>(*count * d);
  require(own <= rows, WGF_E_INTERNAL, "bandwidth: the workspace is too small");
  double *const copies = static_cast<double *>(scratch.memory()) + (rows - own);
  double *to = copies;
  for (int64_t i = 0; i < c.n; ++i)
    if (c.w[i] != 0) to = std::copy_n(c.x + i * d, d, to);
  return copies;
}

places places_of(const cloud &c, int64_t d, const double *scale, const pair::workspace &scratch) {
  int64_t count;
  const double *rows = weighted_rows(c, d, scratch, &count);
  return {count, d, rows, scale};
}

// The root mean squared distance of all particles of both clouds.
double pooled_length(const cloud &own, const cloud &other, const double *scale, int64_t d) {
  std::vector<double> all;
  for (const cloud *c : {&own, &other})
    for (int64_t i = 0; i < c->n; ++i)
      if (c->w[i] != 0) all.insert(all.end(), c->x + i * d, c->x + (i + 1) * d);
  return mean_length({static_cast<int64_t>(all.size()) / d, d, all.data(), scale});
}

}  // namespace

double chosen_bandwidth(const option_set &options, const cloud &own, const cloud &other, const double *scale, int64_t d, uint64_t seed,
                        pair::workspace &scratch, workers &pool) {
  const double fixed = options.real("bandwidth");
  if (fixed > 0) return fixed;
  const places by = places_of(other.n > 0 ? other : own, d, scale, scratch);
  double length = ruled_length(options.text("bandwidth_rule"), by, seed, scratch, pool);
  if (!is_length(length) && other.n > 0) length = pooled_length(own, other, scale, d);
  return is_length(length) ? length : 0;
}

void reserve_for_bandwidth(const option_set &options, int64_t n, int64_t d, int threads, pair::workspace &scratch) {
  if (options.real("bandwidth") != 0) return;
  const size_t median = options.text("bandwidth_rule") != "mean" ? pair::median_bytes(n, n, d, threads) : 0;
  scratch.reserve(median + static_cast<size_t>(n * d + 1) * sizeof(double));
}

}  // namespace wgf
