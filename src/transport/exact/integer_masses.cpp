#include "transport/exact/integer_masses.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/paced.h"

namespace wgf {

namespace {

bool all_equal(const std::vector<double> &w) {
  return std::all_of(w.begin(), w.end(), [&](double v) { return v == w.front(); });
}

// The masses of one number each: number(w).
template <class function>
std::vector<int64_t> each(const std::vector<double> &w, double ns, const function &number) {
  std::vector<int64_t> whole;
  whole.reserve(w.size());
  in_stretches(static_cast<int64_t>(w.size()), ns, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) whole.push_back(number(w[static_cast<size_t>(i)]));
  });
  return whole;
}

std::vector<int64_t> equal(const std::vector<double> &w, int64_t mass) {
  return each(w, 4, [&](double) { return mass; });
}

std::vector<int64_t> rounded(const std::vector<double> &w) {
  const double units = std::ldexp(1.0, 62) / std::accumulate(w.begin(), w.end(), 0.0);
  return each(w, 10, [&](double v) { return std::max<int64_t>(1, std::llround(v * units)); });
}

int64_t sum(const std::vector<int64_t> &v) { return std::accumulate(v.begin(), v.end(), int64_t{0}); }

}  // namespace

integer_masses balanced(const std::vector<double> &x, const std::vector<double> &y) {
  if (all_equal(x) && all_equal(y)) {
    const auto n = static_cast<int64_t>(x.size()), m = static_cast<int64_t>(y.size()), common = std::gcd(n, m);
    return {equal(x, m / common), equal(y, n / common), n / common * m, true};
  }
  integer_masses masses{rounded(x), rounded(y), 0, false};
  masses.total = sum(masses.x);
  *std::max_element(masses.y.begin(), masses.y.end()) += masses.total - sum(masses.y);
  return masses;
}

}  // namespace wgf
