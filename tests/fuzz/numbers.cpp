#include "numbers.h"

#include <algorithm>
#include <cmath>

namespace wgf::fuzz {

namespace {

enum class shape {
  ordinary,
  grid,
  duplicates,
  outlier,
  line,
  one_point,
  odd,
  shapes
};

double coordinate(chance &c, shape s, int64_t i, int64_t n) {
  switch (s) {
    case shape::grid: return static_cast<double>(c.between(-2, 2));
    case shape::duplicates: return c.once_in(2) ? 1 : c.uniform();
    case shape::outlier: return i == n - 1 ? 1e8 : c.uniform();
    case shape::line: return static_cast<double>(i);
    case shape::one_point: return 0.25;
    case shape::odd: return c.once_in(8) ? c.odd_number() : c.uniform();
    default: return 4 * c.uniform() - 2;
  }
}

double scale(chance &c) {
  static const double scales[] = {1e-308, 1e-200, 1e-155, 1e-100, 1e-30, 1e-8, 1e8, 1e30, 1e100, 1e150, 1e155, 1e300, 1e308};
  return c.once_in(5) ? c.one_of(scales) : 1;
}

}  // namespace

numbers cloud(chance &c, int64_t n, int64_t d) {
  const shape s = c.once_in(2) ? shape::ordinary : static_cast<shape>(c.below(static_cast<int64_t>(shape::shapes)));
  const double size = scale(c), offset = c.once_in(8) ? c.odd_number() : 0;
  return numbers::made(n * d, [&](int64_t i) { return offset + size * coordinate(c, s, i, n * d); });
}

numbers weights(chance &c, int64_t n) {
  const int64_t kind = c.below(6);
  numbers w = numbers::made(n, [&](int64_t) {
    if (kind == 0) return 1.0;
    if (kind == 1) return c.once_in(2) ? 0.0 : c.uniform();
    if (kind == 2) return c.once_in(3) ? 1e-300 : 1.0;
    return kind == 3 ? c.positive() : c.uniform();
  });
  if (kind == 4 && n > 0) std::fill(w.begin() + 1, w.end(), 0.0);
  return w;
}

}  // namespace wgf::fuzz
