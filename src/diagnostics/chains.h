// The draws of one coordinate, and what is computed chain by chain.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf::stats {

// A view: iteration t of chain c is values[t * iteration_stride + c * chain_stride].
struct series {
  const double *values;
  int64_t iterations;
  int64_t chains;
  int64_t iteration_stride;
  int64_t chain_stride;
};

// A copy, chain after chain: iteration t of chain c is values[c * length + t] * 2^exponent.
struct chain_set {
  std::vector<double> values;
  int64_t length = 0;
  int64_t count = 0;
  int exponent = 0;  // of the unit of the values; only `gather` chooses one, and no other set but its copies has any

  chain_set(int64_t length_of_each, int64_t chains);
  int64_t size() const { return length * count; }
  double *chain(int64_t c) { return values.data() + c * length; }
  const double *chain(int64_t c) const { return values.data() + c * length; }
};

// In units in which no fourth power of the values is too large or too small for a double.
chain_set gather(const series &draws);

// 0 where the largest finite size among n values is far from the ends of a double; else its exponent.
int unit_of_values(const double *values, int64_t n);

// Halves of every chain; the middle iteration of an odd length is dropped. Chains of length 1 stay whole. Halves of one iteration have no
// spread of their own: as in the R package posterior (1.4 to 1.7) they are then laid side by side, chains in the place of iterations.
chain_set split(const chain_set &x);

// Exact for a constant sequence, so that its variance is exactly zero.
double mean(const double *x, int64_t n);

// Divisor n - 1; NaN for n < 2.
double variance(const double *x, int64_t n);

std::vector<double> chain_means(const chain_set &x);
std::vector<double> chain_variances(const chain_set &x);

// All values finite, and not all within one machine epsilon of the largest of each other.
bool varies(const chain_set &x);

}  // namespace wgf::stats
