#include "pair/softmin.h"

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <limits>

#include "pair/distances.h"
#include "pair/potentials.h"
#include "pair/schedule.h"
#include "pair/softmin_tile.h"

namespace wgf::pair {

namespace {

constexpr double root_log2_e = 1.2011224087864498;
constexpr double infinity = std::numeric_limits<double>::infinity();

sizes sizes_of(const softmin_input &in, int threads) { return {in.n, in.m, in.d, 0, threads}; }

plan plan_of(const softmin_input &in) {
  plan p;
  p.in.n = in.n, p.in.m = in.m, p.in.d = in.d;
  p.in.x = in.x, p.in.y = in.y, p.in.w = in.w;
  p.in.single_precision = in.single_precision;
  return p;
}

// Of a sum of powers of two, relative to the reference of its row: the largest is then exact, and what underflows does not count.
template <class T>
bool in_range(double sum) { return sum > (sizeof(T) == 4 ? 0x1p-60 : 0x1p-900) && sum < (sizeof(T) == 4 ? 0x1p100 : 0x1p900); }

template <class T>
struct softmin_slot {
  T *twice, *o;  // twice: 2 x of the tile
  exponent_parts<T> start;

  softmin_slot(carver &memory, int64_t d)
      : twice(memory.take<T>(d * tile_rows<T>)), o(memory.take<T>(tile_rows<T>)), start(memory, tile_rows<T>) {}
};

template <class T>
struct softmin_memory {
  frame shared;
  points<T> at;
  exponent_parts<T> shift;  // of y
  double *log_weight;       // of the particles of y with a weight
  double *reference, *sum;  // of the rows: log2 of the expected sum, and the sum over its power of two
  bool *open;               // tiles
  char *slots;
  size_t slot_bytes;

  softmin_memory(carver &memory, const sizes &s)
      : shared(memory, s), at(memory, s), shift(memory, s.blocks() * block_size),
        log_weight(memory.take<double>(s.m)), reference(memory.take<double>(s.tiles<T>() * tile_rows<T>)),
        sum(memory.take<double>(s.tiles<T>() * tile_rows<T>)), open(memory.take<bool>(s.tiles<T>())) {
    carver counted(nullptr);
    const softmin_slot<T> one(counted, s.d);
    slot_bytes = counted.used();
    slots = memory.take<char>(static_cast<int64_t>(slot_bytes) * s.threads);
  }
};

template <class T>
size_t softmin_bytes(const sizes &s) {
  carver counted(nullptr);
  const softmin_memory<T> all(counted, s);
  return counted.used();
}

workspace room(size_t bytes) {
  workspace made;
  made.reserve(bytes);
  return made;
}

template <class T>
class softmin_of : public softmin {
 public:
  softmin_of(const softmin_input &in, workers &pool)
      : p_(plan_of(in)), pool_(pool), room_(room(softmin_bytes<T>(sizes_of(in, pool.threads())))), carver_(room_.memory()),
        memory_(carver_, sizes_of(in, pool.threads())) {}

  void find(double epsilon, const double *g, double *f) override {
    if (epsilon != epsilon_) pack(epsilon);
    fill_shifts(g);
    const int64_t padded = tiles() * rows;
    for (int64_t i = 0; i < padded; ++i) memory_.reference[i] = i < p_.in.n ? -f[i] * log2_e / epsilon : 0;
    std::fill_n(memory_.open, tiles(), true);
    const bool raised = std::fetestexcept(FE_OVERFLOW) != 0;
    add_sums();
    if (close()) {
      search();
      add_sums();
    }
    if (!raised) std::feclearexcept(FE_OVERFLOW);  // a power that overflows is an answer, which closes no tile, and nobody's exception
    for (int64_t i = 0; i < p_.in.n; ++i) f[i] = -(memory_.reference[i] + std::log2(sum_of(i))) * (epsilon / log2_e);
  }

 private:
  static constexpr int64_t rows = tile_rows<T>;

  int64_t tiles() const { return (p_.in.n + rows - 1) / rows; }

  void pack(double epsilon) {
    epsilon_ = epsilon;
    p_.in.length = std::sqrt(epsilon);
    memory_.shared.fill(p_, root_log2_e);
    memory_.at.fill(p_, pool_);
    for (int64_t j = 0; j < p_.active; ++j) memory_.log_weight[j] = std::log2(p_.weight(p_.index[j]));
  }

  void fill_shifts(const double *g) {
    const int64_t padded = (p_.active + block_size - 1) / block_size * block_size;
    const double unit = log2_e / epsilon_;
    for (int64_t j = 0; j < padded; ++j)
      memory_.shift.set_negative(j, memory_.at.y_norm[j], j < p_.active ? memory_.log_weight[j] + unit * g[p_.index[j]] : -infinity);
  }

  void add_sums() {
    for (int64_t t = 0; t < tiles(); ++t)
      if (memory_.open[t]) std::fill_n(memory_.sum + t * rows, rows, 0.0);
    for_segments<T>(p_, pool_, [&](int64_t tile, int64_t first, int64_t end, int slot) {
      if (memory_.open[tile]) add_tile(tile, first, end, slot);
    });
  }

  // Leaves those tiles open that have a sum out of range; whether there are some.
  bool close() {
    bool some = false;
    for (int64_t t = 0; t < tiles(); ++t) {
      const double *sum = memory_.sum + t * rows;
      memory_.open[t] = !std::all_of(sum, sum + std::min(rows, p_.in.n - t * rows), in_range<T>);
      some = some || memory_.open[t];
    }
    return some;
  }

  // The largest exponent of each row of an open tile becomes its reference.
  void search() {
    for (int64_t t = 0; t < tiles(); ++t)
      if (memory_.open[t]) {
        std::fill_n(memory_.reference + t * rows, rows, 0.0);
        std::fill_n(memory_.sum + t * rows, rows, -infinity);
      }
    for_segments<T>(p_, pool_, [&](int64_t tile, int64_t first, int64_t end, int slot) {
      if (memory_.open[tile]) search_tile(tile, first, end, slot);
    });
    for (int64_t t = 0; t < tiles(); ++t)
      if (memory_.open[t]) std::copy_n(memory_.sum + t * rows, rows, memory_.reference + t * rows);
  }

  // Out of range even beside the largest term only where exponents are so large that rounding hides the others.
  double sum_of(int64_t i) const {
    const double sum = memory_.sum[i];
    return in_range<T>(sum) || std::isnan(sum) ? sum : 1;
  }

  softmin_slot<T> slot_for(int64_t tile, int slot) {
    carver own(memory_.slots + memory_.slot_bytes * static_cast<size_t>(slot));
    softmin_slot<T> made(own, p_.in.d);
    const T *x = memory_.at.tile(tile, p_.in.d);
    std::transform(x, x + p_.in.d * rows, made.twice, [](T value) { return 2 * value; });
    for (int64_t r = 0, i = tile * rows; r < rows; ++r, ++i) made.start.set(r, memory_.at.x_norm[i], -memory_.reference[i]);
    return made;
  }

  softmin_job<T> job_for(int64_t tile, int64_t block, const softmin_slot<T> &own) const {
    const int64_t d = p_.in.d, first = block * block_size, count = std::min(block_size, p_.active - first);
    const metric how = usual_metric(p_, memory_.at, tile, block);
    return {how, how == metric::gram ? own.twice : memory_.at.tile(tile, d), own.start.by(how), memory_.at.block(block, d),
            memory_.shift.by(how) + first, d, (count + group_size - 1) / group_size, own.o};
  }

  void add_tile(int64_t tile, int64_t first, int64_t end, int slot) {
    const softmin_slot<T> own = slot_for(tile, slot);
    std::fill_n(own.o, rows, T{0});
    for (int64_t b = first; b < end; ++b) {
      add_powers(job_for(tile, b, own));
      if ((b - first) % blocks_per_flush == blocks_per_flush - 1 || b + 1 == end) run(flush_job<T>{rows, own.o, memory_.sum + tile * rows});
    }
  }

  void search_tile(int64_t tile, int64_t first, int64_t end, int slot) {
    const softmin_slot<T> own = slot_for(tile, slot);
    std::fill_n(own.o, rows, -std::numeric_limits<T>::infinity());
    for (int64_t b = first; b < end; ++b) find_largest(job_for(tile, b, own));
    double *largest = memory_.sum + tile * rows;
    for (int64_t r = 0; r < rows; ++r) largest[r] = std::max(largest[r], static_cast<double>(own.o[r]));
  }

  plan p_;
  workers &pool_;
  workspace room_;
  carver carver_;
  softmin_memory<T> memory_;
  double epsilon_ = 0;
};

}  // namespace

std::unique_ptr<softmin> make_softmin(const softmin_input &in, workers &pool) {
  if (in.single_precision) return std::make_unique<softmin_of<float>>(in, pool);
  return std::make_unique<softmin_of<double>>(in, pool);
}

}  // namespace wgf::pair
