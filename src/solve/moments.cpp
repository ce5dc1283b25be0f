#include "solve/moments.h"

#include <algorithm>

namespace wgf {

void add_products(int64_t n, const double *w, int64_t rows, const double *left, int64_t columns, const double *right, double *sums, workers &pool) {
  constexpr int64_t some = 8;                  // rows that one walk over the cloud serves
  constexpr double term_ns = 0.5, task = 4e6;  // nanoseconds between two polls
  const double particle_ns = term_ns * static_cast<double>(some * columns);
  const int64_t stretch = std::max<int64_t>(1, static_cast<int64_t>(task / particle_ns));
  for (int64_t begin = 0; begin < n; begin += stretch) {
    const int64_t end = std::min(n, begin + stretch);
    pool.for_each((rows + some - 1) / some, particle_ns * static_cast<double>(end - begin), [&](int64_t part, int) {
      const int64_t last = std::min(rows, (part + 1) * some);
      for (int64_t j = begin; j < end; ++j) {
        if (w[j] == 0) continue;
        for (int64_t k = part * some; k < last; ++k) {
          const double weighted = w[j] * left[j * rows + k];
          for (int64_t l = 0; l < columns; ++l) sums[k * columns + l] += weighted * right[j * columns + l];
        }
      }
    });
  }
}

}  // namespace wgf
