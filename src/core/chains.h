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

// A copy, chain after chain: iteration t of chain c is values[c * length + t].
struct chain_set {
  std::vector<double> values;
  int64_t length = 0;
  int64_t count = 0;

  chain_set(int64_t length_of_each, int64_t chains);
  int64_t size() const { return length * count; }
  double *chain(int64_t c) { return values.data() + c * length; }
  const double *chain(int64_t c) const { return values.data() + c * length; }
};

chain_set gather(const series &draws);

// Halves of every chain; the middle iteration of an odd length is dropped. Chains of length 1 stay whole.
chain_set split(const chain_set &x);

// Exact for a constant sequence, so that its variance is exactly zero.
double mean(const double *x, int64_t n);

// Divisor n - 1; NaN for n < 2.
double variance(const double *x, int64_t n);

std::vector<double> chain_means(const chain_set &x);
std::vector<double> chain_variances(const chain_set &x);

// All values finite, and not all within one machine epsilon (absolute) of each other.
bool varies(const chain_set &x);

}  // namespace wgf::stats
