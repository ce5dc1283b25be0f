#include "diagnostics/autocovariance.h"

#include <algorithm>

#include "diagnostics/fourier.h"
#include "base/paced.h"

namespace wgf::stats {

namespace {

// Two real chains as one complex one: the real part of its autocovariance is the sum of theirs.
void load_pair(const chain_set &x, int64_t c, std::vector<complex_number> &z) {
  in_stretches(static_cast<int64_t>(z.size()), 2, [&](int64_t begin, int64_t end) { std::fill(z.data() + begin, z.data() + end, complex_number{0, 0}); });
  const double *first = x.chain(c);
  const double first_mean = mean(first, x.length);
  complex_number *to = z.data();
  for (int64_t t = 0; t < x.length; ++t) to[t].re = first[t] - first_mean;
  if (c + 1 == x.count) return;
  const double *second = x.chain(c + 1);
  const double second_mean = mean(second, x.length);
  for (int64_t t = 0; t < x.length; ++t) to[t].im = second[t] - second_mean;
}

void add_power(const std::vector<complex_number> &z, std::vector<complex_number> &power) {
  for (std::size_t k = 0; k < z.size(); ++k) power[k].re += z[k].re * z[k].re + z[k].im * z[k].im;
}

}  // namespace

std::vector<double> mean_autocovariance(const chain_set &x) {
  const fourier transform(power_of_two_above(2 * x.length));
  const auto padded = static_cast<std::size_t>(transform.size());
  std::vector<complex_number> z(padded), power(padded, complex_number{0, 0});
  for (int64_t c = 0; c < x.count; c += 2) {
    load_pair(x, c, z);
    transform.forward(z.data());
    add_power(z, power);
  }
  transform.backward(power.data());

  const double scale = 1 / (static_cast<double>(padded) * static_cast<double>(x.size()));
  std::vector<double> result(static_cast<std::size_t>(x.length));
  for (std::size_t t = 0; t < result.size(); ++t) result[t] = power[t].re * scale;
  return result;
}

}  // namespace wgf::stats
