#include "diagnostics/fourier.h"

#include <cmath>

#include "base/paced.h"

namespace wgf::stats {

namespace {

// Written out: std::complex multiplication calls a slow library function that tests for infinities.
complex_number product(complex_number a, complex_number b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

complex_number conjugate(complex_number a) { return {a.re, -a.im}; }

}  // namespace

fourier::fourier(int64_t size) : size_(size) {
  const double turn = -2 * 3.14159265358979323846 / static_cast<double>(size);
  roots_.reserve(static_cast<std::size_t>(size / 2));
  for (int64_t k = 0; k < size / 2; ++k) {
    const double angle = turn * static_cast<double>(k);
    roots_.push_back({std::cos(angle), std::sin(angle)});
    breathe(40);
  }
}

void fourier::forward(complex_number *z) const {
  const complex_number *roots = roots_.data();
  for (int64_t half = size_ / 2, stride = 1; half >= 1; half /= 2, stride *= 2) {
    for (int64_t block = 0; block < size_; block += 2 * half) {
      complex_number *low = z + block, *high = low + half;
      in_stretches(half, 4, [&](int64_t begin, int64_t end) {
        for (int64_t j = begin; j < end; ++j) {
          const complex_number a = low[j], b = high[j];
          low[j] = {a.re + b.re, a.im + b.im};
          high[j] = product({a.re - b.re, a.im - b.im}, roots[j * stride]);
        }
      });
    }
  }
}

void fourier::backward(complex_number *z) const {
  const complex_number *roots = roots_.data();
  for (int64_t half = 1, stride = size_ / 2; half < size_; half *= 2, stride /= 2) {
    for (int64_t block = 0; block < size_; block += 2 * half) {
      complex_number *low = z + block, *high = low + half;
      in_stretches(half, 4, [&](int64_t begin, int64_t end) {
        for (int64_t j = begin; j < end; ++j) {
          const complex_number a = low[j], b = product(high[j], conjugate(roots[j * stride]));
          low[j] = {a.re + b.re, a.im + b.im};
          high[j] = {a.re - b.re, a.im - b.im};
        }
      });
    }
  }
}

int64_t power_of_two_above(int64_t n) {
  int64_t size = 1;
  while (size < n) size *= 2;
  return size;
}

}  // namespace wgf::stats
