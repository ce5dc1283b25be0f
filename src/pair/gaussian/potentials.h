// The part of the exponent potential_i + potential_j - |x_i - y_j|^2 that belongs to one particle, in bits, for either form of the distance.
#pragma once

#include <cstdint>

#include "pair/layout/pack.h"

namespace wgf::pair {

inline constexpr double log2_e = 1.4426950408889634;

template <class T>
struct exponent_parts {
  T *with_norm, *alone;  // potential - |x|^2, and the potential; of y both with the other sign

  exponent_parts(arena &memory, int64_t count) : with_norm(memory.take<T>(count)), alone(memory.take<T>(count)) {}

  void set(int64_t i, T norm, double potential) {
    with_norm[i] = static_cast<T>(potential - static_cast<double>(norm));
    alone[i] = static_cast<T>(potential);
  }
  void set_negative(int64_t j, T norm, double potential) {
    set(j, norm, potential);
    with_norm[j] = -with_norm[j], alone[j] = -alone[j];
  }
  const T *by(distance_form how) const { return how == distance_form::products ? with_norm : alone; }
};

}  // namespace wgf::pair
