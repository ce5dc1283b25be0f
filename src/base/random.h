// Counter-based random numbers: a value is a pure function of (seed, step, purpose, particle, coordinate),
// whatever the number of particles asked for at once, the dimension, the threads or the instruction set.
//
// The definition (stream version 1). Philox4x32-10 as in Random123. Key: the seed, low word first. Counter:
//   word 0   the coordinate
//   word 1   bits 0..31 of the pair, which is particle / 2
//   word 2   bits 0..31 of the step
//   word 3   bits 0..7 the purpose, 8..15 bits 32..39 of the pair, 16..31 bits 32..47 of the step
// One block serves the particles 2 pair and 2 pair + 1 at one coordinate. The even one has the 64-bit word
// made of block words 0 (low) and 1, the odd one that of 2 and 3. A uniform is (k + 1/2) / 2^52 with k the
// top 52 bits of the word. Normals are Box and Muller's: sqrt(-2 log u) cos(2 pi v) for the even particle,
// with sin for the odd one, where u and v are the uniforms of the two.
//
// Normals in float take one 32-bit word each. The block at a coordinate, with particle / 4 in place of the pair, serves four particles:
// its words 0 and 1 the first two, 2 and 3 the others. Of the first word comes u = (k + 1/2) / 2^30, k its top 30 bits, rounded to the
// nearest float; of the second v = (k + 1/2) / 2^24, k its top 24 bits. They are no roundings of the normals in double.
#pragma once

#include <cstdint>

namespace wgf {

inline constexpr int32_t stream_version = 1;

enum class purpose : uint32_t {  // at most 255; numbers are part of the stream and never change
  noise = 0,
  initial = 1,
  injection = 2,
  slices = 3,
  accept = 4,
  resample = 5,
  batch = 6,
  sketch = 7,
  momentum = 8,
  bandwidth = 9,
  birth_death = 10,
  network = 11,
  probe = 12,
  user = 13,
  handle = 14,
  trajectory = 15,
};

struct stream {
  uint64_t seed;
  uint64_t step;  // below 2^48; further bits are dropped
  purpose why;
};

// out is n x d; row i belongs to particle first_particle + i, at least 0 and below 2^41; d is below 2^32. The
// normals err by less than 2 ulp.
void normals(const stream &s, int64_t first_particle, int64_t n, int64_t d, double *out);
void normals(const stream &s, int64_t first_particle, int64_t n, int64_t d, float *out);
void uniforms(const stream &s, int64_t first_particle, int64_t n, int64_t d, double *out);  // in (0, 1)
void words(const stream &s, int64_t first_particle, int64_t n, int64_t d, uint64_t *out);

// The seed of the handle of this number among those of its kind in one context: that of the context itself for number 0, for others a word of its
// stream with the top bit set, which no seed of a user's has.
uint64_t handle_seed(uint64_t seed, int64_t number);

// The value that uniforms gives to one particle at one coordinate.
double uniform_at(const stream &s, int64_t particle, int64_t coordinate);

}  // namespace wgf
