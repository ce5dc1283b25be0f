#include "solve/directions.h"

#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

// Particles that one thread takes at a time, whole tiles of some 32 kB of coordinates.
int64_t portion(int64_t d) { return std::clamp<int64_t>(4096 / d, 8, 1024) / 8 * 8; }

// body(begin, size) for all portions; `cost` in nanoseconds a particle.
template <class Body>
void over_particles(int64_t n, int64_t d, double cost, workers &pool, const Body &body) {
  const int64_t size = portion(d);
  pool.for_each((n + size - 1) / size, cost * static_cast<double>(size),
                [&](int64_t part, int) { body(part * size, std::min(size, n - part * size)); });
}

double block_ns(int64_t d) { return static_cast<double>(d + 4); }  // of one particle and block

void normalise(int64_t d, double *row) {
  double norm2 = 0;
  for (int64_t k = 0; k < d; ++k) norm2 += row[k] * row[k];
  for (int64_t k = 0; k < d; ++k) row[k] /= std::sqrt(norm2);
}

}  // namespace

void directions::prepare(int64_t d, int64_t count) {
  d_ = d;
  count_ = d == 1 ? 1 : count;
  unit_.assign(static_cast<size_t>(count_ * d), 1.0);
  packed_.assign(static_cast<size_t>(blocks() * block * d), 0.0);
}

void directions::draw(const stream &random) {
  if (d_ > 1) normals(random, 0, count_, d_, unit_.data());
  for (int64_t p = 0; p < count_; ++p) {
    double *row = unit_.data() + p * d_;
    if (d_ > 1) normalise(d_, row);
    double *packed = packed_.data() + p / block * d_ * block + p % block;
    for (int64_t k = 0; k < d_; ++k) packed[k * block] = row[k];
  }
}

void directions::project(int64_t n, const double *x, int64_t first, int64_t taken, double *rows,
                         workers &pool) const {
  const double cost = block_ns(d_) * static_cast<double>(taken);
  over_particles(n, d_, cost, pool, [&](int64_t begin, int64_t size) {
    for (int64_t b = 0; b < taken; ++b)
      simd::project(size, d_, x + begin * d_, packed_.data() + (first + b) * d_ * block, rows + b * block * n + begin,
                    n);
  });
}

void directions::add_back(int64_t n, const double *rows, int64_t first, int64_t taken, double *v,
                          workers &pool) const {
  const int64_t from = first * block, taken_rows = std::min(taken * block, count_ - from);
  const double cost = block_ns(d_) * static_cast<double>(taken);
  over_particles(n, d_, cost, pool, [&](int64_t begin, int64_t size) {
    simd::add_back(size, d_, rows + begin, n, taken_rows, unit_.data() + from * d_, v + begin * d_);
  });
}

}  // namespace wgf
