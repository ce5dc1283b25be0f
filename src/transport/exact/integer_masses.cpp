#include "transport/exact/integer_masses.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wgf {

namespace {

bool all_equal(const std::vector<double> &w) {
  return std::all_of(w.begin(), w.end(), [&](double v) { return v == w.front(); });
}

std::vector<int64_t> rounded(const std::vector<double> &w) {
  const double units = std::ldexp(1.0, 62) / std::accumulate(w.begin(), w.end(), 0.0);
  std::vector<int64_t> whole(w.size());
  std::transform(w.begin(), w.end(), whole.begin(), [&](double v) { return std::max<int64_t>(1, std::llround(v * units)); });
  return whole;
}

int64_t sum(const std::vector<int64_t> &v) { return std::accumulate(v.begin(), v.end(), int64_t{0}); }

}  // namespace

integer_masses balanced(const std::vector<double> &x, const std::vector<double> &y) {
  if (all_equal(x) && all_equal(y)) {
    const auto n = static_cast<int64_t>(x.size()), m = static_cast<int64_t>(y.size()), common = std::gcd(n, m);
    return {std::vector<int64_t>(x.size(), m / common), std::vector<int64_t>(y.size(), n / common), n / common * m, true};
  }
  integer_masses masses{rounded(x), rounded(y), 0, false};
  masses.total = sum(masses.x);
  *std::max_element(masses.y.begin(), masses.y.end()) += masses.total - sum(masses.y);
  return masses;
}

}  // namespace wgf
