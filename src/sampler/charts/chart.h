// A change of coordinates x = T(z) under which a target looks round: chains move in z.
#pragma once

#include <cstdint>

namespace wgf {

class chart {
 public:
  virtual ~chart() = default;
  virtual void forward(int64_t n, const double *z, double *x, double *log_jacobian) const = 0;  // row by row x = T(z), log |det T'(z)| up to a constant of the chart
  virtual void inverse(int64_t n, const double *x, double *z) const = 0;
  // g: gradient in z of log pi(T(z)) + log |det T'(z)|, from the score of pi at x = T(z).
  virtual void pull(int64_t n, const double *z, const double *x, const double *score, double *g) const = 0;
};

}  // namespace wgf
