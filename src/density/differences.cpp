#include "density/differences.h"

#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

constexpr int64_t buffer_numbers = 1'000'000;

// Pairs of points in one batch.
int64_t room(int64_t pairs, int64_t d) { return std::clamp(buffer_numbers / (2 * d), int64_t{1}, pairs); }

void grow(std::vector<double> &numbers, int64_t size) {
  if (static_cast<int64_t>(numbers.size()) < size) numbers.resize(static_cast<size_t>(size));
}

double largest(int64_t d, const double *v) {
  double most = 0;
  for (int64_t k = 0; k < d; ++k) most = std::max(most, std::abs(v[k]));
  return most;
}

// Pair q is coordinate q % d of point q / d, shifted up and down.
void shift_coordinates(int64_t first, int64_t count, int64_t d, const double *x, double step, double *points) {
  for (int64_t q = first; q < first + count; ++q, points += 2 * d) {
    const double *row = x + q / d * d;
    std::copy(row, row + d, points);
    std::copy(row, row + d, points + d);
    const int64_t k = q % d;
    const double h = step * std::max(1.0, std::abs(row[k]));
    points[k] += h;
    points[d + k] -= h;
  }
}

// The length t of the shift along v.
double reach(int64_t d, const double *x, const double *v, double step) {
  const double size = largest(d, v);
  return size > 0 ? step * std::max(1.0, largest(d, x)) / size : 1;
}

void shift_along(int64_t count, int64_t d, const double *x, const double *v, double step, double *points) {
  for (int64_t i = 0; i < count; ++i, x += d, v += d, points += 2 * d) {
    const double t = reach(d, x, v, step);
    for (int64_t k = 0; k < d; ++k) {
      points[k] = x[k] + t * v[k];
      points[d + k] = x[k] - t * v[k];
    }
  }
}

}  // namespace

void differences::score(int64_t n, int64_t d, const double *x, double step, values_at log_density, double *out) {
  const int64_t pairs = n * d, batch = room(pairs, d);
  grow(points_, 2 * batch * d);
  grow(values_, 2 * batch);
  for (int64_t first = 0; first < pairs; first += batch) {
    const int64_t count = std::min(batch, pairs - first);
    shift_coordinates(first, count, d, x, step, points_.data());
    log_density(2 * count, points_.data(), values_.data());
    for (int64_t q = 0; q < count; ++q) {
      const double *pair = points_.data() + 2 * q * d + (first + q) % d, *value = values_.data() + 2 * q;
      out[first + q] = (value[0] - value[1]) / (pair[0] - pair[d]);
    }
  }
}

void differences::hessian_vector(int64_t n, int64_t d, const double *x, const double *v, double step, values_at score,
                                 double *out) {
  const int64_t batch = room(n, d);
  grow(points_, 2 * batch * d);
  grow(values_, 2 * batch * d);
  for (int64_t first = 0; first < n; first += batch) {
    const int64_t count = std::min(batch, n - first);
    shift_along(count, d, x + first * d, v + first * d, step, points_.data());
    score(2 * count, points_.data(), values_.data());
    for (int64_t i = 0; i < count; ++i) {
      const double *value = values_.data() + 2 * i * d;
      const double width = 2 * reach(d, x + (first + i) * d, v + (first + i) * d, step);
      for (int64_t k = 0; k < d; ++k) out[(first + i) * d + k] = (value[k] - value[d + k]) / width;
    }
  }
}

}  // namespace wgf
