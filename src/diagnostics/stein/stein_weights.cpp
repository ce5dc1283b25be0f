#include <algorithm>
#include <cmath>
#include <limits>

#include "base/paced.h"
#include "diagnostics/stein/stein.h"

namespace wgf::stats {

namespace {

constexpr double tolerance = 0.05;  // of the square
constexpr int64_t tile = 1024;      // draws that one thread looks at in a row

// Minimises w'Kw over the simplex.
class weighting {
 public:
  weighting(const stein_kernel &kernel, workers &pool, double *weights) : kernel_(kernel), pool_(pool), n_(kernel.count()), w_(weights) {
    for (std::vector<double> *each : {&slope_, &to_row_, &from_row_, &diagonal_}) resize(*each, n_);
    for (int64_t i = 0; i < n_; ++i) w_[i] = 1 / static_cast<double>(n_), diagonal_.data()[i] = kernel_(i, i);
    each(static_cast<double>(n_), [&](int64_t i) {
      double sum = 0;
      for (int64_t j = 0; j < n_; ++j) sum += kernel_(i, j) * w_[j];
      slope_.data()[i] = sum;
    });
  }

  // Half the slope of the square at each draw is (Kw)_i; what is above the least of them bounds how much is left to gain. Weight goes to the draw of the
  // least slope, from the one that gains most by it (Fan, Chen, Lin, JMLR 6, 2005, working set 2).
  bool improve() {
    int64_t to = 0;
    square_ = 0;
    for (int64_t i = 0; i < n_; ++i) {
      square_ += w_[i] * slope(i);
      if (slope(i) < slope(to)) to = i;
    }
    if (2 * (square_ - slope(to)) <= tolerance * square_) return false;
    fill(to_row_, to);
    const int64_t from = best_giver(to);
    if (from < 0) return false;
    fill(from_row_, from);
    shift(to, from);
    return true;
  }

  double square() const { return square_; }

 private:
  double slope(int64_t i) const { return slope_.data()[i]; }

  void fill(std::vector<double> &row, int64_t i) {
    each(1, [&](int64_t j) { row.data()[j] = kernel_(i, j); });
  }

  double curvature(int64_t to, int64_t from) const {
    return std::max(to_row_.data()[to] + diagonal_.data()[from] - 2 * to_row_.data()[from], std::numeric_limits<double>::min());
  }

  int64_t best_giver(int64_t to) const {
    int64_t best = -1;
    double most = 0;
    for (int64_t i = 0; i < n_; ++i) {
      const double fall = slope(i) - slope(to), gain = fall * fall / curvature(to, i);
      if (w_[i] > 0 && i != to && fall > 0 && gain > most) most = gain, best = i;
    }
    return best;
  }

  void shift(int64_t to, int64_t from) {
    const double step = std::min((slope(from) - slope(to)) / curvature(to, from), w_[from]);
    w_[to] += step;
    w_[from] = step == w_[from] ? 0 : w_[from] - step;
    for (int64_t i = 0; i < n_; ++i) slope_.data()[i] += step * (to_row_.data()[i] - from_row_.data()[i]);
  }

  template <class Body>
  void each(double values, Body body) {
    pool_.for_each((n_ + tile - 1) / tile, tile * values * kernel_.row_cost(), [&](int64_t at, int) {
      for (int64_t i = at * tile; i < std::min(n_, (at + 1) * tile); ++i) body(i);
    });
  }

  const stein_kernel &kernel_;
  workers &pool_;
  int64_t n_;
  double *w_;
  std::vector<double> slope_, diagonal_, to_row_, from_row_;  // Kw; parts of K
  double square_ = 0;
};

}  // namespace

double stein_weights(const stein_kernel &kernel, workers &pool, double *weights) {
  weighting work(kernel, pool, weights);
  for (int64_t step = 0; work.improve() && step < 50 * kernel.count(); ++step) breathe(10 * static_cast<double>(kernel.count()));
  return std::sqrt(std::max(0.0, work.square()));
}

}  // namespace wgf::stats
