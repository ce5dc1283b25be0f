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

std::vector<double> coordinate_scale(const cloud &c, int64_t d) {
  std::vector<double> scale(static_cast<size_t>(d));
  for (int64_t k = 0; k < d; ++k) {
    double mean = 0, square = 0;
    for (int64_t i = 0; i < c.n; ++i) mean += c.w[i] * c.x[i * d + k];
    for (int64_t i = 0; i < c.n; ++i) square += c.w[i] * (c.x[i * d + k] - mean) * (c.x[i * d + k] - mean);
    scale[static_cast<size_t>(k)] = square > 0 ? std::sqrt(square) : 1;
  }
  return scale;
}

namespace {

// The exact median looks at every pair; above this many particles a sample of pairs is as good as the rule itself.
constexpr int64_t exact_median_below = 4096;

double median_squared(const cloud &c, const double *scale, int64_t d, bool with_diagonal, uint64_t seed, pair::workspace &scratch,
                      workers &pool) {
  pair::median_request r;
  r.n = c.n;
  r.d = d;
  r.x = c.x;
  r.scale = scale;
  r.include_diagonal = with_diagonal;
  return c.n < exact_median_below ? pair::exact_median(r, scratch, pool) : pair::sampled_median(r, seed, scratch, pool);
}

double ruled_length(const std::string &rule, const cloud &c, const double *scale, int64_t d, uint64_t seed, pair::workspace &scratch,
                    workers &pool) {
  if (rule == "mean") return std::sqrt(pair::mean_squared_distance(c.n, d, c.x, scale));
  if (rule == "median") return std::sqrt(median_squared(c, scale, d, false, seed, scratch, pool));
  return std::sqrt(median_squared(c, scale, d, true, seed, scratch, pool) / (2 * std::log(static_cast<double>(c.n) + 1)));
}

}  // namespace

double chosen_bandwidth(const option_set &options, const cloud &own, const cloud &other, const double *scale, int64_t d, uint64_t seed,
                        pair::workspace &scratch, workers &pool) {
  const double fixed = options.real("bandwidth");
  if (fixed > 0) return fixed;
  const double length = ruled_length(options.text("bandwidth_rule"), other.n > 0 ? other : own, scale, d, seed, scratch, pool);
  return length > 0 && std::isfinite(length) ? length : 1;  // one particle, or all at one place: any length does
}

void reserve_for_bandwidth(const option_set &options, int64_t n, int64_t d, int threads, pair::workspace &scratch) {
  if (options.real("bandwidth") == 0 && options.text("bandwidth_rule") != "mean") scratch.reserve(pair::median_bytes(n, n, d, threads));
}

}  // namespace wgf
