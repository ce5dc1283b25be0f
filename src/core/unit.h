// The unit of length of a problem. Multiplying by a power of two changes no bit of a mantissa, so what is computed in units of one is what would be
// computed anyway, but for numbers too large or too small for a double: squares of 1e160, a product of three lengths of 1e-120.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// A weighted cloud whose spread counts; weight 0 leaves a row out.
struct rows_of_numbers {
  int64_t n;
  const double *x, *w;
};

// e with 2^(e-1) <= the largest range of a coordinate of all these rows together < 2^e; 0 where there is none.
int spread_exponent(int64_t d, const rows_of_numbers &a, const rows_of_numbers &b);

// 0 where products of four numbers of the size 2^exponent are far from the ends of a float, and nothing need be done; else `exponent`.
int unit_exponent(int exponent);

// The rows in units of 2^exponent. Those left out are put where the first of the others is: they may be too far away for the unit.
std::vector<double> in_units(int64_t d, const rows_of_numbers &rows, int exponent);

// The numbers times 2^exponent. Fails with WGF_E_NUMERIC where the largest is not 0 and no double of full precision holds it; what: for the message.
void from_units(const char *what, int64_t n, double *numbers, int64_t exponent);

}  // namespace wgf
