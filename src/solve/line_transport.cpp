#include "solve/line_transport.h"

namespace wgf {

namespace {

double matched(int64_t n, const double *x, const double *y, double *move) {
  double cost = 0;
  for (int64_t k = 0; k < n; ++k) {
    const double step = y[k] - x[k];
    cost += step * step;
    if (move) move[k] = step;
  }
  return cost / static_cast<double>(n);
}

// Masses in a unit of their own. Without weights it is 1/(n m), so that all masses are whole numbers and
// nothing is rounded.
struct masses {
  masses(const double *weights, double each) : w(weights), equal(each) {}
  double operator[](int64_t k) const { return w ? w[k] : equal; }
  const double *w;
  double equal;
};

// Walks through y as mass is taken from it.
class quantiles {
 public:
  quantiles(const line_measure &y, masses w) : y_(y), w_(w), left_(w[0]) {}

  struct part {
    double moved, squared;  // integrals of (quantile - x) and of its square over the mass taken
  };

  part take(double mass, double x) {
    part sum{0, 0};
    for (; mass > left_ && at_ + 1 < y_.n; left_ = w_[++at_]) {
      add(left_, x, sum);
      mass -= left_;
    }
    add(mass, x, sum);
    left_ -= mass;
    return sum;
  }

  double here() const { return y_.x[at_]; }

 private:
  void add(double mass, double x, part &sum) const {
    const double step = y_.x[at_] - x;
    sum.moved += mass * step;
    sum.squared += mass * step * step;
  }

  const line_measure &y_;
  masses w_;
  double left_;
  int64_t at_ = 0;
};

}  // namespace

double line_transport(const line_measure &x, const line_measure &y, double *move) {
  const bool whole = !x.w && !y.w;
  if (whole && x.n == y.n) return matched(x.n, x.x, y.x, move);
  const double n = static_cast<double>(x.n), m = static_cast<double>(y.n);
  const masses of_x(x.w, whole ? m : 1 / n), of_y(y.w, whole ? n : 1 / m);
  quantiles from(y, of_y);
  double cost = 0;
  for (int64_t k = 0; k < x.n; ++k) {
    const double mass = of_x[k];
    const quantiles::part sum = from.take(mass, x.x[k]);
    cost += sum.squared;
    if (move) move[k] = mass > 0 ? sum.moved / mass : from.here() - x.x[k];
  }
  return whole ? cost / (n * m) : cost;
}

double line_transport_in_place(int64_t n, const uint32_t *order, const double *y, double scale, double *x) {
  double cost = 0;
  for (int64_t k = 0; k < n; ++k) {
    double &place = x[order[k]];
    const double step = y[k] - place;
    cost += step * step;
    place = scale * step;
  }
  return cost / static_cast<double>(n);
}

}  // namespace wgf
