// Two clouds seen along random directions: sliced Wasserstein-2 and sliced energy distance. Rabin, Peyre, Delon and Bernot 2011;
// Bonneel, Rabin, Peyre and Pfister 2015. Memory: O((n + m) (max(threads, 16) + d)).
#pragma once

#include <cstdint>
#include <memory>

#include "core/options.h"
#include "core/random.h"
#include "parallel.h"

namespace wgf {

class slices {
 public:
  struct points {
    int64_t n;
    const double *x, *w;  // n x d; weights sum to 1, or null: all the same

    double weight(int64_t i) const { return w != nullptr ? w[i] : 1; }
  };

  // Where slopes go: n x d numbers, or null; each becomes factor times the slope, times w_i where `over_weights` is false.
  struct slopes {
    double *at;
    double factor = 1;
    bool over_weights = true;
  };

  virtual ~slices() = default;

  // Takes all memory, for up to n particles x and m points y, unless it has it. In one dimension count is 1 whatever is asked.
  virtual void prepare(int64_t n, int64_t m, int64_t d, int64_t count, int threads) = 0;

  virtual void set_directions(const stream &random) = 0;

  // Projects and sorts y along these directions once and for all: until the next set_directions, sw2 must be
  // given this y. Takes O(count m) memory.
  virtual void keep(const points &y, workers &pool) = 0;

  // Mean over the directions theta of the squared W2 distance of the projections. The slope of x_i is the mean of
  // (T(<theta, x_i>) - <theta, x_i>) theta, T the optimal map: minus half the gradient in x_i, over w_i. The same bits for any
  // number of threads.
  virtual double sw2(const points &x, const points &y, const slopes &out, workers &pool) = 0;

  // Mean over the directions of line_energy of the projections. The slope of x_i is minus its gradient in x_i, over w_i.
  virtual double energy(const points &x, const points &y, const slopes &out, workers &pool) = 0;

  virtual bool single_precision() const = 0;
  virtual int64_t count() const = 0;
  virtual void copy_directions(double *out) const = 0;  // count x d

  // |x| over the mean of |<theta, x>| over all unit vectors theta: sqrt(pi) Gamma((d+1)/2) / Gamma(d/2).
  static double distance_factor(int64_t d);
};

// In float: what is projected, sorted and moved is, after a common shift of both clouds; sums over particles and directions are double.
std::unique_ptr<slices> make_slices(bool single_precision);

// The one in `memory`, which a discrepancy keeps, or a new one for this precision.
slices &slices_in(std::shared_ptr<void> &memory, bool single_precision);

option precision_of_slices();

}  // namespace wgf
