// The one N x M loop of the library. For every particle x_i of one cloud it sums over the particles y_j of another:
//
//   payload_i      = sum_j w_j a_ij p_j  +  (sum_j w_j e_ij) s_i            (columns of p; e only when s is given)
//   displacement_i = sum_j w_j b_ij (x_i - y_j)
//   scalar_i       = sum_j w_j c_ij
//
// with coefficients that are linear in the profile and its derivatives in r^2 (k1 = phi'/l^2, k2 = phi''/l^4, k3 = phi'''/l^6):
//
//   a = a.k k + a.k1 k1          e = e.k1 k1
//   b = b.k1 k1 + b.k2 k2 + b.k3r2 k3 r^2 + b.k1p k1 <s_i, p_j> + b.k2q k2 <x_i - y_j, s_i - p_j>
//   c = c.k k + c.k1 k1 + c.k2r2 k2 r^2 + c.kp k <s_i, p_j> + c.k1q k1 <x_i - y_j, s_i - p_j>
//
// A recipe's rule is these numbers. SVGD: a.k = 1, b.k1 = -2.
#pragma once

#include <cstddef>
#include <cstdint>

#include "pair/profile.h"

namespace wgf {
class workers;
}

namespace wgf::pair {

struct rule {
  struct {
    double k = 0, k1 = 0;
  } a;
  struct {
    double k1 = 0, k2 = 0, k3r2 = 0, k1p = 0, k2q = 0;
  } b;
  struct {
    double k = 0, k1 = 0, k2r2 = 0, kp = 0, k1q = 0;
  } c;
  struct {
    double k1 = 0;
  } e;
};

struct sweep_input {
  int64_t n = 0, m = 0, d = 0;
  const double *x = nullptr;  // n x d
  const double *y = nullptr;  // m x d; the same pointer as x for a cloud with itself
  const double *w = nullptr;  // m weights of y; weight 0 leaves a particle out of the sums (its row of p may be anything)
  int64_t columns = 0;        // columns of p
  const double *p = nullptr;  // m x columns, or null (then a must be 0)
  const double *s = nullptr;  // n x columns (== d), needed by b.k1p, b.k2q, c.kp, c.k1q and e
  profile kernel;
  double length = 1;  // l
  // The kernel is exp(x_potential_i + y_potential_j) times as large: n and m numbers, both or none, for the Gaussian with multiples of
  // it alone. With potentials of optimal transport it is the plan. No pair may have an exponent above 80 (float) or 700.
  const double *x_potential = nullptr, *y_potential = nullptr;
  const double *scale = nullptr;  // d divisors of the coordinates inside the kernel, or null. b (x_i - y_j) is then divided by scale^2
  bool single_precision = false;  // tiles in float, where all numbers in units of the length fit; sums are carried in double from one block of j to the next
  bool skip_self = false;         // leave out the pairs j == i (needs y == x)
  bool each_pair_once = false;    // where only sum_i w_i scalar_i is wanted, of a symmetric rule (needs y == x): half of the work
};

struct sweep_output {              // each may be null; payload and displacement may be the same memory (then they add up)
  double *payload = nullptr;       // n x columns
  double *displacement = nullptr;  // n x d
  double *scalar = nullptr;        // n
};

// Scratch memory of sweeps and medians; grown by prepare (may allocate), never by them. Memory not yet touched costs nothing.
class workspace {
 public:
  workspace() = default;
  ~workspace();
  workspace(workspace &&other) noexcept;
  workspace &operator=(workspace &&other) noexcept;

  // Room for sweeps up to these sizes, in either precision; for gram, columns is 0.
  void prepare(int64_t n, int64_t m, int64_t d, int64_t columns, int threads);
  void reserve(size_t bytes);

  void *memory() const { return memory_; }
  size_t bytes() const { return bytes_; }

 private:
  void *memory_ = nullptr;
  size_t bytes_ = 0;
};

// Overwrites the outputs. The same bits for any number of threads. O((n + m)(d + columns)) memory.
void sweep(const rule &r, const sweep_input &in, const sweep_output &out, workspace &scratch, workers &pool);

// Gram matrix k(x_i, y_j), row i at k + i*m.
void gram(const profile &kernel, double length, const double *scale, int64_t n, const double *x, int64_t m, const double *y,
          int64_t d, double *k, workspace &scratch, workers &pool);

}  // namespace wgf::pair
