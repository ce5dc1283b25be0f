#include "diagnostics/distributions.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace wgf::stats {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <std::size_t N>
double polynomial(const double (&coefficients)[N], double x) {
  double sum = 0;
  for (std::size_t k = N; k-- > 0;) sum = sum * x + coefficients[k];
  return sum;
}

// Rational approximations of Wichura 1988, algorithm AS 241, routine PPND16.
double normal_center(double q) {
  static constexpr double a[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                 3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double b[] = {1.0,
                                 4.2313330701600911252e1,
                                 6.8718700749205790830e2,
                                 5.3941960214247511077e3,
                                 2.1213794301586595867e4,
                                 3.9307895800092710610e4,
                                 2.8729085735721942674e4,
                                 5.2264952788528545610e3};
  const double r = 0.180625 - q * q;
  return q * polynomial(a, r) / polynomial(b, r);
}

double normal_shoulder(double r) {
  static constexpr double c[] = {1.42343711074968357734e0, 4.63033784615654529590e0,
                                 5.76949722146069140550e0, 3.64784832476320460504e0,
                                 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[] = {1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
  return polynomial(c, r - 1.6) / polynomial(d, r - 1.6);
}

double normal_tail(double r) {
  static constexpr double e[] = {6.65790464350110377720e0, 5.46378491116411436990e0,
                                 1.78482653991729133580e0, 2.96560571828504891230e-1,
                                 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double f[] = {1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};
  return polynomial(e, r - 5) / polynomial(f, r - 5);
}

// log Gamma(z) minus Stirling's (z - 1/2) log z - z + 1/2 log 2 pi.
double stirling_rest(double z) {
  double sum = 0;
  for (; z < 16; ++z) sum += (z + 0.5) * std::log1p(1 / z) - 1;
  const double s = 1 / (z * z);
  return sum + (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / z;
}

// x^a (1 - x)^b / B(a, b), written about the mean so that large shapes do not cancel.
double beta_weight(double x, double a, double b) {
  const double n = a + b, mean = a / n, away = x - mean;
  const double powers = a * std::log1p(away / mean) + b * std::log1p(-away / (1 - mean));
  const double gammas = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
  return std::sqrt(a * b / (2 * 3.14159265358979323846 * n)) * std::exp(powers + gammas);
}

// Continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method.
double beta_fraction(double x, double a, double b) {
  const double smallest = 1e-300;
  double c = 1, d = 0, value = 1;
  for (int64_t k = 1; k < 1000000; ++k) {
    const double m = static_cast<double>(k / 2), n = a + 2 * m;
    const double term = k % 2 ? -(a + m) * (a + b + m) * x / (n * (n + 1)) : m * (b - m) * x / ((n - 1) * n);
    d = 1 + term * d;
    c = 1 + term / c;
    d = 1 / (d == 0 ? smallest : d);
    c = c == 0 ? smallest : c;
    value *= c * d;
    if (std::fabs(c * d - 1) < 1e-15) break;
  }
  return 1 / value;
}

double beta_distribution(double x, double a, double b) {
  const double weight = beta_weight(x, a, b);
  if (x > (a + 1) / (a + b + 2)) return 1 - weight * beta_fraction(1 - x, b, a) / b;
  return weight * beta_fraction(x, a, b) / a;
}

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) return normal_center(q);
  const double tail = q < 0 ? p : 1 - p;
  if (!(tail >= 0)) return nan;
  if (tail == 0) return std::copysign(std::numeric_limits<double>::infinity(), q);
  const double r = std::sqrt(-std::log(tail));
  return std::copysign(r <= 5 ? normal_shoulder(r) : normal_tail(r), q);
}

double beta_quantile(double p, double a, double b) {
  if (!(p > 0 && p < 1 && a >= 1 && b >= 1 && std::isfinite(a + b))) return nan;
  const double mean = a / (a + b), sd = std::sqrt(mean * (1 - mean) / (a + b + 1));
  double low = 0, high = 1, x = mean + normal_quantile(p) * sd;
  for (int round = 0; round < 200; ++round) {
    if (!(x > low && x < high)) x = 0.5 * (low + high);
    const double excess = beta_distribution(x, a, b) - p;
    (excess > 0 ? high : low) = x;
    const double step = excess * x * (1 - x) / beta_weight(x, a, b);
    if (std::fabs(step) <= 1e-15 * x || high - low <= 1e-15 * high) break;
    x -= step;
  }
  return x;
}

}  // namespace wgf::stats
