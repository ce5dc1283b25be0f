#include "pair/extent.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/status.h"
#include "parallel.h"

namespace wgf::pair {

namespace {

constexpr int64_t chunk = 4096;  // rows
constexpr double most_scores = 0x1p900;
constexpr double largest_double = std::numeric_limits<double>::max();

void raise_to(double &largest, double value) {
  if (value > largest && value <= largest_double) largest = value;
}

// What one thread has seen: for each coordinate the largest distance from the centre, a quarter of it so that it does not overflow; scores; weights.
struct seen {
  double *away, *scores, *weight;

  seen(double *room, int64_t d, int slot) : away(room + slot * (d + 2)), scores(away + d), weight(scores + 1) {}
};

void see_point(const plan &p, const double *x, const seen &own) {
  for (int64_t c = 0; c < p.in.d; ++c) {
    const double away = std::abs(0.25 * x[c] - 0.25 * p.centre[c]);
    own.away[c] = away > own.away[c] && away <= largest_double ? away : own.away[c];
  }
}

void see_scores(const double *row, int64_t columns, const seen &own) {
  for (int64_t c = 0; c < columns; ++c) raise_to(*own.scores, std::abs(row[c]));
}

void see_column(const plan &p, int64_t j, const seen &own) {
  raise_to(*own.weight, std::abs(p.weight(j)));
  if (p.in.y != p.in.x) see_point(p, p.in.y + j * p.in.d, own);
  if (p.a.used() || p.sp || p.xq) see_scores(p.in.p + j * p.in.columns, p.in.columns, own);
}

void see_row(const plan &p, int64_t i, const seen &own) {
  see_point(p, p.in.x + i * p.in.d, own);
  if (p.in.s != p.in.p && (p.e.used() || p.sp || p.xq)) see_scores(p.in.s + i * p.in.columns, p.in.columns, own);
}

double in_units(const plan &p, int64_t c, double quarter_away) {
  const double unit = p.in.length * 0.25 * (p.in.scale != nullptr ? p.in.scale[c] : 1);
  if (quarter_away == 0) return 0;
  return quarter_away / farthest >= unit ? 2 * farthest : quarter_away / unit;
}

extent summed_up(const plan &p, double *room, int threads) {
  extent e;
  for (int slot = 0; slot < threads; ++slot) {
    const seen own(room, p.in.d, slot);
    e.scores = std::max(e.scores, *own.scores);
    e.weight = std::max(e.weight, *own.weight);
    for (int64_t c = 0; c < p.in.d; ++c) e.out = std::max(e.out, in_units(p, c, own.away[c]));
    e.position = std::max(e.position, *std::max_element(own.away, own.away + p.in.d));
  }
  const bool too_large = p.over > 1 && e.scores > most_scores / p.over;
  require(!too_large, WGF_E_NUMERIC, "a score, or a number that a kernel's sum multiplies, is more than 1e270 over the kernel's length");
  e.scores *= p.over;
  return e;
}

bool all_normal(const plan &p) {
  const auto normal = [](double v) { return v >= 0x1p-1000 && v <= 0x1p1000; };
  bool all = normal(p.in.length);
  for (int64_t c = 0; p.in.scale != nullptr && c < p.in.d; ++c) all = all && normal(p.in.scale[c]) && normal(p.in.length * p.in.scale[c]);
  return all;
}

}  // namespace

extent extent_of(const plan &p, double *room, workers &pool) {
  const int64_t d = p.in.d, rows = std::max(p.in.n, p.active);
  std::fill_n(room, pool.threads() * (d + 2), 0.0);
  pool.for_each((rows + chunk - 1) / chunk, static_cast<double>(chunk * (d + p.in.columns)), [&](int64_t part, int slot) {
    const seen own(room, d, slot);
    const int64_t first = part * chunk, end = first + chunk;
    for (int64_t i = first; i < std::min(p.in.n, end); ++i) see_row(p, i, own);
    for (int64_t t = first; t < std::min(p.active, end); ++t) see_column(p, p.index[t], own);
  });
  return summed_up(p, room, pool.threads());
}

bool fits_float(const extent &e) {
  const auto fits = [](double largest, double most) { return largest == 0 || (largest >= 0x1p-60 && largest <= most); };
  return fits(e.out, 0x1p50) && fits(e.scores, 0x1p60) && fits(e.weight, 0x1p60);
}

void choose_care(plan &p, const extent &e, bool floats) {
  // Rounded coordinates, and products of them, move u and a sum of displacements by eps |x|, |x|^2 eps at most: in double 1e-10, in float 1e-5 a
  // length away. Beyond, only near pairs feel it.
  const double norm = static_cast<double>(p.in.d) * std::min(e.out, farthest) * std::min(e.out, farthest);
  p.careful = p.singular || (p.in.x_potential == nullptr && norm > (floats ? 0x1p14 : 0x1p20));
  p.apart = e.out > farthest || e.position > 0x1p1000 || !all_normal(p);
  require(!p.singular || e.out == 0 || e.out >= 1 / farthest, WGF_E_NUMERIC,
          "the particles lie within 1e-150 of the kernel's length: their distances leave the range of the numbers; take a smaller bandwidth");
  require(!p.apart || p.in.x_potential == nullptr, WGF_E_NUMERIC, "the particles lie more than 1e150 lengths of the kernel apart");
}

}  // namespace wgf::pair
