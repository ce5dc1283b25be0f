// Sums of doubles without rounding: Shewchuk 1997, Adaptive precision floating-point arithmetic and fast robust geometric predicates.
// No sum may leave the range of the doubles.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf {

// A number as the sum of two doubles, the second of them what the first lacks.
struct double_double {
  double high, low;
};

class exact {
 public:
  exact() = default;
  exact(double v) { *this += v; }                                    // NOLINT: implicit by design
  exact(const double_double &v) : exact(v.low) { *this += v.high; }  // NOLINT
  static exact whole(int64_t v);

  exact &operator+=(double v);
  exact &operator-=(double v) { return *this += -v; }
  exact &operator+=(const exact &other);
  exact &operator-=(const exact &other);
  friend exact operator+(exact a, const exact &b) { return a += b; }
  friend exact operator-(exact a, const exact &b) { return a -= b; }
  friend bool operator<(const exact &a, const exact &b);

  int sign() const { return parts_.empty() ? 0 : parts_.back() < 0 ? -1
                                                                   : 1; }
  double rounded() const;  // within two units of its last place

 private:
  void compress();

  std::vector<double> parts_;  // of rising size, none zero; no bit of one is beside or below a bit of the one before
};

double_double sum_of(double a, double b);      // exact
double_double product_of(double a, double b);  // exact, unless what it lacks is below the doubles

// |x - y|^order, order 1 or 2, to some d times 2^-104 of itself, where |x - y|^2 is from 2^-850 to 2^1020.
double_double power_of_distance(int64_t d, const double *x, const double *y, int order);

}  // namespace wgf
