#include "kernels/kernel.h"

#include <numeric>

namespace wgf {

double kernel::self_energy(const cloud &y, double *room) {
  witness(y.n, y.x, y, nullptr, room);
  return std::inner_product(y.w, y.w + y.n, room, 0.0);
}

void kernel::pull(int64_t n, const double *x, const cloud &own, const cloud &other, double *out, double *room) {
  witness(n, x, own, out, nullptr);
  witness(n, x, other, room, nullptr);
  for (int64_t i = 0; i < n * d_; ++i) out[i] = room[i] - out[i];
}

}  // namespace wgf
