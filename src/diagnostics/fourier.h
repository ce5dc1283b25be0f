// Complex discrete Fourier transform of a power of two, without the reordering pass that a convolution does
// not need.
#pragma once

#include <cstdint>
#include <vector>

namespace wgf::stats {

struct complex_number {
  double re, im;
};

class fourier {
 public:
  explicit fourier(int64_t size);  // a power of two
  int64_t size() const { return size_; }
  void forward(complex_number *z) const;   // natural order in, bit-reversed order out
  void backward(complex_number *z) const;  // bit-reversed order in, natural order out, times size

 private:
  int64_t size_;
  std::vector<complex_number> roots_;  // exp(-2 pi i k / size), k < size / 2
};

// The smallest power of two that is at least n.
int64_t power_of_two_above(int64_t n);

}  // namespace wgf::stats
