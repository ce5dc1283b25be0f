#include "core/unit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/status.h"

namespace wgf {

namespace {

constexpr int safe = 25;  // in float too

struct range {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
};

void widen(std::vector<range> &ranges, const rows_of_numbers &rows) {
  const size_t d = ranges.size();
  const double *x = rows.x;
  for (int64_t i = 0; i < rows.n; ++i, x += d) {
    if (rows.w[i] == 0) continue;
    for (size_t k = 0; k < d; ++k) {
      ranges[k].low = std::min(ranges[k].low, x[k]);
      ranges[k].high = std::max(ranges[k].high, x[k]);
    }
  }
}

int exponent_of(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return exponent;
}

const double *first_with_weight(int64_t d, const rows_of_numbers &rows) {
  const double *w = std::find_if(rows.w, rows.w + rows.n, [](double each) { return each != 0; });
  return rows.x + (w - rows.w) % rows.n * d;
}

double largest_of(int64_t n, const double *numbers) {
  double most = 0;
  for (int64_t i = 0; i < n; ++i) most = std::max(most, std::abs(numbers[i]));
  return most;
}

}  // namespace

int spread_exponent(int64_t d, const rows_of_numbers &a, const rows_of_numbers &b) {
  std::vector<range> ranges(static_cast<size_t>(d));
  widen(ranges, a);
  widen(ranges, b);
  double half = 0;  // of the largest range, which itself may be infinite
  for (const range &r : ranges)
    if (r.low < r.high) half = std::max(half, r.high - r.low < std::numeric_limits<double>::max() ? 0.5 * (r.high - r.low) : 0.5 * r.high - 0.5 * r.low);
  return half > 0 ? exponent_of(half) + 1 : 0;
}

int unit_exponent(int exponent) { return std::abs(exponent) <= safe ? 0 : exponent; }

std::vector<double> in_units(int64_t d, const rows_of_numbers &rows, int exponent) {
  std::vector<double> out(static_cast<size_t>(rows.n * d));
  const double *standard = first_with_weight(d, rows);
  for (int64_t i = 0; i < rows.n; ++i) {
    const double *from = rows.w[i] == 0 ? standard : rows.x + i * d;
    std::transform(from, from + d, out.begin() + i * d, [&](double x) { return std::ldexp(x, -exponent); });
  }
  return out;
}

void from_units(const char *what, int64_t n, double *numbers, int64_t exponent) {
  const double largest = largest_of(n, numbers);
  const int64_t size = exponent_of(largest) + exponent;
  if (largest > 0 && (size > std::numeric_limits<double>::max_exponent || size < std::numeric_limits<double>::min_exponent))
    fail(WGF_E_NUMERIC, std::string(what) + " is about 10^" + std::to_string(std::lround(static_cast<double>(size) * 0.30103)) +
                            ", which a double does not hold; other units of length may help");
  for (int64_t i = 0; i < n; ++i) numbers[i] = std::ldexp(numbers[i], static_cast<int>(exponent));
}

}  // namespace wgf
