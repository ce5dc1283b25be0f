#include "kernels/kernel.h"

namespace wgf {

void kernel::pull(int64_t n, const double *x, const cloud &own, const cloud &other, double *out, double *room) {
  witness(n, x, own, out, nullptr);
  witness(n, x, other, room, nullptr);
  for (int64_t i = 0; i < n * d_; ++i) out[i] = room[i] - out[i];
}

}  // namespace wgf
