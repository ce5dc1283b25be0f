#include "core/unit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/status.h"
#include "base/parallel.h"

namespace wgf {

namespace {

constexpr int safe = 25;  // in float too

int exponent_of(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return exponent;
}

struct range {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();

  // Half of it, for the whole may be infinite.
  double half() const { return low < high ? 0.5 * high - 0.5 * low : 0; }

  // An end from which all of it is within a factor of two of itself, or 0.
  double origin() const {
    if (low > 0 && high / 2 <= low) return low;
    return high < 0 && low / 2 >= high ? high : 0;
  }
};

void widen(std::vector<range> &ranges, const rows_of_numbers &rows) {
  const size_t d = ranges.size();
  const double *x = rows.x;
  for (int64_t i = 0; i < rows.n; ++i, x += d) {
    if (i % 4096 == 0) breathe(4096 * static_cast<double>(d));
    if (rows.w[i] == 0) continue;
    for (size_t k = 0; k < d; ++k) {
      ranges[k].low = std::min(ranges[k].low, x[k]);
      ranges[k].high = std::max(ranges[k].high, x[k]);
    }
  }
}

}  // namespace

unit unit::of(int64_t d, const rows_of_numbers &a, const rows_of_numbers &b) {
  std::vector<range> ranges(static_cast<size_t>(d));
  widen(ranges, a);
  widen(ranges, b);
  double half = 0;
  unit u;
  for (const range &r : ranges) {
    half = std::max(half, r.half());
    u.origin.push_back(r.origin());
  }
  const int exponent = half > 0 ? exponent_of(half) + 1 : 0;
  u.exponent = std::abs(exponent) <= safe ? 0 : exponent;
  return u;
}

bool unit::usual() const {
  return exponent == 0 && std::all_of(origin.begin(), origin.end(), [](double each) { return each == 0; });
}

rows_in_unit::rows_in_unit(const rows_of_numbers &rows, const unit &u) {
  const size_t d = u.origin.size();
  const double *from = rows.x;
  for (int64_t i = 0; i < rows.n; ++i, from += d) {
    if (rows.w[i] == 0) continue;
    w.push_back(rows.w[i]);
    places.insert(places.end(), from, from + d);
    for (size_t k = 0; k < d; ++k) x.push_back(std::ldexp(from[k] - u.origin[k], -u.exponent));
  }
}

void from_units(const char *what, int64_t n, double *numbers, int64_t exponent) {
  double largest = 0;
  for (int64_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(numbers[i]));
  const int64_t size = exponent_of(largest) + exponent;
  if (exponent != 0 && largest > 0 && (size > std::numeric_limits<double>::max_exponent || size < std::numeric_limits<double>::min_exponent))
    fail(WGF_E_NUMERIC, std::string(what) + " is about 10^" + std::to_string(std::lround(static_cast<double>(size) * 0.30103)) +
                            ", which a double does not hold; other units of length may help");
  for (int64_t i = 0; exponent != 0 && i < n; ++i) numbers[i] = std::ldexp(numbers[i], static_cast<int>(exponent));
}

}  // namespace wgf
