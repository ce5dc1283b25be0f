#include "pair/bandwidth.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/status.h"
#include "pair/pack.h"
#include "pair/select.h"
#include "parallel.h"

namespace wgf::pair {

namespace {

constexpr int64_t rows = tile_rows<double>;
constexpr int64_t bins = 4096;
constexpr int64_t candidates = 16384;  // so many numbers are selected from directly
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// Numbers >= 0 are ordered as their bit patterns.
uint64_t bits_of(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double number_of(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

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
  const auto rank = [&](int64_t k) { return !diagonal ? k : k < r.n ? -1 : (k - r.n) / 2; };
  return {rank((all - 1) / 2), rank(all / 2)};
}

struct slot {
  double *u, *inside;    // a tile, and its numbers within the range
  int64_t *histogram;    // bins of the range
  double *candidates_;   // the numbers in the range, when they are few
  bool *suspect;
  int64_t *below, *found;
  double *least_above;

  explicit slot(carver &memory)
      : u(memory.take<double>(rows * block_size)), inside(memory.take<double>(rows * block_size + 8)),
        histogram(memory.take<int64_t>(bins)), candidates_(memory.take<double>(candidates)),
        suspect(memory.take<bool>(groups_per_block)), below(memory.take<int64_t>(1)), found(memory.take<int64_t>(1)),
        least_above(memory.take<double>(1)) {}
};

struct median_memory {
  points<double> at;
  double *sample;
  size_t slot_bytes;
  char *slots;
  int threads;

  median_memory(carver &memory, const sizes &s) : at(memory, s), sample(memory.take<double>(sampled_pairs)), threads(s.threads) {
    carver counted(nullptr);
    const slot one(counted);
    slot_bytes = counted.used();
    slots = memory.take<char>(static_cast<int64_t>(slot_bytes) * s.threads);
  }

  slot own(int number) const {
    carver memory(slots + slot_bytes * static_cast<size_t>(number));
    return slot(memory);
  }
};

struct range {
  uint64_t low, last;  // bit patterns
  int shift() const {
    int s = 0;
    while (((last - low) >> s) >= static_cast<uint64_t>(bins)) ++s;
    return s;
  }
};

constexpr uint64_t largest = 0x7FF0000000000000u;  // infinity

// Selection by rank among the squared distances, in passes over all of them that narrow a range down.
class selection {
 public:
  selection(const plan &p, bool upper_triangle, const median_memory &memory, workers &pool)
      : p_(p), upper_(upper_triangle), memory_(memory), pool_(pool) {}

  // The numbers of rank k and of rank k or k + 1. `guess` is a range that probably holds them.
  void find(int64_t k, int64_t next, range guess, double &first, double &second) {
    range_ = guess;
    for (;;) {
      pass(false);
      if (k < below_ || k >= below_ + count_) {
        if (range_.low == 0 && range_.last == largest) return void(first = second = nan);
        range_ = {0, largest};
        continue;
      }
      narrow(k - below_);
      if (count_ <= candidates || range_.low == range_.last) break;
    }
    if (count_ > candidates) return resolve_tie(k, next, first, second);
    pass(true);
    gather();
    double *all = memory_.own(0).candidates_;
    std::sort(all, all + count_);
    first = all[k - below_];
    second = next - below_ < count_ ? all[next - below_] : least_above_;
  }

 private:
  void resolve_tie(int64_t k, int64_t next, double &first, double &second) {
    first = number_of(range_.low);
    const bool more = next == k || next < below_ + count_;
    if (!more) pass(false);
    second = more ? first : least_above_;
  }

  void pass(bool keep) {
    for (int s = 0; s < memory_.threads; ++s) {
      const slot own = memory_.own(s);
      std::fill_n(own.histogram, bins, int64_t{0});
      *own.below = *own.found = 0;
      *own.least_above = infinity;
    }
    const int64_t tiles = (p_.in.n + rows - 1) / rows;
    const double cost = static_cast<double>(p_.active * rows) * (0.4 + 0.15 * static_cast<double>(p_.in.d));
    pool_.for_each(tiles, cost, [&](int64_t tile, int s) { visit_tile(tile, memory_.own(s), keep); });
    below_ = count_ = 0;
    least_above_ = infinity;
    for (int s = 0; s < memory_.threads; ++s) {
      const slot own = memory_.own(s);
      below_ += *own.below;
      count_ += *own.found;
      least_above_ = std::min(least_above_, *own.least_above);
    }
  }

  void visit_tile(int64_t tile, const slot &own, bool keep) {
    const int64_t blocks = (p_.active + block_size - 1) / block_size;
    for (int64_t b = upper_ ? tile * rows / block_size : 0; b < blocks; ++b) {
      const int64_t n = fill(tile, b, own);
      const select_result r = run(select_job{own.u, n, number_of(range_.low), number_of(range_.last), own.inside});
      *own.below += r.below;
      *own.least_above = std::min(*own.least_above, r.least_above);
      if (keep)
        std::copy_n(own.inside, r.inside, own.candidates_ + *own.found);
      else
        count(own, r.inside);
      *own.found += r.inside;
    }
  }

  void count(const slot &own, int64_t n) {
    const int shift = range_.shift();
    for (int64_t i = 0; i < n; ++i) ++own.histogram[(bits_of(own.inside[i]) - range_.low) >> shift];
  }

  // The squared distances of a tile; NaN where there is no pair. Differences, so that equal particles are at distance 0.
  int64_t fill(int64_t tile, int64_t block, const slot &own) {
    const int64_t d = p_.in.d, first = block * block_size, real = std::min(block_size, p_.active - first);
    const int64_t groups = (real + group_size - 1) / group_size, real_rows = std::min(rows, p_.in.n - tile * rows);
    run(distance_job<double>{memory_.at.tile(tile, d), memory_.at.x_norm + tile * rows, memory_.at.block(block, d),
                             memory_.at.y_norm + first, d, groups, metric::differences, -1.0, own.u, own.suspect});
    for (int64_t j = 0; j < groups * group_size; ++j) {
      const int64_t wanted = j >= real ? 0 : upper_ ? std::clamp<int64_t>(first + j - tile * rows, 0, real_rows) : real_rows;
      std::fill(own.u + j * rows + wanted, own.u + (j + 1) * rows, nan);
    }
    return groups * group_size * rows;
  }

  // Keeps the bin that holds rank k of the range; sets below_ and count_ for it.
  void narrow(int64_t k) {
    const int shift = range_.shift();
    int64_t before = 0;
    for (int64_t b = 0; b < bins; ++b) {
      int64_t here = 0;
      for (int s = 0; s < memory_.threads; ++s) here += memory_.own(s).histogram[b];
      if (k < before + here) {
        const uint64_t low = range_.low + (static_cast<uint64_t>(b) << shift);
        range_ = {low, std::min(range_.last, low + ((uint64_t{1} << shift) - 1))};
        below_ += before;
        count_ = here;
        return;
      }
      before += here;
    }
  }

  void gather() {
    const slot first = memory_.own(0);
    int64_t at = *first.found;
    for (int s = 1; s < memory_.threads; ++s) {
      const slot own = memory_.own(s);
      std::copy_n(own.candidates_, *own.found, first.candidates_ + at);
      at += *own.found;
    }
  }

  const plan &p_;
  bool upper_;
  const median_memory &memory_;
  workers &pool_;
  range range_{};
  int64_t below_ = 0, count_ = 0;
  double least_above_ = infinity;
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
    const double difference = (x[c] - y[c]) / (r.scale != nullptr ? r.scale[c] : 1);
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
  return squared_distance(r, r.x + static_cast<int64_t>(i) * r.d, y + static_cast<int64_t>(j) * r.d);
}

void fill_sample(const median_request &r, uint64_t seed, int64_t count, double *sample, workers &pool) {
  constexpr int64_t chunk = 1024;
  const double cost = static_cast<double>(chunk) * (10 + 2 * static_cast<double>(r.d));
  pool.for_each((count + chunk - 1) / chunk, cost, [&](int64_t part, int) {
    for (int64_t t = part * chunk; t < std::min(count, (part + 1) * chunk); ++t) sample[t] = sampled_distance(r, seed, t);
  });
}

// A range that holds the numbers of these ranks but for a chance of 1e-6: five standard deviations of a sampled rank.
range probable_range(const median_request &r, int64_t rank, double *sample, workers &pool) {
  constexpr int64_t count = 4096;
  fill_sample(r, 1, count, sample, pool);
  std::sort(sample, sample + count);
  const double share = static_cast<double>(rank) / static_cast<double>(pairs_of(r)), size = static_cast<double>(count);
  const double margin = 5 * std::sqrt(size * share * (1 - share)) + 2;
  const auto at = [&](double place) { return sample[std::clamp<int64_t>(static_cast<int64_t>(place), 0, count - 1)]; };
  const double low = at(size * share - margin), last = at(size * share + margin);
  return low <= last && last < infinity ? range{bits_of(low), bits_of(last)} : range{0, largest};
}

sizes sizes_of(int64_t n, int64_t m, int64_t d, int threads) { return {n, m, d, 0, threads}; }

sweep_input input_of(const median_request &r) {
  sweep_input in;
  in.n = r.n, in.m = columns_of(r), in.d = r.d;
  in.x = r.x, in.y = inside_one(r) ? r.x : r.y;
  in.scale = r.scale;
  return in;
}

double half_way(double a, double b) { return a + (b - a) / 2; }

}  // namespace

size_t median_bytes(int64_t n, int64_t m, int64_t d, int threads) {
  return bytes_needed<median_memory>(sizes_of(n, std::max(n, m), d, threads));
}

double exact_median(const median_request &r, workspace &scratch, workers &pool) {
  const ranks want = middle(r);
  if (pairs_of(r) < 1) return want.first == -1 && r.n == 1 ? 0 : nan;
  require(median_bytes(r.n, r.m, r.d, pool.threads()) <= scratch.bytes(), WGF_E_INTERNAL, "median: the workspace is too small");
  const sizes s = sizes_of(r.n, columns_of(r), r.d, pool.threads());
  carver carved(scratch.memory());
  frame shared(carved, s);
  median_memory memory(carved, s);
  plan p;
  p.in = input_of(r);
  shared.fill(p, 1);
  std::fill_n(shared.centre, r.d, 0.0);  // differences need none, and it would round
  memory.at.fill(p, pool);
  const int64_t first_rank = std::max<int64_t>(want.first, 0), second_rank = std::max<int64_t>(want.second, 0);
  double first = 0, second = 0;
  selection(p, inside_one(r), memory, pool)
      .find(first_rank, second_rank, probable_range(r, first_rank, memory.sample, pool), first, second);
  return half_way(want.first < 0 ? 0 : first, want.second < 0 ? 0 : second);
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

// Sums over the coordinates of (n/(n-1)) variances, or of what two means differ by.
double mean_of(int64_t n, int64_t d, const double *x, int64_t c) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i * d + c];
  return sum / static_cast<double>(n);
}

double scatter(int64_t n, int64_t d, const double *x, int64_t c, double mean) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += (x[i * d + c] - mean) * (x[i * d + c] - mean);
  return sum;
}

double squared_scale(const double *scale, int64_t c) { return scale != nullptr ? scale[c] * scale[c] : 1; }

}  // namespace

double mean_squared_distance(int64_t n, int64_t d, const double *x, const double *scale) {
  if (n < 2) return nan;
  double sum = 0;
  for (int64_t c = 0; c < d; ++c) sum += scatter(n, d, x, c, mean_of(n, d, x, c)) / squared_scale(scale, c);
  return 2 * sum / static_cast<double>(n - 1);
}

double mean_squared_distance(int64_t n, const double *x, int64_t m, const double *y, int64_t d, const double *scale) {
  if (n < 1 || m < 1) return nan;
  double sum = 0;
  for (int64_t c = 0; c < d; ++c) {
    const double mean_x = mean_of(n, d, x, c), mean_y = mean_of(m, d, y, c);
    const double spread = scatter(n, d, x, c, mean_x) / static_cast<double>(n) + scatter(m, d, y, c, mean_y) / static_cast<double>(m);
    sum += (spread + (mean_x - mean_y) * (mean_x - mean_y)) / squared_scale(scale, c);
  }
  return sum;
}

}  // namespace wgf::pair
