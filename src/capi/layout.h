// Between particle-major and coordinate-major matrices.
#pragma once

#include <cstdint>

#include "base/paced.h"
#include "wgf/ensemble.h"

namespace wgf::capi {

inline void to_layout(int32_t layout, int64_t n, int64_t d, const double *rows, double *x) {
  if (layout == WGF_PARTICLE_MAJOR) return copy(rows, n * d, x);
  in_stretches(n, 5 * static_cast<double>(d), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int64_t k = 0; k < d; ++k) x[k * n + i] = rows[i * d + k];
  });
}

inline void from_layout(int32_t layout, int64_t n, int64_t d, const double *x, double *rows) {
  if (layout == WGF_PARTICLE_MAJOR) return to_layout(layout, n, d, x, rows);
  to_layout(layout, d, n, x, rows);
}

}  // namespace wgf::capi
