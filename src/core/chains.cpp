#include "core/chains.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wgf::stats {

chain_set::chain_set(int64_t length_of_each, int64_t chains)
    : values(static_cast<std::size_t>(length_of_each * chains)), length(length_of_each), count(chains) {}

chain_set gather(const series &draws) {
  chain_set result(draws.iterations, draws.chains);
  for (int64_t c = 0; c < draws.chains; ++c) {
    const double *from = draws.values + c * draws.chain_stride;
    double *to = result.chain(c);
    for (int64_t t = 0; t < draws.iterations; ++t) to[t] = from[t * draws.iteration_stride];
  }
  result.exponent = unit_of_values(result.values.data(), result.size());
  if (result.exponent != 0)
    for (double &v : result.values) v = std::ldexp(v, -result.exponent);
  return result;
}

int unit_of_values(const double *values, int64_t n) {
  double most = 0;
  for (int64_t i = 0; i < n; ++i)
    if (std::isfinite(values[i])) most = std::max(most, std::abs(values[i]));
  int exponent;
  std::frexp(most, &exponent);
  return std::abs(exponent) <= 100 ? 0 : exponent;
}

chain_set split(const chain_set &x) {
  if (x.length < 2) return x;
  const int64_t half = x.length / 2;
  chain_set result(half, 2 * x.count);
  for (int64_t c = 0; c < x.count; ++c) {
    std::copy_n(x.chain(c), half, result.chain(c));
    std::copy_n(x.chain(c) + x.length - half, half, result.chain(x.count + c));
  }
  return result;
}

double mean(const double *x, int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += x[i];
  const double first = sum / static_cast<double>(n);
  if (!std::isfinite(first)) return first;
  double rest = 0;
  for (int64_t i = 0; i < n; ++i) rest += x[i] - first;
  return first + rest / static_cast<double>(n);
}

double variance(const double *x, int64_t n) {
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  const double center = mean(x, n);
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += (x[i] - center) * (x[i] - center);
  return sum / static_cast<double>(n - 1);
}

std::vector<double> chain_means(const chain_set &x) {
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(x.count));
  for (int64_t c = 0; c < x.count; ++c) result.push_back(mean(x.chain(c), x.length));
  return result;
}

std::vector<double> chain_variances(const chain_set &x) {
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(x.count));
  for (int64_t c = 0; c < x.count; ++c) result.push_back(variance(x.chain(c), x.length));
  return result;
}

bool varies(const chain_set &x) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (double v : x.values) {
    if (!std::isfinite(v)) return false;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  return high > low && high - low >= std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high));
}

}  // namespace wgf::stats
