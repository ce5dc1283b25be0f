// Particles that stand for all others.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "base/parallel.h"

namespace wgf {

class landmarks {
 public:
  landmarks(int64_t most, int64_t n, int64_t d);  // at most `most`, of at most n particles

  // Writes `count` x d places to out. Up to five dimensions the first half are random particles, and each further one is the particle of a pool
  // that lies farthest from those before (Gonzalez 1985), so that the tails are covered; in the pool are random particles and outlying
  // ones. In more dimensions, where the farthest are as bad as any, all are random.
  void choose(int64_t count, int64_t n, const double *x, const double *scale, const stream &random, int64_t which, workers &pool, double *out);

 private:
  int64_t fill_pool(int64_t count, int64_t n, const double *x, const stream &random, int64_t which, workers &pool);
  int64_t outermost(int64_t first, int64_t last, const double *x) const;
  double squared_distance(const double *a, const double *b) const;
  const double *take(int64_t at, double *out);
  void come_near(const double *z, workers &pool);

  int64_t d_, pool_size_ = 0;
  std::vector<double> pool_, mean_, inverse_scale_;
  std::vector<double> distance_;  // squared, of each particle of the pool from the landmarks; negative for these themselves
};

}  // namespace wgf
