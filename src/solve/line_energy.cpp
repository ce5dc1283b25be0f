#include "solve/line_energy.h"

#include <algorithm>

namespace wgf {

namespace {

// Walks up a line and knows the mass below, and at, the place reached.
class climber {
 public:
  explicit climber(const line_measure &c) : c_(c), each_(1 / static_cast<double>(c.n)) {}

  bool done() const { return next_ == c_.n; }
  double next() const { return c_.x[next_]; }

  void climb(double place) {
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

  const line_measure &c_;
  double each_, below_ = 0, at_ = 0;
  int64_t first_ = 0, next_ = 0;
};

double next_place(const climber &a, const climber &b) { return b.done() || (!a.done() && a.next() < b.next()) ? a.next() : b.next(); }

}  // namespace

double line_energy(const line_measure &x, const line_measure &y, double *move) {
  climber own(x), other(y);
  double energy = 0, before = 0;
  while (!own.done() || !other.done()) {
    const double place = next_place(own, other);
    own.climb(place);
    other.climb(place);
    const double difference = own.below() - other.below();
    energy += difference == 0 ? 0 : difference * difference * (place - before);
    if (move) std::fill(move + own.first_here(), move + own.last_here(), 2 * difference + own.at() - other.at());
    before = place;
  }
  return energy;
}

}  // namespace wgf
