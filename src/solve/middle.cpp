#include "solve/middle.h"

#include <algorithm>
#include <cmath>

#include "base/paced.h"

namespace wgf {

namespace {

constexpr int64_t enough = 128;  // points, for a median

double median(std::vector<double> v) {
  const auto half = v.begin() + static_cast<int64_t>(v.size() / 2);
  std::nth_element(v.begin(), half, v.end());
  return *half;
}

// Of number(i) for some i.
template <class function>
double median_of_some(int64_t n, const function &number) {
  std::vector<double> some;
  for (int64_t i = 0; i < n; i += (n + enough - 1) / enough) some.push_back(number(i));
  return median(std::move(some));
}

// The largest coordinate of the difference.
double apart(int64_t d, const double *x, const std::vector<double> &centre) {
  double largest = 0;
  for (int64_t k = 0; k < d; ++k) largest = std::max(largest, std::abs(x[k] - centre[static_cast<size_t>(k)]));
  return largest;
}

}  // namespace

std::vector<double> middle(int64_t n, int64_t d, const double *x) {
  constexpr double much = 16;
  std::vector<double> centre, sum(static_cast<size_t>(d));
  for (int64_t k = 0; k < d; ++k) centre.push_back(median_of_some(n, [&](int64_t i) { return x[i * d + k]; }));
  const double far = much * median_of_some(n, [&](int64_t i) { return apart(d, x + i * d, centre); });
  int64_t near = 0;
  in_stretches(n, 2 + 2 * static_cast<double>(d), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      if (!(apart(d, x + i * d, centre) <= far)) continue;
      ++near;
      for (int64_t k = 0; k < d; ++k) sum[static_cast<size_t>(k)] += x[i * d + k] - centre[static_cast<size_t>(k)];
    }
  });
  for (int64_t k = 0; k < d; ++k) centre[static_cast<size_t>(k)] += sum[static_cast<size_t>(k)] / static_cast<double>(near);
  return centre;
}

}  // namespace wgf
