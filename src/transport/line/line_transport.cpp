#include "transport/line/line_transport.h"

namespace wgf {

namespace {

// step(k) for all k, the sum of its squares: four sums side by side, for one would wait for each of its additions.
template <class function>
double sum_of_squares(int64_t n, function step) {
  double sum[4] = {};
  int64_t k = 0;
  const auto add = [&](int64_t part) {
    const double v = step(k + part);
    sum[part] += v * v;
  };
  for (; k + 4 <= n; k += 4) add(0), add(1), add(2), add(3);
  for (; k < n; ++k) add(0);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

template <class T>
double matched(int64_t n, const T *x, const T *y, T *move) {
  const double cost = sum_of_squares(n, [=](int64_t k) {
    const T step = y[k] - x[k];
    if (move) move[k] = step;
    return static_cast<double>(step);
  });
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
template <class T>
class quantiles {
 public:
  quantiles(const line_measure<T> &y, masses w) : y_(y), w_(w), left_(w[0]) {}

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

  T here() const { return y_.x[at_]; }

 private:
  void add(double mass, double x, part &sum) const {
    const double step = static_cast<double>(y_.x[at_]) - x;
    sum.moved += mass * step;
    sum.squared += mass * step * step;
  }

  const line_measure<T> &y_;
  masses w_;
  double left_;
  int64_t at_ = 0;
};

}  // namespace

template <class T>
double line_transport(const line_measure<T> &x, const line_measure<T> &y, T *move) {
  const bool whole = !x.w && !y.w;
  if (whole && x.n == y.n) return matched(x.n, x.x, y.x, move);
  const double n = static_cast<double>(x.n), m = static_cast<double>(y.n);
  const masses of_x(x.w, whole ? m : 1 / n), of_y(y.w, whole ? n : 1 / m);
  quantiles<T> from(y, of_y);
  double cost = 0;
  for (int64_t k = 0; k < x.n; ++k) {
    const double mass = of_x[k];
    const auto sum = from.take(mass, x.x[k]);
    cost += sum.squared;
    if (move) move[k] = mass > 0 ? static_cast<T>(sum.moved / mass) : from.here() - x.x[k];
  }
  return whole ? cost / (n * m) : cost;
}

template <class T>
double line_transport_in_place(int64_t n, const ranked<T> &x, const T *y, double scale, T *row) {
  const T factor = static_cast<T>(scale);
  const double cost = sum_of_squares(n, [=](int64_t k) {
    const T step = y[k] - x.value(k);
    row[x.place(k)] = factor * step;
    return static_cast<double>(step);
  });
  return cost / static_cast<double>(n);
}

template double line_transport(const line_measure<float> &, const line_measure<float> &, float *);
template double line_transport(const line_measure<double> &, const line_measure<double> &, double *);
template double line_transport_in_place(int64_t, const ranked<float> &, const float *, double, float *);
template double line_transport_in_place(int64_t, const ranked<double> &, const double *, double, double *);

}  // namespace wgf
