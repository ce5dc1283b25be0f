#include "pair/near.h"

#include <algorithm>

#include "pair/profile_tile.h"

namespace wgf::pair {

namespace {

constexpr int64_t batch = 64;

struct near_batch {
  alignas(vector_bytes) double u[batch], k[max_order + 1][batch];
  double sp[batch], xq[batch];
  int64_t row[batch], j[batch];
};

double dot(int64_t d, const double *a, const double *b) {
  double sum = 0;
  for (int64_t c = 0; c < d; ++c) sum += a[c] * b[c];
  return sum;
}

double difference_product(const plan &p, int64_t i, int64_t j) {
  const int64_t d = p.in.d;
  const double *x = p.in.x + i * d, *y = p.in.y + j * d, *s = p.in.s + i * d, *q = p.in.p + j * d;
  double sum = 0;
  for (int64_t c = 0; c < d; ++c) sum += (x[c] - y[c]) * (s[c] - q[c]);
  return sum;
}

double value_of(const coefficient &c, const near_batch &pairs, int64_t t) {
  double sum = 0;
  for (const term *m = c.terms; m != c.terms + c.count; ++m) {
    const double value = m->value * pairs.k[m->order][t];
    switch (m->times) {
      case multiplier::one: sum += value; break;
      case multiplier::u: sum += value * pairs.u[t]; break;
      case multiplier::sp: sum += value * pairs.sp[t]; break;
      case multiplier::xq: sum += value * pairs.xq[t]; break;
    }
  }
  return sum;
}

void add_pair(const plan &p, int64_t i, const near_batch &pairs, int64_t t, const tile_sums &sums) {
  const int64_t j = pairs.j[t], r = pairs.row[t], d = p.in.d, columns = p.in.columns;
  const double w = p.weight(j, i - r, sums.rows);
  if (p.a.used()) {
    const double a = w * value_of(p.a, pairs, t);
    for (int64_t c = 0; c < columns; ++c) sums.a[c * sums.rows + r] += a * p.in.p[j * columns + c];
  }
  if (p.b.used()) {
    const double b = w * value_of(p.b, pairs, t);
    for (int64_t c = 0; c < d; ++c) sums.b[c * sums.rows + r] -= b * ((p.in.x[i * d + c] - p.in.y[j * d + c]) * p.unit[c]);
  }
  if (p.c.used()) sums.c[r] += w * value_of(p.c, pairs, t);
  if (p.e.used()) sums.e[r] += w * value_of(p.e, pairs, t);
}

void evaluate_batch(const plan &p, int64_t count, near_batch &pairs) {
  constexpr int64_t lanes = vector_bytes / static_cast<int64_t>(sizeof(double));
  double *const k[] = {pairs.k[0], pairs.k[1], pairs.k[2], pairs.k[3]};
  const int64_t padded = (count + lanes - 1) / lanes * lanes;
  std::fill(pairs.u + count, pairs.u + padded, 1.0);
  evaluate_tile(p.in.kernel, p.order, padded, pairs.u, k);
}

}  // namespace

void add_near_pairs(const plan &p, int64_t first_row, int64_t first_active, const uint16_t *list, int64_t count,
                    const tile_sums &sums) {
  near_batch pairs;
  for (int64_t begin = 0; begin < count; begin += batch) {
    const int64_t size = std::min(batch, count - begin);
    for (int64_t t = 0; t < size; ++t) {
      const int64_t at = list[begin + t], row = at % sums.rows, i = first_row + row;
      const int64_t j = p.index[first_active + at / sums.rows];
      pairs.row[t] = row;
      pairs.j[t] = j;
      pairs.u[t] = exact_u(p, i, j);
      if (p.sp) pairs.sp[t] = dot(p.in.d, p.in.s + i * p.in.d, p.in.p + j * p.in.d);
      if (p.xq) pairs.xq[t] = difference_product(p, i, j);
    }
    evaluate_batch(p, size, pairs);
    for (int64_t t = 0; t < size; ++t) add_pair(p, first_row + pairs.row[t], pairs, t, sums);
  }
}

}  // namespace wgf::pair
