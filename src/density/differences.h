// Central differences, in batches of shifted points that fit a fixed buffer.
#pragma once

#include <cstdint>
#include <vector>

#include "base/parallel.h"

namespace wgf {

// Steps relative to max(1, |x|). The error h^2 + eps/h of a difference is least near eps^(1/3), the error h^2 + eps/h^2
// of a difference of differences near eps^(1/4).
inline constexpr double difference_step = 6.055454452393343e-6;
inline constexpr double nested_difference_step = 0x1p-13;

class differences {
 public:
  // Fills the values at n points: one number each, or d numbers each.
  using values_at = function_ref<void(int64_t n, const double *points, double *values)>;

  void score(int64_t n, int64_t d, const double *x, double step, values_at log_density, double *out);
  void hessian_vector(int64_t n, int64_t d, const double *x, const double *v, double step, values_at score,
                      double *out);

 private:
  std::vector<double> points_, values_;
};

}  // namespace wgf
