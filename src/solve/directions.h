// Random unit vectors, and the products of clouds with them, one block of directions at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "parallel.h"
#include "simd/project.h"

namespace wgf {

class directions {
 public:
  static constexpr int64_t block = simd::projected_together;  // directions that share one pass over a cloud

  void prepare(int64_t d, int64_t count);  // takes all memory. In one dimension count is 1 whatever is asked
  void draw(const stream &random);         // uniform on the unit sphere; +1 in one dimension

  int64_t d() const { return d_; }
  int64_t count() const { return count_; }
  int64_t blocks() const { return (count_ + block - 1) / block; }
  const double *data() const { return unit_.data(); }  // count x d

  // Row p of `rows` (length n) receives <x_i, direction p> for the directions of the blocks first to
  // first + taken - 1; 0 beyond count.
  void project(int64_t n, const double *x, int64_t first, int64_t taken, double *rows, workers &pool) const;

  // v_i (n x d) += sum_p rows_pi direction_p over these blocks, one direction after another: any split of the
  // blocks gives the same bits.
  void add_back(int64_t n, const double *rows, int64_t first, int64_t taken, double *v, workers &pool) const;

 private:
  int64_t d_ = 0, count_ = 0;
  std::vector<double> unit_, packed_;  // packed: blocks x d x block, zero beyond count
};

}  // namespace wgf
