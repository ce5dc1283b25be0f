#include "core/random.h"

#include <Random123/philox.h>

#include "simd/normals.h"

namespace wgf {
namespace {

simd::random_rows rows_of(const stream &s, int64_t first, int64_t n, int64_t d) {
  const uint32_t step_high = static_cast<uint32_t>(s.step >> 32) << 16;
  return {s.seed, static_cast<uint32_t>(s.step), static_cast<uint32_t>(s.why) | step_high, first, n, d};
}

uint64_t word_at(const stream &s, int64_t particle, int64_t coordinate) {
  const simd::random_rows rows = rows_of(s, particle, 1, 1);
  const uint64_t pair = static_cast<uint64_t>(particle) / 2;
  const uint32_t pair_high = static_cast<uint32_t>(pair >> 32) << 8;
  const r123::Philox4x32::ctr_type counter = {
      {static_cast<uint32_t>(coordinate), static_cast<uint32_t>(pair), rows.word2, rows.word3 | pair_high}};
  const r123::Philox4x32::key_type key = {
      {static_cast<uint32_t>(s.seed), static_cast<uint32_t>(s.seed >> 32)}};
  const r123::Philox4x32::ctr_type block = r123::Philox4x32()(counter, key);
  const size_t half = particle % 2 == 0 ? 0 : 2;
  return block[half] | uint64_t{block[half + 1]} << 32;
}

}  // namespace

void normals(const stream &s, int64_t first_particle, int64_t n, int64_t d, double *out) {
  simd::fill_normals(rows_of(s, first_particle, n, d), out);
}

void normals(const stream &s, int64_t first_particle, int64_t n, int64_t d, float *out) {
  simd::fill_normals(rows_of(s, first_particle, n, d), out);
}

void uniforms(const stream &s, int64_t first_particle, int64_t n, int64_t d, double *out) {
  simd::fill_uniforms(rows_of(s, first_particle, n, d), out);
}

void words(const stream &s, int64_t first_particle, int64_t n, int64_t d, uint64_t *out) {
  simd::fill_words(rows_of(s, first_particle, n, d), out);
}

uint64_t handle_seed(uint64_t seed, int64_t number) {
  if (number == 0) return seed;
  uint64_t word;
  words({seed, static_cast<uint64_t>(number), purpose::handle}, 0, 1, 1, &word);
  return word | uint64_t{1} << 63;
}

double uniform_at(const stream &s, int64_t particle, int64_t coordinate) {
  const uint64_t top = word_at(s, particle, coordinate) >> 12;
  return (static_cast<double>(top) + 0.5) * 0x1p-52;
}

}  // namespace wgf
