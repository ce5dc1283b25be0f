// The unit of length of a problem, and its origin. Multiplying by a power of two changes no bit of a mantissa, and neither does taking one end of a
// range from numbers within a factor of two of it: so what is computed in a unit near the spread, from an origin near the clouds, is what would be
// computed anyway, but for numbers too large or too small (squares of 1e160, a product of three lengths of 1e-120) and digits lost to an offset.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// A weighted cloud; weight 0 leaves a row out, wherever it is.
struct rows_of_numbers {
  int64_t n;
  const double *x, *w;
};

struct unit {
  int exponent = 0;            // x = origin + 2^exponent times what is computed with
  std::vector<double> origin;  // d

  // For both clouds together. The exponent is 0 where products of four numbers of the size of the largest range of a coordinate are far from the ends
  // of a float, and an origin 0 where the range is not far from 0: nothing need be done.
  static unit of(int64_t d, const rows_of_numbers &a, const rows_of_numbers &b);

  bool usual() const;  // nothing need be done
};

// The rows that have weight, in that unit.
struct rows_in_unit {
  rows_in_unit(const rows_of_numbers &rows, const unit &u);
  int64_t n() const { return static_cast<int64_t>(w.size()); }

  std::vector<double> x, w;
  std::vector<double> places;  // as they were
};

// The numbers times 2^exponent. Fails with WGF_E_NUMERIC where the largest is not 0 and no double of full precision holds it; what: for the message.
void from_units(const char *what, int64_t n, double *numbers, int64_t exponent);

}  // namespace wgf
