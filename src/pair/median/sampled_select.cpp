#include "pair/median/sampled_select.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "base/quiet_exceptions.h"

namespace wgf::pair {

namespace {

constexpr int64_t rows = tile_rows<float>;
constexpr int64_t first_groups = 11;       // per tile of rows, of the first sample of tiles: every column serves about once
constexpr int64_t more_groups = 16;        // the next sample is so many times larger
constexpr int64_t few_pairs = 1024;        // these are listed without a guess
constexpr int64_t most_dimensions = 1024;  // in more, float tiles would leave too many pairs open
constexpr double infinity = std::numeric_limits<double>::infinity();

// The last sample has at least one pair in 64: some 17 n pairs are then listed at three deviations.
int64_t list_room(const sizes &s) { return 16384 + 32 * std::max(s.n, s.m); }

// More than all the products of a pair lose where they leave the floats.
double underflow_bound(int64_t d) { return static_cast<double>(d + 4) * 0x1p-120; }

struct float_range {
  float low, last;  // around the bracket

  float_range(double lowest, double highest, double scale)
      : low(lowest > 0 ? std::nextafter(static_cast<float>(lowest * scale * scale), -1.0F) : -std::numeric_limits<float>::infinity()),
        last(std::isfinite(highest) ? std::nextafter(static_cast<float>(highest * scale * scale), std::numeric_limits<float>::infinity())
                                    : std::numeric_limits<float>::infinity()) {}
};

}  // namespace

sampled_select_memory::sampled_select_memory(arena &memory, const sizes &s)
    : points(memory, s), threads(s.threads), room(list_room(s)), slots(memory.take<sampled_select_slot>(s.threads)),
      lists(memory.take<double>(room * s.threads + vector_padding)), spare(memory.take<double>(room * s.threads + vector_padding)),
      places(memory.take<pair_place>(room * s.threads)) {}

sampled_select::sampled_select(const sweep_job &p, bool one_cloud, sampled_select_memory &memory, workers &pool)
    : p_(p), one_cloud_(one_cloud), memory_(memory), pool_(pool), groups_((p.in.m + group_size - 1) / group_size),
      pairs_(one_cloud ? p.in.n * (p.in.n - 1) / 2 : p.in.n * p.in.m) {}

std::optional<two_numbers> sampled_select::find(int64_t k, int64_t next) {
  share_ = (static_cast<double>(k) + 0.5) / static_cast<double>(pairs_);
  memory_.points.order(p_, one_cloud_, pool_);
  const bool floats = memory_.points.scale != 0 && p_.in.d <= most_dimensions;
  if (floats) memory_.points.pack(p_, pool_);
  for (const double deviations : {3.0, 8.0}) {
    deviations_ = deviations;
    guess();
    if (!floats) break;
    crowded_ = !narrow_by_samples() || !pass(groups_);
    if (crowded_) break;
    if (const auto found = pick(k, next)) return found;
  }
  return std::nullopt;
}

bool sampled_select::narrow_by_samples() {
  const double scale = memory_.points.scale;
  for (int64_t groups = first_groups; groups <= groups_ / (one_cloud_ ? 8 : 4); groups *= more_groups) {
    if (!pass(groups)) return false;
    narrow_down(1 / (scale * scale));
  }
  return true;
}

bit_range sampled_select::range() {
  if (!crowded_) return low_ <= last_ ? bit_range::of(low_, last_) : bit_range::all();
  guess();
  if (!narrow_by_samples() || inside_ == 0) guess();
  const double likely = likely_number();
  return bit_range::of(likely, likely);
}

// The one in the middle of the last sample.
double sampled_select::likely_number() const {
  const int64_t middle = static_cast<int64_t>(static_cast<double>(visited_) * share_) - below_;
  const double *list = memory_.lists, u = order_statistic(memory_.lists, inside_, std::clamp<int64_t>(middle, 0, inside_ - 1), memory_.spare);
  double number = 0;
  run(distances_job{memory_.points.x, memory_.points.y, p_.in.d, memory_.places + (std::find(list, list + inside_ - 1, u) - list), 1, &number});
  return std::isnan(number) ? infinity : number;
}

// From distances of rows that lie a few places apart.
void sampled_select::guess() {
  low_ = 0, last_ = infinity;
  if (pairs_ <= few_pairs) return;
  visited_ = inside_ = std::min(first_sample, pairs_ / 8);
  below_ = 0;
  fill_sample(inside_);
  narrow_down(1);
}

// Pair number t is row t of x, modulo n, and a row of y that lies 1 + t / n further.
void sampled_select::fill_sample(int64_t count) {
  constexpr int64_t chunk = 1024;
  const int64_t n = p_.in.n, m = p_.in.m, d = p_.in.d;
  pool_.for_each((count + chunk - 1) / chunk, static_cast<double>(chunk) * (4 + 0.3 * static_cast<double>(d)), [&](int64_t part, int) {
    const int64_t first = part * chunk, here = std::min(count - first, chunk);
    int64_t i = first % n, j = (first + 1 + first / n) % m;
    for (int64_t t = first; t < first + here; ++t) {
      memory_.places[t] = {static_cast<uint32_t>(i), static_cast<uint32_t>(j)};
      if (++i == n) i = 0, ++j;
      if (++j >= m) j -= m;
    }
    double *u = memory_.lists + first;
    run(distances_job{memory_.points.x, memory_.points.y, d, memory_.places + first, here, u});
    std::replace_if(
        u, u + here, [](double v) { return std::isnan(v); }, infinity);
  });
}

// To the sampled ranks that are so many standard deviations away. The list holds those of the sample that are within the present
// bracket, times 1 / unit.
void sampled_select::narrow_down(double unit) {
  const double size = static_cast<double>(visited_), margin = deviations_ * std::sqrt(size * share_ * (1 - share_)) + 2;
  const int64_t low = static_cast<int64_t>(std::floor(size * share_ - margin)) - below_;
  const int64_t last = static_cast<int64_t>(std::ceil(size * share_ + margin)) - below_;
  const auto number = [&](int64_t rank) { return std::max(0.0, unit * order_statistic(memory_.lists, inside_, rank, memory_.spare)); };
  if (low >= 0 && low < inside_) low_ = number(low);
  if (last >= 0 && last < inside_) last_ = number(last);
}

// Over `groups` groups of columns for each tile of rows, or over every pair; false when a list is full.
bool sampled_select::pass(int64_t groups) {
  for (int t = 0; t < memory_.threads; ++t) memory_.slots[t] = {0, 0, 0, false, memory_.lists + t * memory_.room, memory_.places + t * memory_.room};
  const double cost = static_cast<double>(groups * rows) * (0.3 + 0.05 * static_cast<double>(p_.in.d));
  pool_.for_each((p_.in.n + rows - 1) / rows, cost,
                 [&](int64_t tile, int thread) { visit_tile(tile, groups, memory_.slots[thread]); });
  if (std::any_of(memory_.slots, memory_.slots + memory_.threads, [](const sampled_select_slot &own) { return own.full; })) return false;
  gather();
  return true;
}

void sampled_select::visit_tile(int64_t tile, int64_t groups, sampled_select_slot &own) {
  if (groups == groups_) {
    const int64_t first = one_cloud_ ? tile * rows / group_size : 0;
    return visit_groups(tile, first, groups_ - first, one_cloud_ ? first * group_size - tile * rows : rows, own);
  }
  const int64_t column = one_cloud_ ? (tile + 1) * rows : tile * rows * p_.in.m / p_.in.n;
  const int64_t first = (column + group_size - 1) / group_size % groups_, straight = std::min(groups, groups_ - first);
  visit_groups(tile, first, straight, rows, own);
  visit_groups(tile, 0, groups - straight, rows, own);
}

void sampled_select::visit_groups(int64_t tile, int64_t first, int64_t count, int64_t ahead, sampled_select_slot &own) {
  if (own.full) return;
  const quiet_exceptions no_news(FE_INVALID);  // bounds of places without a particle are NaN; the comparisons of SSE2 raise an exception for it
  const shuffled &at = memory_.points;
  const int64_t d = p_.in.d, row = tile * rows, column = first * group_size;
  const float_range range(low_, last_, at.scale);
  const pair_place place{static_cast<uint32_t>(row), static_cast<uint32_t>(column)};
  const sampled_select_result r = run(sampled_select_job{at.x_tile + row * d, at.x_up + row, at.x_width + row, at.y_tile + column * d, at.y_up + column,
                                                         at.y_down + column, d, count, place, ahead, range.low, range.last, own.list + own.inside,
                                                         own.places + own.inside, memory_.room - own.inside});
  own.visited += std::min(rows, p_.in.n - row) * (std::min(p_.in.m, column + count * group_size) - column);
  own.below += r.below;
  own.inside += r.inside;
  own.full = r.full;
}

// One list of all threads'.
void sampled_select::gather() {
  visited_ = below_ = inside_ = 0;
  for (int t = 0; t < memory_.threads; ++t) {
    const sampled_select_slot &own = memory_.slots[t];
    std::copy_n(own.list, own.inside, memory_.lists + inside_);
    std::copy_n(own.places, own.inside, memory_.places + inside_);
    visited_ += own.visited;
    below_ += own.below;
    inside_ += own.inside;
  }
}

// The listed numbers of these ranks lie between the upper bounds of these ranks less a bound's width, and the upper bounds.
std::optional<two_numbers> sampled_select::pick(int64_t k, int64_t next) const {
  const int64_t first = k - below_, second = next - below_;
  if (first < 0 || second >= inside_) return std::nullopt;
  const double scale = memory_.points.scale, off = underflow_bound(p_.in.d), width = widest_bound() + off;
  const double low = order_statistic(memory_.lists, inside_, first, memory_.spare) - width;
  const double last = order_statistic(memory_.lists, inside_, second, memory_.spare) + width;
  const open_pairs open = open_between(low, last);
  double *u = memory_.spare, *place = u + (first - open.under), *end = u + open.count;
  run(distances_job{memory_.points.x, memory_.points.y, p_.in.d, memory_.places, open.count, u});
  std::nth_element(u, place, end);
  const two_numbers found{*place, next == k ? *place : *std::min_element(place + 1, end)};
  const float_range range(low_, last_, scale);
  const bool above_all_below = below_ == 0 || found.first * scale * scale >= static_cast<double>(range.low) + off;
  if (!above_all_below || !(found.second * scale * scale <= static_cast<double>(range.last) - off)) return std::nullopt;
  return found;
}

// Of the listed pairs.
double sampled_select::widest_bound() const {
  const shuffled &at = memory_.points;
  float widest = 0;
  for (int64_t t = 0; t < inside_; ++t) {
    const pair_place i = memory_.places[t];
    widest = std::max(widest, at.x_width[i.row] + (at.y_up[i.column] - at.y_down[i.column]));
  }
  return 1.001 * static_cast<double>(widest);
}

// Moves the places of listed pairs with an upper bound in [low, last] to the front.
open_pairs sampled_select::open_between(double low, double last) const {
  open_pairs open{0, 0};
  for (int64_t t = 0; t < inside_; ++t) {
    const double u = memory_.lists[t];
    open.under += u < low ? 1 : 0;
    memory_.places[open.count] = memory_.places[t];  // without a branch, which nobody could predict
    open.count += (u >= low) & (u <= last) ? 1 : 0;
  }
  return open;
}

}  // namespace wgf::pair
