#include "pair/median.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/status.h"
#include "pair/median/sampled_select.h"
#include "base/parallel.h"

namespace wgf::pair {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool inside_one(const median_request &r) { return r.y == nullptr; }
int64_t columns_of(const median_request &r) { return inside_one(r) ? r.n : r.m; }

// Distinct pairs: each distance inside one cloud once.
int64_t pairs_of(const median_request &r) { return inside_one(r) ? r.n * (r.n - 1) / 2 : r.n * r.m; }

// The two middle ranks among the distinct pairs, or -1 for a zero of the diagonal.
struct ranks {
  int64_t first, second;
};

ranks middle(const median_request &r) {
  const bool diagonal = inside_one(r) && r.include_diagonal;
  const int64_t all = diagonal ? r.n * r.n : pairs_of(r);
  const auto rank = [&](int64_t k) { return !diagonal ? k : k < r.n ? -1
                                                                    : (k - r.n) / 2; };
  return {rank((all - 1) / 2), rank(all / 2)};
}

struct median_memory {
  sampled_select_memory few;
  radix_select_memory many;

  median_memory(arena &memory, const sizes &s) : few(memory, s), many(memory, s) {}
};

uint64_t scrambled(uint64_t z) {  // SplitMix64
  z += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

double squared_distance(const median_request &r, const double *x, const double *y) {
  double sum = 0;
  for (int64_t c = 0; c < r.d; ++c) {
    const double difference = (x[c] / r.length - y[c] / r.length) / (r.scale != nullptr ? r.scale[c] : 1);
    sum += difference * difference;
  }
  return sum;
}

// Pair number t of an endless random list: two distinct particles, or one of each cloud.
double sampled_distance(const median_request &r, uint64_t seed, int64_t t) {
  const uint64_t first = scrambled(seed + 2 * static_cast<uint64_t>(t)), second = scrambled(first ^ seed);
  const uint64_t n = static_cast<uint64_t>(r.n), i = first % n;
  const uint64_t j = inside_one(r) ? (i + 1 + second % (n - 1)) % n : second % static_cast<uint64_t>(r.m);
  const double *y = inside_one(r) ? r.x : r.y;
  const double u = squared_distance(r, r.x + static_cast<int64_t>(i) * r.d, y + static_cast<int64_t>(j) * r.d);
  return std::isnan(u) ? std::numeric_limits<double>::infinity() : u;
}

void fill_sample(const median_request &r, uint64_t seed, int64_t count, double *sample, workers &pool) {
  constexpr int64_t chunk = 1024;
  const double cost = static_cast<double>(chunk) * (10 + 2 * static_cast<double>(r.d));
  pool.for_each((count + chunk - 1) / chunk, cost, [&](int64_t part, int) {
    for (int64_t t = part * chunk; t < std::min(count, (part + 1) * chunk); ++t) sample[t] = sampled_distance(r, seed, t);
  });
}

sweep_input input_of(const median_request &r) {
  sweep_input in;
  in.n = r.n, in.m = columns_of(r), in.d = r.d;
  in.x = r.x, in.y = inside_one(r) ? r.x : r.y;
  in.scale = r.scale;
  in.length = r.length;
  return in;
}

two_numbers find(sweep_job &p, bool one_cloud, const ranks &want, median_memory &memory, double *centre, workers &pool) {
  sampled_select quick(p, one_cloud, memory.few, pool);
  if (const auto found = quick.find(want.first, want.second)) return *found;
  if (p.in.scale == nullptr) std::fill_n(centre, p.in.d, 0.0);  // differences need none, and it would round; but so do scales, of coordinates far out
  memory.many.at.fill(p, pool);
  return radix_select(p, one_cloud, memory.many, pool).find(want.first, want.second, quick.range());
}

double half_way(double a, double b) { return 0.5 * a + 0.5 * b; }

}  // namespace

size_t median_bytes(int64_t n, int64_t m, int64_t d, int threads) {
  return std::max(bytes_needed<median_memory>({n, std::max(n, m), d, 0, threads}), sampled_pairs * sizeof(double));
}

double exact_median(const median_request &r, workspace &scratch, workers &pool) {
  const ranks want = middle(r);
  if (pairs_of(r) < 1) return want.first == -1 && r.n == 1 ? 0 : nan;
  require(median_bytes(r.n, r.m, r.d, pool.threads()) <= scratch.bytes(), WGF_E_INTERNAL, "median: the workspace is too small");
  const sizes s{r.n, columns_of(r), r.d, 0, pool.threads()};
  arena carved(scratch.memory());
  packing shared(carved, s);
  median_memory memory(carved, s);
  sweep_job p;
  p.in = input_of(r);
  shared.fill(p, 1);
  const two_numbers found = find(p, inside_one(r), {std::max<int64_t>(want.first, 0), std::max<int64_t>(want.second, 0)}, memory, shared.centre, pool);
  return half_way(want.first < 0 ? 0 : found.first, want.second < 0 ? 0 : found.second);
}

double sampled_median(const median_request &r, uint64_t seed, workspace &scratch, workers &pool) {
  if (pairs_of(r) < 1) return exact_median(r, scratch, pool);
  require(scratch.bytes() >= sampled_pairs * sizeof(double), WGF_E_INTERNAL, "median: the workspace is too small");
  double *sample = static_cast<double *>(scratch.memory());
  fill_sample(r, seed, sampled_pairs, sample, pool);
  const int64_t rank = middle(r).first;
  const double share = static_cast<double>(std::max<int64_t>(rank, 0)) / static_cast<double>(pairs_of(r));
  double *place = sample + static_cast<int64_t>(share * static_cast<double>(sampled_pairs));
  std::nth_element(sample, place, sample + sampled_pairs);
  return *place;
}

namespace {

// Means and summed squared deviations of up to 16 neighbouring coordinates: two readings of the rows for all of them. Without weights each
// row counts 1.
struct spread {
  static constexpr int64_t most = 16;
  double mean[most] = {}, scatter[most] = {};

  spread(int64_t n, int64_t d, const double *x, const double *w, int64_t first, double unit = 1) {
    const int64_t count = std::min(most, d - first);
    const auto weight = [w](int64_t i) { return w != nullptr ? w[i] : 1; };
    for (int64_t i = 0; i < n; ++i)
      for (int64_t c = 0; weight(i) != 0 && c < count; ++c) mean[c] += weight(i) * (unit * x[i * d + first + c]);
    for (double &m : mean) m /= w != nullptr ? 1 : static_cast<double>(n);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t c = 0; weight(i) != 0 && c < count; ++c) {
        const double away = unit * x[i * d + first + c] - mean[c];
        scatter[c] += weight(i) * away * away;
      }
  }
};

double squared_scale(const double *scale, int64_t c) { return scale != nullptr ? scale[c] * scale[c] : 1; }

}  // namespace

double unit_of_length(int64_t n, int64_t d, const double *x, const double *scale) {
  double largest = 0;
  for (int64_t i = 1; i < n; ++i)
    for (int64_t c = 0; c < d; ++c)
      largest = std::max(largest, std::abs(x[i * d + c] / 4 - x[c] / 4) / (scale != nullptr ? scale[c] : 1));
  if (largest == 0 || !std::isfinite(largest) || (largest > 0x1p-400 && largest < 0x1p400)) return 1;
  return std::ldexp(1.0, std::clamp(std::ilogb(largest), -1000, 1000));
}

double mean_squared_distance(int64_t n, int64_t d, const double *x, const double *scale, double length) {
  if (n < 2) return nan;
  double sum = 0;
  for (int64_t first = 0; first < d; first += spread::most) {
    const spread own(n, d, x, nullptr, first, 1 / length);
    for (int64_t c = first; c < std::min(d, first + spread::most); ++c) sum += own.scatter[c - first] / squared_scale(scale, c);
  }
  return 2 * sum / static_cast<double>(n - 1);
}

double mean_squared_distance(int64_t d, int64_t n, const double *x, const double *w, int64_t m, const double *y, const double *v) {
  double sum = 0;
  for (int64_t first = 0; first < d; first += spread::most) {
    const spread a(n, d, x, w, first), b(m, d, y, v, first);
    for (int64_t c = 0; c < std::min(d - first, spread::most); ++c) {
      const double apart = a.mean[c] - b.mean[c];
      sum += a.scatter[c] + b.scatter[c] + apart * apart;
    }
  }
  return sum;
}

}  // namespace wgf::pair
