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
  in_stretches(x.length, 1, [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) to[t].re = first[t] - first_mean;
  });
  if (c + 1 == x.count) return;
  const double *second = x.chain(c + 1);
  const double second_mean = mean(second, x.length);
  in_stretches(x.length, 1, [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) to[t].im = second[t] - second_mean;
  });
}

void add_power(const std::vector<complex_number> &z, std::vector<complex_number> &power) {
  in_stretches(static_cast<int64_t>(z.size()), 2, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) power.data()[k].re += z.data()[k].re * z.data()[k].re + z.data()[k].im * z.data()[k].im;
  });
}

}  // namespace

std::vector<double> mean_autocovariance(const chain_set &x) {
  const fourier transform(power_of_two_above(2 * x.length));
  std::vector<complex_number> z, power;
  resize(z, transform.size());
  resize(power, transform.size());
  for (int64_t c = 0; c < x.count; c += 2) {
    load_pair(x, c, z);
    transform.forward(z.data());
    add_power(z, power);
  }
  transform.backward(power.data());

  const double scale = 1 / (static_cast<double>(transform.size()) * static_cast<double>(x.size()));
  std::vector<double> result;
  resize(result, x.length);
  for (std::size_t t = 0; t < result.size(); ++t) result[t] = power[t].re * scale;
  return result;
}

}  // namespace wgf::stats
