#include "transport/line/line_energy.h"

#include <algorithm>
#include <limits>

#include "simd/passes.h"

namespace wgf {

namespace {

// Walks up a line of weighted points and knows the mass below, and at, the place reached.
template <class T>
class climber {
 public:
  explicit climber(const line_measure<T> &c) : c_(c), each_(1 / static_cast<double>(c.n)) {}

  bool done() const { return next_ == c_.n; }
  T next() const { return c_.x[next_]; }

  void climb(T place) {
    below_ += at_;
    at_ = 0;
    for (; !done() && next() < place; ++next_) below_ += mass();
    first_ = next_;
    for (; !done() && next() == place; ++next_) at_ += mass();
  }

  double below() const { return below_; }
  double at() const { return at_; }
  int64_t first_here() const { return first_; }
  int64_t last_here() const { return next_; }

 private:
  double mass() const { return c_.w ? c_.w[next_] : each_; }

  const line_measure<T> &c_;
  double each_, below_ = 0, at_ = 0;
  int64_t first_ = 0, next_ = 0;
};

template <class T>
T next_place(const climber<T> &a, const climber<T> &b) {
  return b.done() || (!a.done() && a.next() < b.next()) ? a.next() : b.next();
}

template <class T>
double weighted(const line_measure<T> &x, const line_measure<T> &y, T *move) {
  climber<T> own(x), other(y);
  double energy = 0, before = 0;
  while (!own.done() || !other.done()) {
    const T place = next_place(own, other);
    own.climb(place);
    other.climb(place);
    const double difference = own.below() - other.below();
    energy += difference == 0 ? 0 : difference * difference * (static_cast<double>(place) - before);
    if (move) std::fill(move + own.first_here(), move + own.last_here(), static_cast<T>(2 * difference + own.at() - other.at()));
    before = place;
  }
  return energy;
}

// Without weights: the union of both in ascending order, x before an equal y. No branch asks which is next, for no processor could
// guess it; several parts of the union are walked in turn, because each step waits for the one before.
template <class T>
class union_walk {
 public:
  union_walk(const line_measure<T> &x, const line_measure<T> &y, uint32_t *below)
      : x_(x.x), y_(y.x), n_(x.n), m_(y.n), change_{-static_cast<double>(n_), static_cast<double>(m_)}, below_(below) {}

  // below[k] receives the number of y below x_k; returns the energy.
  double operator()() {
    const int64_t both = while_both_last(), length = both / parts;
    front at[parts];
    for (int64_t p = 0; p < parts; ++p) at[p] = front_after(p * length);
    for (int64_t t = 0; t < length; ++t)
      for (front &each : at) step(each);
    front &last = at[parts - 1];
    for (int64_t t = parts * length; t < both; ++t) step(last);
    for (int64_t p = 1; p < parts; ++p) count_below(front_after(p * length).i);
    while (last.i < n_) below_[last.i] = static_cast<uint32_t>(m_), pass(last, x_[last.i++], change_[1]);
    while (last.j < m_) pass(last, y_[last.j++], change_[0]);
    double energy = 0;
    for (const front &each : at) energy += each.energy;
    return energy / (change_[0] * change_[0]) / (change_[1] * change_[1]);
  }

 private:
  static constexpr int64_t parts = 4;

  struct front {
    int64_t i, j;                       // x and y that are passed
    double before, difference, energy;  // the last of them; m i - n j; the integral of its square up to there
  };

  int64_t while_both_last() const {  // points of the union up to the last x or the last y, whichever comes first
    if (x_[n_ - 1] <= y_[m_ - 1]) return n_ + (std::lower_bound(y_, y_ + m_, x_[n_ - 1]) - y_);
    return m_ + (std::upper_bound(x_, x_ + n_, y_[m_ - 1]) - x_);
  }

  front front_after(int64_t passed) const {
    int64_t low = std::max<int64_t>(0, passed - m_), high = std::min(passed, n_);
    while (low < high) {
      const int64_t i = low + (high - low) / 2;
      if (x_[i] <= y_[passed - 1 - i])
        low = i + 1;
      else
        high = i;
    }
    const int64_t i = low, j = passed - low;
    const T last_x = x_[std::max<int64_t>(i - 1, 0)], last_y = y_[std::max<int64_t>(j - 1, 0)];
    const T before = i == 0 ? last_y : j == 0 ? last_x
                                              : std::max(last_x, last_y);
    return {i, j, static_cast<double>(before), static_cast<double>(i) * change_[1] + static_cast<double>(j) * change_[0], 0};
  }

  // Where two parts meet, the lower one may have written last.
  void count_below(int64_t i) {
    if (i < n_) below_[i] = static_cast<uint32_t>(std::lower_bound(y_, y_ + m_, x_[i]) - y_);
  }

  static void pass(front &at, T place, double change) {
    at.energy += at.difference * at.difference * (static_cast<double>(place) - at.before);
    at.before = place;
    at.difference += change;
  }

  void step(front &at) const {
    const T x = x_[at.i], y = y_[at.j];
    int64_t is_x = x <= y;
#if defined(__GNUC__)
    asm(""
        : "+r"(is_x));  // else it becomes a branch
#endif
    below_[at.i] = static_cast<uint32_t>(at.j);  // stays when x_i is passed
    pass(at, std::min(x, y), change_[is_x]);
    at.i += is_x;
    at.j += 1 - is_x;
  }

  const T *x_, *y_;
  int64_t n_, m_;
  double change_[2];
  uint32_t *below_;
};

// From the ranks; those of equal points are their mean.
template <class T>
void moves_of_ranks(const line_measure<T> &x, const line_measure<T> &y, const uint32_t *below, T *move) {
  const double own = 1 / static_cast<double>(x.n), other = 1 / static_cast<double>(y.n);
  for (int64_t k = 0; k < x.n;) {
    int64_t end = k + 1, lower = below[k], upper = lower;
    while (end < x.n && x.x[end] == x.x[k]) ++end;
    while (upper < y.n && y.x[upper] == x.x[k]) ++upper;
    const double sum = static_cast<double>(k + end) * own - static_cast<double>(lower + upper) * other;
    for (; k < end; ++k) move[k] = static_cast<T>(sum);
  }
}

}  // namespace

template <class T>
double line_energy(const line_measure<T> &x, const line_measure<T> &y, T *move, uint32_t *below) {
  if (!simd::all_finite(x.x, x.n) || !simd::all_finite(y.x, y.n)) {  // projections that overflowed have no order
    if (move) std::fill_n(move, x.n, std::numeric_limits<T>::quiet_NaN());
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (x.w || y.w) return weighted(x, y, move);
  const double energy = union_walk<T>(x, y, below)();
  if (move) moves_of_ranks(x, y, below, move);
  return energy;
}

template double line_energy(const line_measure<float> &, const line_measure<float> &, float *, uint32_t *);
template double line_energy(const line_measure<double> &, const line_measure<double> &, double *, uint32_t *);

}  // namespace wgf
