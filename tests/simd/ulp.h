// Distance from a true value, given in long double, in units in the last place of T at that value.
#pragma once

#include <cmath>
#include <limits>

namespace wgf::test {

template <class T>
double ulps(T value, long double truth) {
  int exponent = 0;
  std::frexp(static_cast<T>(truth), &exponent);
  const long double ulp = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
  return static_cast<double>(std::fabs(static_cast<long double>(value) - truth) / ulp);
}

}  // namespace wgf::test
