#include "transport/line/directions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wgf {

namespace {

// Particles that one thread takes at a time, whole tiles of some 128 kB of coordinates.
template <class T>
int64_t portion(int64_t d) {
  return std::clamp<int64_t>((1 << 17) / static_cast<int64_t>(sizeof(T)) / d, 16, 1024) / 16 * 16;
}

// body(begin, size, slot) for all portions; `cost` in nanoseconds a particle.
template <class T, class Body>
void over_particles(int64_t n, int64_t d, double cost, workers &pool, const Body &body) {
  const int64_t size = portion<T>(d);
  pool.for_each((n + size - 1) / size, cost * static_cast<double>(size),
                [&](int64_t part, int slot) { body(part * size, std::min(size, n - part * size), slot); });
}

double block_ns(int64_t d) { return static_cast<double>(d + 4); }  // of one particle and block

// Directions whose moves are summed before they are added in double: a fixed number of floats, any number of doubles.
template <class T>
constexpr int64_t flushed_after = sizeof(T) == sizeof(double) ? std::numeric_limits<int64_t>::max() : directions<T>::block;

const double *placed(int64_t, int64_t, const double *x, const double *, double *) { return x; }
const float *placed(int64_t n, int64_t d, const double *x, const double *center, float *out) {
  simd::centered(n, d, x, center, out);
  return out;
}

void normalise(int64_t d, double *row) {
  double norm2 = 0;
  for (int64_t k = 0; k < d; ++k) norm2 += row[k] * row[k];
  for (int64_t k = 0; k < d; ++k) row[k] /= std::sqrt(norm2);
}

}  // namespace

template <class T>
void directions<T>::prepare(int64_t d, int64_t count, int threads) {
  d_ = d;
  count_ = d == 1 ? 1 : count;
  drawn_.assign(static_cast<size_t>(d), 1.0);
  unit_.assign(static_cast<size_t>(count_ * d), T{1});
  packed_.assign(static_cast<size_t>(blocks() * block * d), T{0});
  if (sizeof(T) == sizeof(float)) rounded_.resize(static_cast<size_t>(portion<T>(d) * d * threads));
}

template <class T>
void directions<T>::draw(const stream &random) {
  for (int64_t p = 0; p < count_; ++p) {
    if (d_ > 1) normals(random, p, 1, d_, drawn_.data());
    if (d_ > 1) normalise(d_, drawn_.data());
    T *row = unit_.data() + p * d_, *packed = packed_.data() + p / block * d_ * block + p % block;
    for (int64_t k = 0; k < d_; ++k) packed[k * block] = row[k] = static_cast<T>(drawn_[static_cast<size_t>(k)]);
  }
}

template <class T>
void directions<T>::project(int64_t n, const double *x, const double *center, int64_t first, int64_t taken, T *rows, workers &pool) {
  const double cost = block_ns(d_) * static_cast<double>(taken);
  over_particles<T>(n, d_, cost, pool, [&](int64_t begin, int64_t some, int slot) {
    const T *from = placed(some, d_, x + begin * d_, center, rounded_.data() + slot * portion<T>(d_) * d_);
    for (int64_t b = first; b < first + taken; ++b)
      simd::project(some, d_, from, packed_.data() + b * d_ * block, size(b), rows + (b - first) * block * n + begin, n);
  });
}

template <class T>
void directions<T>::add_back(int64_t n, const T *rows, int64_t first, int64_t taken, double *v, workers &pool) const {
  const double cost = block_ns(d_) * static_cast<double>(taken);
  const int64_t end = std::min((first + taken) * block, count_), together = flushed_after<T>;
  over_particles<T>(n, d_, cost, pool, [&](int64_t begin, int64_t some, int) {
    for (int64_t p = first * block; p < end; p += std::min(together, end - p))
      simd::add_back(some, d_, rows + (p - first * block) * n + begin, n, std::min(together, end - p), unit_.data() + p * d_, p > 0,
                     v + begin * d_);
  });
}

template class directions<float>;
template class directions<double>;

}  // namespace wgf
