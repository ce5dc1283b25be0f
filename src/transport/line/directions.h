// Random unit vectors, and the products of clouds with them, one block of directions at a time; in float or double.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "base/parallel.h"
#include "simd/project.h"

namespace wgf {

template <class T>
class directions {
 public:
  static constexpr int64_t block = simd::projected_together<T>;  // directions that share one pass over a cloud

  void prepare(int64_t d, int64_t count, int threads);  // takes all memory. In one dimension count is 1 whatever is asked
  void draw(const stream &random);                      // uniform on the unit sphere, rounded to T; +1 in one dimension

  int64_t d() const { return d_; }
  int64_t count() const { return count_; }
  int64_t blocks() const { return (count_ + block - 1) / block; }
  const T *data() const { return unit_.data(); }  // count x d

  // Row p of `rows`, each `n` long, receives <x_i, direction p> for the directions of the blocks first to
  // first + taken - 1; in float <x_i - center, direction p>.
  void project(int64_t n, const double *x, const double *center, int64_t first, int64_t taken, T *rows, workers &pool);

  // v_i (n x d) += sum_p rows_pi direction_p over these blocks, one block after another: any split of the
  // blocks gives the same bits. With the first block v is overwritten.
  void add_back(int64_t n, const T *rows, int64_t first, int64_t taken, double *v, workers &pool) const;

 private:
  int64_t size(int64_t b) const { return std::min(block, count_ - b * block); }

  int64_t d_ = 0, count_ = 0;
  std::vector<double> drawn_;     // one direction
  std::vector<T> unit_, packed_;  // packed: blocks x d x block, zero beyond count
  std::vector<T> rounded_;        // of each thread: the particles that it projects
};

}  // namespace wgf
