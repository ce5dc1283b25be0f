#include "pair/layout/extent.h"

#include <algorithm>
#include <cmath>

#include "base/status.h"
#include "pair/layout/layout_tile.h"
#include "base/parallel.h"

namespace wgf::pair {

namespace {

constexpr int64_t together = 8;  // rows: loops over their numbers have no rests, whatever d is
constexpr int64_t chunk = 128 * together;
constexpr double most_scores = 0x1p900;

// What one thread has seen: for each number of some rows side by side the largest distance from the centre, a quarter of it so that it does not
// overflow; scores; weights.
struct seen {
  double *away, *scores, *weight;

  seen(double *room, int64_t d, int slot) : away(room + (1 + slot) * together * (d + 2)), scores(away + together * d), weight(scores + together) {}
};

void see_points(int64_t count, int64_t d, const double *x, const double *quarter_centre, const seen &own) {
  run(largest_job{x, count * d, together * d, 0.25, quarter_centre, own.away});
}

void see_scores(int64_t count, const double *values, double *largest) {
  alignas(64) static constexpr double zeros[together] = {};
  run(largest_job{values, count, together, 1, zeros, largest});
}

struct stretch_of_rows {
  int64_t first, count;

  stretch_of_rows(int64_t part, int64_t all) : first(std::min(part * chunk, all)), count(std::min(chunk, all - first)) {}
};

void see_rows(const sweep_job &p, const stretch_of_rows &rows, const double *quarter_centre, const seen &own) {
  see_points(rows.count, p.in.d, p.in.x + rows.first * p.in.d, quarter_centre, own);
  if (p.in.s != p.in.p && (p.e.used() || p.sp || p.xq)) see_scores(rows.count * p.in.columns, p.in.s + rows.first * p.in.columns, own.scores);
}

// Particles of y side by side, from `first` on.
void see_columns(const sweep_job &p, int64_t first, int64_t count, const double *quarter_centre, const seen &own) {
  if (p.in.y != p.in.x) see_points(count, p.in.d, p.in.y + first * p.in.d, quarter_centre, own);
  if (p.a.used() || p.sp || p.xq) see_scores(count * p.in.columns, p.in.p + first * p.in.columns, own.scores);
  if (p.in.w != nullptr) see_scores(count, p.in.w + first, own.weight);
}

// Those of weight 0 may be anything.
void see_active(const sweep_job &p, const stretch_of_rows &list, const double *quarter_centre, const seen &own) {
  if (p.in.w == nullptr) *own.weight = 1;
  if (p.active == p.in.m) return see_columns(p, list.first, list.count, quarter_centre, own);
  for (int64_t t = list.first; t < list.first + list.count; ++t) see_columns(p, p.index[t], 1, quarter_centre, own);
}

double in_units(const sweep_job &p, int64_t c, double quarter_away) {
  const double unit = p.in.length * 0.25 * (p.in.scale != nullptr ? p.in.scale[c] : 1);
  if (quarter_away == 0) return 0;
  return quarter_away / farthest >= unit ? 2 * farthest : quarter_away / unit;
}

extent summed_up(const sweep_job &p, double *room, int threads) {
  extent e;
  for (int slot = 0; slot < threads; ++slot) {
    const seen own(room, p.in.d, slot);
    e.scores = std::max(e.scores, *std::max_element(own.scores, own.scores + together));
    e.weight = std::max(e.weight, *std::max_element(own.weight, own.weight + together));
    for (int64_t k = 0; k < together * p.in.d; ++k) e.out = std::max(e.out, in_units(p, k % p.in.d, own.away[k]));
    e.position = std::max(e.position, *std::max_element(own.away, own.away + together * p.in.d));
  }
  const bool too_large = p.over > 1 && e.scores > most_scores / p.over;
  require(!too_large, WGF_E_NUMERIC, "a score, or a number that a kernel's sum multiplies, is more than 1e270 over the kernel's length");
  e.scores *= p.over;
  return e;
}

bool all_normal(const sweep_job &p) {
  const auto normal = [](double v) { return v >= 0x1p-1000 && v <= 0x1p1000; };
  bool all = normal(p.in.length);
  for (int64_t c = 0; p.in.scale != nullptr && c < p.in.d; ++c) all = all && normal(p.in.scale[c]) && normal(p.in.length * p.in.scale[c]);
  return all;
}

}  // namespace

int64_t extent_room(int64_t d, int threads) { return (1 + threads) * together * (d + 2); }

extent extent_of(const sweep_job &p, double *room, workers &pool) {
  const int64_t d = p.in.d, all = std::max(p.in.n, p.active);
  std::fill_n(room, extent_room(d, pool.threads()), 0.0);
  for (int64_t k = 0; k < together * d; ++k) room[k] = 0.25 * p.centre[k % d];
  pool.for_each((all + chunk - 1) / chunk, 0.5 * static_cast<double>(chunk * (2 * d + p.in.columns)), [&](int64_t part, int slot) {
    const seen own(room, d, slot);
    see_rows(p, {part, p.in.n}, room, own);
    see_active(p, {part, p.active}, room, own);
  });
  return summed_up(p, room, pool.threads());
}

bool fits_float(const extent &e) {
  const auto fits = [](double largest, double most) { return largest == 0 || (largest >= 0x1p-60 && largest <= most); };
  return fits(e.out, 0x1p50) && fits(e.scores, 0x1p60) && fits(e.weight, 0x1p60);
}

void choose_care(sweep_job &p, const extent &e, bool floats) {
  // Rounded coordinates, and products of them, move u and a sum of displacements by eps |x|, |x|^2 eps at most: in double 1e-10, in float 1e-5 a
  // length away. Beyond, only cancelling pairs feel it.
  const double norm = static_cast<double>(p.in.d) * std::min(e.out, farthest) * std::min(e.out, farthest);
  p.careful = p.singular || (p.in.x_potential == nullptr && norm > (floats ? 0x1p14 : 0x1p20));
  p.apart = e.out > farthest || e.position > 0x1p1000 || !all_normal(p);
  require(!p.singular || e.out == 0 || e.out >= 1 / farthest, WGF_E_NUMERIC,
          "the particles lie within 1e-150 of the kernel's length: their distances leave the range of the numbers; take a smaller bandwidth");
  require(!p.apart || p.in.x_potential == nullptr, WGF_E_NUMERIC, "the particles lie more than 1e150 lengths of the kernel apart");
}

}  // namespace wgf::pair
