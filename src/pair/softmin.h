// Soft minima over a cloud, the half step of Sinkhorn's algorithm in the log domain. Feydy et al. 2019, section 3.1.
#pragma once

#include <cstdint>
#include <memory>

namespace wgf {
class workers;
}

namespace wgf::pair {

struct softmin_input {
  int64_t n, m, d;
  const double *x, *y, *w;  // w: weights of y; weight 0 leaves a particle out
  bool single_precision;    // pairs in float; sums are carried in double from one block of y to the next
};

class softmin {
 public:
  virtual ~softmin() = default;

  // f_i = -epsilon log sum_j w_j exp((g_j - |x_i - y_j|^2) / epsilon). The same bits for any number of threads.
  // On entry f is a guess, of any finite numbers: one pass over the pairs is enough where it is off by less than 40 epsilon (float)
  // or 600 epsilon (double), else a tile of rows takes three. Exponents are rounded like numbers of their size, |x_i - y_j|^2 / epsilon,
  // which the precision must hold; the result so is good to such a part of |x_i - y_j|^2 and of epsilon.
  virtual void find(double epsilon, const double *g, double *f) = 0;
};

// Takes all memory, O((n + m) d). The clouds stay the caller's.
std::unique_ptr<softmin> make_softmin(const softmin_input &in, workers &pool);

}  // namespace wgf::pair
