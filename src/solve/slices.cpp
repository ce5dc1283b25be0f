#include "solve/slices.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/status.h"
#include "solve/directions.h"
#include "solve/line_energy.h"
#include "solve/line_transport.h"
#include "solve/ranked.h"

namespace wgf {

namespace {

constexpr double sort_ns = 20;  // a value

using points = slices::points;

points without_equal_weights(const points &c) {
  const bool equal = std::all_of(c.w, c.w + c.n, [&](double w) { return w == c.w[0]; });
  return {c.n, c.x, equal ? nullptr : c.w};
}

// Not filled at first: what a pair of clouds does not need is never touched.
template <class T>
using room = std::unique_ptr<T[]>;

template <class T>
room<T> unfilled(int64_t size) {
  return room<T>(new T[static_cast<size_t>(size)]);
}

template <class T>
line_measure<T> in_order(const points &c, const ranked<T> &row, T *values, double *weights) {
  for (int64_t k = 0; k < c.n; ++k) values[k] = row.value(k);
  for (int64_t k = 0; c.w && k < c.n; ++k) weights[k] = c.w[row.place(k)];
  return {c.n, values, c.w ? weights : nullptr};
}

template <class T>
line_measure<T> in_place(int64_t n, T *row, int64_t *keys) {
  simd::sort_values(row, n, keys);
  return {n, row, nullptr};
}

// Some hundreds of a cloud's rows, evenly.
constexpr int64_t rows_looked_at = 500;
int64_t rows_apart(const points &c) { return (c.n + rows_looked_at - 1) / rows_looked_at; }

enum class line_rule {
  transport,
  energy,
};

template <class T>
class slices_of : public slices {
 public:
  void prepare(int64_t n, int64_t m, int64_t d, int64_t count, int threads) override;
  void set_directions(const stream &random) override;
  void keep(const points &y, workers &pool) override;
  double sw2(const points &x, const points &y, const slopes &out, workers &pool) override {
    return average(line_rule::transport, x, y, out, pool);
  }
  double energy(const points &x, const points &y, const slopes &out, workers &pool) override {
    return average(line_rule::energy, x, y, out, pool);
  }

  bool single_precision() const override { return sizeof(T) == sizeof(float); }
  int64_t count() const override { return lines_.count(); }
  void copy_directions(double *out) const override { std::copy_n(lines_.data(), lines_.count() * lines_.d(), out); }

 private:
  static constexpr int64_t block = directions<T>::block;

  // Directions whose projections take at most twice the memory of the cloud itself pass over it together.
  static constexpr int64_t dimensions_a_block = 40 / static_cast<int64_t>(sizeof(T));

  struct scratch {  // of one thread
    room<T> x_values, y_values, move;
    room<double> x_weights, y_weights;
    room<uint32_t> order, below;
    room<int64_t> keys;

    sorting by() const { return {order.get(), keys.get()}; }
  };

  struct batch {  // directions that are in memory together
    int64_t block, blocks, first, count;
  };

  double average(line_rule rule, const points &x, const points &y, const slopes &out, workers &pool);
  double along(line_rule rule, const points &x, const line_measure<T> &y, T *row, const slopes &out, scratch &own);
  static double on_line(line_rule rule, const line_measure<T> &x, const line_measure<T> &y, T *move, scratch &own);
  static line_measure<T> sorted(const points &c, T *row, scratch &own);
  line_measure<T> sorted_y(const points &y, int64_t direction, T *row, scratch &own);
  double factor(const points &x, const slopes &out) const;
  batch batch_from(int64_t first) const;

  // How the clouds are projected: as they are, or moved to the center first, because far from the origin the projections would lose what the
  // differences have; and in units of 2^exponent, because a float holds few.
  struct view {
    bool moved = false;
    int exponent = 0;
  };
  void choose_view(const points &y, const points &x);
  double median(const points &c, int64_t k, double from, bool away);
  double sample_spread(const points &c) const;
  const double *seen(const points &c);

  std::array<int64_t, 5> prepared_{};
  directions<T> lines_;
  int64_t batch_blocks_ = 0;
  bool kept_ = false;
  view view_;
  std::vector<double> center_, projected_center_, kept_weights_, values_, some_;
  room<double> moved_;
  std::vector<T> kept_values_;
  room<T> x_rows_, y_rows_;
  std::vector<scratch> scratch_;
};

template <class T>
void slices_of<T>::prepare(int64_t n, int64_t m, int64_t d, int64_t count, int threads) {
  const std::array<int64_t, 5> sizes{n, m, d, count, threads};
  if (sizes == prepared_) return;
  require(std::max(n, m) < int64_t{1} << 31, WGF_E_ARGUMENT, "sorting allows fewer than 2^31 particles");
  prepared_ = {};
  lines_.prepare(d, count, threads);
  const int64_t busy = (threads + block - 1) / block;
  batch_blocks_ = std::min(lines_.blocks(), std::max(busy, d / dimensions_a_block));
  x_rows_ = unfilled<T>(batch_blocks_ * block * n);
  y_rows_ = unfilled<T>(batch_blocks_ * block * m);
  center_.resize(static_cast<size_t>(simd::centers * d));
  projected_center_.assign(center_.size(), 0.0);
  moved_ = unfilled<double>(std::max(n, m) * d);
  values_.resize(static_cast<size_t>(lines_.count()));
  some_.reserve(2 * rows_looked_at);
  scratch_.resize(static_cast<size_t>(threads));
  for (scratch &own : scratch_) {
    own.x_values = unfilled<T>(n), own.move = unfilled<T>(n), own.y_values = unfilled<T>(m);
    own.x_weights = unfilled<double>(n), own.y_weights = unfilled<double>(m);
    own.order = unfilled<uint32_t>(std::max(n, m)), own.below = unfilled<uint32_t>(n);
    own.keys = unfilled<int64_t>(simd::sort_words(std::max(n, m)));
  }
  prepared_ = sizes;
}

template <class T>
void slices_of<T>::set_directions(const stream &random) {
  lines_.draw(random);
  kept_ = false;
}

// One coordinate, from a place, of some of a cloud that have a weight, or how far they are from it.
template <class T>
double slices_of<T>::median(const points &c, int64_t k, double from, bool away) {
  some_.clear();
  for (int64_t i = 0; i < c.n; i += rows_apart(c)) {
    const double value = c.x[i * lines_.d() + k] - from;
    if (c.weight(i) != 0) some_.push_back(away ? std::abs(value) : value);
  }
  if (some_.empty()) return 0;
  const auto middle = some_.begin() + static_cast<std::ptrdiff_t>(some_.size() / 2);
  std::nth_element(some_.begin(), middle, some_.end());
  return *middle;
}

// The center: a median of some of y, for floats are fine near the points alone, and an outlier must not take the center with it.
template <class T>
void slices_of<T>::choose_view(const points &y, const points &x) {
  const int64_t d = lines_.d();
  double size = 0, typical = 0;
  for (int64_t k = 0; k < d; ++k) {
    const double center = median(y, k, 0, false);
    size = std::max(size, std::abs(center));
    typical = std::max({typical, median(y, k, center, true), median(x, k, center, true)});
    center_[static_cast<size_t>(k)] = center;
  }
  for (size_t k = static_cast<size_t>(d); k < center_.size(); ++k) center_[k] = center_[k - static_cast<size_t>(d)];
  const double spread = std::max(sample_spread(y), sample_spread(x));
  int exponent = 0;
  std::frexp(spread, &exponent);
  constexpr int safe = sizeof(T) == sizeof(float) ? 25 : 200;
  view_ = {spread > 0 && size > 64 * typical, std::isfinite(spread) && std::abs(exponent) > safe ? exponent : 0};
  const double unit = std::ldexp(1, -view_.exponent);
  std::transform(center_.begin(), center_.end(), projected_center_.begin(), [&](double c) { return view_.moved ? 0 : c * unit; });
}

template <class T>
double slices_of<T>::sample_spread(const points &c) const {
  double most = 0;
  const int64_t d = lines_.d();
  for (int64_t i = 0; i < c.n; i += rows_apart(c))
    for (int64_t k = 0; c.weight(i) != 0 && k < d; ++k) most = std::max(most, std::abs(c.x[i * d + k] - center_[static_cast<size_t>(k)]));
  return most;
}

template <class T>
const double *slices_of<T>::seen(const points &c) {
  if (!view_.moved && view_.exponent == 0) return c.x;
  const int64_t d = lines_.d();
  const double unit = std::ldexp(1, -view_.exponent);
  for (int64_t i = 0; i < c.n; ++i)
    for (int64_t k = 0; k < d; ++k) moved_[static_cast<size_t>(i * d + k)] = (c.x[i * d + k] - (view_.moved ? center_[static_cast<size_t>(k)] : 0)) * unit;
  return moved_.get();
}

template <class T>
auto slices_of<T>::batch_from(int64_t first) const -> batch {
  const int64_t blocks = std::min(batch_blocks_, lines_.blocks() - first);
  return {first, blocks, first * block, std::min(blocks * block, lines_.count() - first * block)};
}

template <class T>
void slices_of<T>::keep(const points &all, workers &pool) {
  const points y = without_equal_weights(all);
  kept_values_.resize(values_.size() * static_cast<size_t>(y.n));
  kept_weights_.resize(y.w ? kept_values_.size() : 0);
  choose_view(y, y);
  const double *places = seen(y);
  for (int64_t first = 0; first < lines_.blocks(); first += batch_blocks_) {
    const batch now = batch_from(first);
    lines_.project(y.n, places, projected_center_.data(), now.block, now.blocks, y_rows_.get(), pool);
    pool.for_each(now.count, sort_ns * static_cast<double>(y.n), [&](int64_t row, int slot) {
      const line_measure<T> line = sorted(y, y_rows_.get() + row * y.n, scratch_[static_cast<size_t>(slot)]);
      const int64_t at = (now.first + row) * y.n;
      std::copy_n(line.x, y.n, kept_values_.data() + at);
      if (line.w) std::copy_n(line.w, y.n, kept_weights_.data() + at);
    });
  }
  kept_ = true;
}

template <class T>
line_measure<T> slices_of<T>::sorted(const points &y, T *row, scratch &own) {
  if (!y.w) return in_place(y.n, row, own.keys.get());
  return in_order(y, rank(row, y.n, own.by()), own.y_values.get(), own.y_weights.get());
}

template <class T>
line_measure<T> slices_of<T>::sorted_y(const points &y, int64_t direction, T *row, scratch &own) {
  if (!kept_) return sorted(y, row, own);
  const int64_t at = direction * y.n;
  return {y.n, kept_values_.data() + at, y.w ? kept_weights_.data() + at : nullptr};
}

template <class T>
double slices_of<T>::on_line(line_rule rule, const line_measure<T> &x, const line_measure<T> &y, T *move, scratch &own) {
  return rule == line_rule::transport ? line_transport(x, y, move) : line_energy(x, y, move, own.below.get());
}

// Of all moves along one direction; weights that differ come on top.
template <class T>
double slices_of<T>::factor(const points &x, const slopes &out) const {
  const double share = out.factor / static_cast<double>(lines_.count());
  return out.over_weights || x.w ? share : share / static_cast<double>(x.n);
}

// With slopes, the row of projections of x becomes their parts along the direction.
template <class T>
double slices_of<T>::along(line_rule rule, const points &x, const line_measure<T> &y, T *row, const slopes &out, scratch &own) {
  if (!out.at && !x.w) return on_line(rule, in_place(x.n, row, own.keys.get()), y, nullptr, own);
  const ranked<T> order = rank(row, x.n, own.by());
  const double scale = factor(x, out);
  if (rule == line_rule::transport && out.at && !x.w && !y.w && x.n == y.n) return line_transport_in_place(x.n, order, y.x, scale, row);
  T *move = out.at ? own.move.get() : nullptr;
  const double value = on_line(rule, in_order(x, order, own.x_values.get(), own.x_weights.get()), y, move, own);
  if (move && x.w && !out.over_weights)
    for (int64_t k = 0; k < x.n; ++k) row[order.place(k)] = static_cast<T>(scale * own.x_weights[static_cast<size_t>(k)] * move[k]);
  else
    for (int64_t k = 0; move && k < x.n; ++k) row[order.place(k)] = static_cast<T>(scale * move[k]);
  return value;
}

template <class T>
double slices_of<T>::average(line_rule rule, const points &all_x, const points &all_y, const slopes &out, workers &pool) {
  const points x = without_equal_weights(all_x), y = without_equal_weights(all_y);
  if (!kept_) choose_view(y, x);
  for (int64_t first = 0; first < lines_.blocks(); first += batch_blocks_) {
    const batch now = batch_from(first);
    lines_.project(x.n, seen(x), projected_center_.data(), now.block, now.blocks, x_rows_.get(), pool);
    if (!kept_) lines_.project(y.n, seen(y), projected_center_.data(), now.block, now.blocks, y_rows_.get(), pool);
    pool.for_each(now.count, sort_ns * static_cast<double>(kept_ ? x.n : x.n + y.n), [&](int64_t row, int slot) {
      scratch &own = scratch_[static_cast<size_t>(slot)];
      const line_measure<T> line = sorted_y(y, now.first + row, y_rows_.get() + row * y.n, own);
      values_[static_cast<size_t>(now.first + row)] = along(rule, x, line, x_rows_.get() + row * x.n, out, own);
    });
    if (out.at) lines_.add_back(x.n, x_rows_.get(), now.block, now.blocks, out.at, pool);
  }
  if (out.at && view_.exponent != 0) std::transform(out.at, out.at + x.n * lines_.d(), out.at, [&](double slope) { return std::ldexp(slope, rule == line_rule::transport ? view_.exponent : 0); });
  const double mean = std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(lines_.count());
  return std::ldexp(mean, view_.exponent * (rule == line_rule::transport ? 2 : 1));
}

}  // namespace

std::unique_ptr<slices> make_slices(bool single_precision) {
  if (single_precision) return std::make_unique<slices_of<float>>();
  return std::make_unique<slices_of<double>>();
}

slices &slices_in(std::shared_ptr<void> &memory, bool single_precision) {
  if (!memory || static_cast<slices *>(memory.get())->single_precision() != single_precision) memory = std::shared_ptr<slices>(make_slices(single_precision));
  return *static_cast<slices *>(memory.get());
}

option precision_of_slices() {
  return text_option("precision", "double", "double float",
                     "Arithmetic along the lines: projections, their order and the moves. float: a rounding of 6e-8 of the size of the clouds, which "
                     "may swap projections closer than that; sums over particles and directions are carried in double either way.");
}

double slices::distance_factor(int64_t d) {
  double factor = d % 2 == 0 ? 0.5 * 3.14159265358979323846 : 1;
  for (int64_t k = d % 2 == 0 ? 2 : 1; k < d; k += 2) factor *= static_cast<double>(k + 1) / static_cast<double>(k);
  return factor;
}

}  // namespace wgf
