#include "diagnostics/chains.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/paced.h"

namespace wgf::stats {

chain_set::chain_set(int64_t length_of_each, int64_t chains) : length(length_of_each), count(chains) { resize(values, size()); }

chain_set gather(const series &draws) {
  chain_set result(draws.iterations, draws.chains);
  for (int64_t c = 0; c < draws.chains; ++c) {
    const double *from = draws.values + c * draws.chain_stride;
    double *to = result.chain(c);
    in_stretches(draws.iterations, 3, [&](int64_t begin, int64_t end) {
      for (int64_t t = begin; t < end; ++t) to[t] = from[t * draws.iteration_stride];
    });
  }
  result.exponent = unit_of_values(result.values.data(), result.size());
  if (result.exponent != 0)
    for (double &v : result.values) v = std::ldexp(v, -result.exponent);
  return result;
}

int unit_of_values(const double *values, int64_t n) {
  double most = 0;
  in_stretches(n, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      if (std::isfinite(values[i])) most = std::max(most, std::abs(values[i]));
  });
  int exponent;
  std::frexp(most, &exponent);
  return std::abs(exponent) <= 100 ? 0 : exponent;
}

namespace {

// Of two or three iterations: the chains become the iterations of two chains, one of first draws and one of last.
chain_set first_and_last(const chain_set &x) {
  chain_set result(x.count, 2);
  for (int64_t c = 0; c < x.count; ++c) {
    result.chain(0)[c] = x.chain(c)[0];
    result.chain(1)[c] = x.chain(c)[x.length - 1];
  }
  return result;
}

}  // namespace

chain_set split(const chain_set &x) {
  if (x.length < 2) return x;
  if (x.length < 4) return first_and_last(x);
  const int64_t half = x.length / 2;
  chain_set result(half, 2 * x.count);
  for (int64_t c = 0; c < x.count; ++c) {
    copy(x.chain(c), half, result.chain(c));
    copy(x.chain(c) + x.length - half, half, result.chain(x.count + c));
  }
  return result;
}

namespace {

// With what each addition rounds away (Knuth's two-sum): chains that lie apart cancel in their mean.
template <class Term>
double sum_of(int64_t n, Term term) {
  double sum = 0, lost = 0;
  in_stretches(n, 2, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const double next = term(i), before = sum;
      sum += next;
      const double added = sum - before;
      lost += (before - (sum - added)) + (next - added);
    }
  });
  return std::isfinite(sum) ? sum + lost : sum;
}

}  // namespace

double mean(const double *x, int64_t n) {
  const double first = sum_of(n, [x](int64_t i) { return x[i]; }) / static_cast<double>(n);
  if (!std::isfinite(first)) return first;
  const double rest = sum_of(n, [=](int64_t i) { return x[i] - first; });
  return first + rest / static_cast<double>(n);
}

double variance(const double *x, int64_t n) {
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  const double center = mean(x, n);
  const double sum = sum_of(n, [=](int64_t i) { return (x[i] - center) * (x[i] - center); });
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
