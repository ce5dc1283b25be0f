#include "pair/general/cancelling_pairs.h"

#include <algorithm>

#include "base/status.h"
#include "pair/general/profile_tile.h"

namespace wgf::pair {

namespace {

constexpr int64_t batch = 64;

struct near_batch {
  alignas(vector_bytes) double u[batch], k[max_order + 1][batch];
  double sp[batch], xq[batch];
  int64_t row[batch], j[batch];
};

double score_product(const sweep_job &p, int64_t i, int64_t j) {
  const double *s = p.in.s + i * p.in.d, *q = p.in.p + j * p.in.d;
  double sum = 0;
  for (int64_t c = 0; c < p.in.d; ++c) sum += (s[c] * p.over) * (q[c] * p.over);
  return sum;
}

double difference_product(const sweep_job &p, int64_t i, int64_t j) {
  const double *s = p.in.s + i * p.in.d, *q = p.in.p + j * p.in.d;
  double sum = 0;
  for (int64_t c = 0; c < p.in.d; ++c)
    sum += exact_difference(p, i, j, c) * p.length * (p.in.scale != nullptr ? p.in.scale[c] : 1) * (s[c] * p.over - q[c] * p.over);
  return sum;
}

double value_of(const coefficient &c, const near_batch &pairs, int64_t t) {
  double sum = 0;
  for (const derivative_term *m = c.terms; m != c.terms + c.count; ++m) {
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

void add_pair(const sweep_job &p, int64_t i, const near_batch &pairs, int64_t t, const tile_sums &sums) {
  const int64_t j = pairs.j[t], r = pairs.row[t], d = p.in.d, columns = p.in.columns;
  const double w = p.weight(j, i - r, sums.rows);
  if (p.a.used()) {
    const double a = w * value_of(p.a, pairs, t);
    for (int64_t c = 0; c < columns; ++c) sums.a[c * sums.rows + r] += a * (p.in.p[j * columns + c] * p.over);
  }
  if (p.b.used()) {
    const double b = w * value_of(p.b, pairs, t);
    for (int64_t c = 0; c < d; ++c) sums.b[c * sums.rows + r] -= b * exact_difference(p, i, j, c);
  }
  if (p.c.used()) sums.c[r] += w * value_of(p.c, pairs, t);
  if (p.e.used()) sums.e[r] += w * value_of(p.e, pairs, t);
}

void evaluate_batch(const sweep_job &p, int64_t count, near_batch &pairs) {
  constexpr int64_t lanes = vector_bytes / static_cast<int64_t>(sizeof(double));
  double *const k[] = {pairs.k[0], pairs.k[1], pairs.k[2], pairs.k[3]};
  const int64_t padded = (count + lanes - 1) / lanes * lanes;
  std::fill(pairs.u + count, pairs.u + padded, 1.0);
  evaluate_tile(p.in.kernel, p.order, padded, pairs.u, k);
  for (int64_t t = 0; p.apart && t < count; ++t)
    for (int order = 0; order <= p.order; ++order) refuse_tail(pairs.u[t], pairs.k[order][t]);
}

}  // namespace

void refuse_tail(double u, double k) {
  require(!(u >= farthest * farthest) || k == 0, WGF_E_NUMERIC,
          "the particles lie more than 1e150 lengths of the kernel apart, and it has not died out there; take a larger bandwidth");
}

void add_cancelling_pairs(const sweep_job &p, int64_t first_row, int64_t first_active, const uint16_t *list, int64_t count,
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
      if (p.sp) pairs.sp[t] = score_product(p, i, j);
      if (p.xq) pairs.xq[t] = difference_product(p, i, j);
    }
    evaluate_batch(p, size, pairs);
    for (int64_t t = 0; t < size; ++t) add_pair(p, first_row + pairs.row[t], pairs, t, sums);
  }
}

}  // namespace wgf::pair
