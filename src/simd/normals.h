// Rows of counter-based random values, vectorised over Philox blocks. The definition of the stream, in words,
// is in base/random.h; callers outside src/simd use that door.
#pragma once

#include <cstdint>

namespace wgf::simd {

struct random_rows {
  uint64_t seed;
  uint32_t word2, word3;  // of the counter; bits 8 to 15 of word3 belong to the pair and must be 0
  int64_t first, n, d;    // row i of the n x d output is particle first + i
};

void fill_words(const random_rows &rows, uint64_t *out);
void fill_uniforms(const random_rows &rows, double *out);  // odd multiples of 2^-53, in (0, 1)
void fill_normals(const random_rows &rows, double *out);   // the same bits on every instruction set
void fill_normals(const random_rows &rows, float *out);

}  // namespace wgf::simd
