#include "base/random.h"

#include <Random123/philox.h>

#include <algorithm>

#include "base/parallel.h"
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

namespace {

// Some rows at a time, whole groups of four, which share their random numbers. Between them, never after the last: what draws few rows, perhaps inside
// a change that is not to be broken off, is not asked.
template <class Number, class Fill>
void fill(const stream &s, int64_t first_particle, int64_t n, int64_t d, Number *out, Fill fill_rows) {
  const int64_t some = std::max<int64_t>(40'000 / d / 4 * 4, 4);
  for (int64_t begin = 0; begin < n; begin += some) {
    if (begin > 0) breathe(5 * static_cast<double>(some * d));
    fill_rows(rows_of(s, first_particle + begin, std::min(some, n - begin), d), out + begin * d);
  }
}

}  // namespace

void normals(const stream &s, int64_t first_particle, int64_t n, int64_t d, double *out) {
  fill(s, first_particle, n, d, out, [](const simd::random_rows &rows, double *to) { simd::fill_normals(rows, to); });
}

void normals(const stream &s, int64_t first_particle, int64_t n, int64_t d, float *out) {
  fill(s, first_particle, n, d, out, [](const simd::random_rows &rows, float *to) { simd::fill_normals(rows, to); });
}

void uniforms(const stream &s, int64_t first_particle, int64_t n, int64_t d, double *out) {
  fill(s, first_particle, n, d, out, [](const simd::random_rows &rows, double *to) { simd::fill_uniforms(rows, to); });
}

void words(const stream &s, int64_t first_particle, int64_t n, int64_t d, uint64_t *out) {
  fill(s, first_particle, n, d, out, [](const simd::random_rows &rows, uint64_t *to) { simd::fill_words(rows, to); });
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
