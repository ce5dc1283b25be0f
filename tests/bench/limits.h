// The least number of operations on the FMA ports that each case is known to need, per pair of particles. Additions, maxima and
// rounding run on other ports and are free. No symmetry, but for ksd and median. d: the dimension.
//
//   svgd     d for the distance, d+1 for k [s - x/h^2, 1], the rest the exponential: 6 in float, 7 in double.
//   gauss    three blocks: 3d distances, 2d gradients of two of them, their two row sums, three exponentials. 5d + 2 + 18, 5d + 2 + 21.
//   energy   three blocks again: 3d + 2d + 2 (row sums of 1/r). The root from an estimate y of 14 bits of 1/r, u = r^2: t = u y,
//            e = 1 - t y, then y + y q and t + t q, q = e/2 in float (one product) and e (1/2 + e (3/8 + e 5/16)) in double (three
//            operations): 5 in float, 7 in double for r and 1/r together, one less in the block yy, which needs r alone.
//            5d + 2 + 14, 5d + 2 + 20.
//   ksd      on half of the pairs, by symmetry, the products <x,x'>, <s,s'>, <x,s'>, <s,x'>: 4d; 1/sqrt(1+u) without the root itself:
//            4 in float, 6 in double; its square, and three to combine k (<s,s'> + q^2 (d + <x-x', s-s'> - 3 q^2 u)) in units of l.
//   svgd_nystrom  Stein's sums at the landmarks, and their combination at the particles, where k alone is multiplied: 2d + 7 and 2d + 6, one
//            more each in double.
//   mmd_nystrom  values of both clouds at the landmarks, and gradients of their combination at the particles: 2 (d + 7) + 2d + 7, three more in
//            double.
//   sinkhorn per pair and soft minimum d for the distance, the rest the exponential: 6 in float, 7 in double; the potentials and the sum
//            of a row are additions. Two soft minima an iteration.
//   median   on half of the pairs the distances, d. Nothing is known of the least work of the selection itself.
#pragma once

#include <cstdint>

namespace wgf_bench {

inline double svgd_operations(int64_t d, bool single) { return 2.0 * static_cast<double>(d) + (single ? 7 : 8); }
inline double gauss_operations(int64_t d, bool single) { return 5.0 * static_cast<double>(d) + (single ? 20 : 23); }
inline double energy_operations(int64_t d, bool single) { return 5.0 * static_cast<double>(d) + (single ? 16 : 22); }
inline double ksd_operations(int64_t d, bool single) { return (4.0 * static_cast<double>(d) + (single ? 8 : 10)) / 2; }
inline double svgd_nystrom_operations(int64_t d, bool single) { return 4.0 * static_cast<double>(d) + (single ? 13 : 15); }
inline double mmd_nystrom_operations(int64_t d, bool single) { return 4.0 * static_cast<double>(d) + (single ? 21 : 24); }
inline double softmin_operations(int64_t d, bool single) { return static_cast<double>(d) + (single ? 6 : 7); }
inline double median_operations(int64_t d) { return static_cast<double>(d) / 2; }

}  // namespace wgf_bench
