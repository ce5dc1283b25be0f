// Two clouds seen along random directions: sliced Wasserstein-2 and sliced energy distance. Rabin, Peyre, Delon and Bernot 2011;
// Bonneel, Rabin, Peyre and Pfister 2015. Memory: O((n + m) (max(threads, 8) + d)).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/random.h"
#include "parallel.h"
#include "solve/directions.h"
#include "solve/line_energy.h"

namespace wgf {

class slices {
 public:
  struct points {
    int64_t n;
    const double *x, *w;  // n x d; weights sum to 1
  };

  // Takes all memory, for up to n particles x and m points y, unless it has it. In one dimension count is 1 whatever is asked.
  void prepare(int64_t n, int64_t m, int64_t d, int64_t count, int threads);

  void set_directions(const stream &random);

  // Projects and sorts y along these directions once and for all: until the next set_directions, sw2 must be
  // given this y. Takes O(count m) memory.
  void keep(const points &y, workers &pool);

  // Mean over the directions theta of the squared W2 distance of the projections. velocity_i (n x d, unless
  // null) receives the mean of (T(<theta, x_i>) - <theta, x_i>) theta, T the optimal map: minus half the
  // gradient in x_i, over w_i. The same bits for any number of threads.
  double sw2(const points &x, const points &y, double *velocity, workers &pool);

  // Mean over the directions of line_energy of the projections. velocity_i (n x d, unless null) receives minus its gradient in x_i, over w_i.
  double energy(const points &x, const points &y, double *velocity, workers &pool);

  // |x| over the mean of |<theta, x>| over all unit vectors theta: sqrt(pi) Gamma((d+1)/2) / Gamma(d/2).
  static double distance_factor(int64_t d);

  const directions &lines() const { return lines_; }

 private:
  // Value along one direction, and the move of each x (unless null).
  using line_rule = double (*)(const line_measure &x, const line_measure &y, double *move);

  // Not filled at first: what a pair of clouds does not need is never touched.
  template <class T>
  using room = std::unique_ptr<T[]>;

  struct scratch {  // of one thread
    room<double> x_values, x_weights, y_values, y_weights, move;
    room<uint32_t> order;
    room<int64_t> keys;
  };

  struct batch {  // directions that are in memory together
    int64_t block, blocks, first, count;
  };

  double average(line_rule rule, const points &x, const points &y, double *velocity, workers &pool);
  double along(line_rule rule, const points &x, const line_measure &y, double *row, bool with_moves,
               scratch &own);
  static line_measure sorted(const points &c, double *row, scratch &own);
  line_measure sorted_y(const points &y, int64_t direction, double *row, scratch &own);
  batch batch_from(int64_t block) const;

  std::array<int64_t, 5> prepared_{};
  directions lines_;
  int64_t batch_blocks_ = 0;
  bool kept_ = false;
  std::vector<double> kept_values_, kept_weights_, values_;
  room<double> x_rows_, y_rows_;
  std::vector<scratch> scratch_;
};

}  // namespace wgf
