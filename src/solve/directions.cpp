#include "solve/directions.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace wgf {

namespace {

// One number for each direction of a block.
using per_direction = Eigen::Array<double, directions::block, 1>;
using packed_row = Eigen::Map<const per_direction>;

per_direction products(int64_t d, const double *x, const double *packed) {
  per_direction sum = per_direction::Zero();
  for (int64_t k = 0; k < d; ++k) sum += x[k] * packed_row(packed + k * directions::block);
  return sum;
}

void add_moves(int64_t d, const per_direction &moves, const double *packed, double *v) {
  for (int64_t k = 0; k < d; ++k) v[k] += (moves * packed_row(packed + k * directions::block)).sum();
}

// Particles that one thread takes at a time, about 64 kB of coordinates, and nanoseconds for one block.
struct portion {
  explicit portion(int64_t d)
      : size(std::clamp<int64_t>(8192 / d, 8, 512)), cost(static_cast<double>(size * (2 * d + 8))) {}
  int64_t size;
  double cost;
};

// body(i, block), for each particle in the order of the blocks.
template <class Body>
void over_particles(int64_t n, int64_t d, int64_t first, int64_t taken, workers &pool, const Body &body) {
  const portion each(d);
  pool.for_each((n + each.size - 1) / each.size, each.cost * static_cast<double>(taken),
                [&](int64_t part, int) {
                  const int64_t begin = part * each.size, end = std::min(n, begin + each.size);
                  for (int64_t b = first; b < first + taken; ++b)
                    for (int64_t i = begin; i < end; ++i) body(i, b);
                });
}

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
  over_particles(n, d_, first, taken, pool, [&](int64_t i, int64_t b) {
    const per_direction along = products(d_, x + i * d_, packed_.data() + b * d_ * block);
    for (int64_t p = 0; p < block; ++p) rows[((b - first) * block + p) * n + i] = along[p];
  });
}

void directions::add_back(int64_t n, const double *rows, int64_t first, int64_t taken, double scale,
                          double *v, workers &pool) const {
  over_particles(n, d_, first, taken, pool, [&](int64_t i, int64_t b) {
    per_direction moves;
    for (int64_t p = 0; p < block; ++p) moves[p] = scale * rows[((b - first) * block + p) * n + i];
    add_moves(d_, moves, packed_.data() + b * d_ * block, v + i * d_);
  });
}

}  // namespace wgf
