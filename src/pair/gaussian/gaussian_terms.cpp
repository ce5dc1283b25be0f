#include "pair/gaussian/gaussian_terms.h"

#include <algorithm>

#include "pair/layout/layout_tile.h"

namespace wgf::pair {

namespace {

bool only_multiples_of_k(const coefficient &c) {
  return std::all_of(c.terms, c.terms + c.count, [](const derivative_term &t) { return t.times == multiplier::one; });
}

// phi^(order) = (-1/2)^order phi
double multiple_of_k(const coefficient &c) {
  constexpr double powers[] = {1, -0.5, 0.25, -0.125};
  double sum = 0;
  for (int t = 0; t < c.count; ++t) sum += c.terms[t].value * powers[c.terms[t].order];
  return c.scale * sum;
}

bool in_one_place(const sweep_job &p) { return p.a.used() && p.b.used() && p.out.payload == p.out.displacement; }
int64_t payload_columns(const sweep_job &p) { return p.a.used() ? p.in.columns : 0; }
int64_t coordinate_columns(const sweep_job &p) { return p.b.used() && !in_one_place(p) ? p.in.d : 0; }

}  // namespace

int64_t gaussian_columns(const sweep_job &p) { return payload_columns(p) + coordinate_columns(p) + 1; }

bool has_gaussian_terms(const sweep_job &p) {
  static const int gaussian = find_profile("gaussian");
  return p.in.kernel.callback == nullptr && p.in.kernel.index == gaussian && only_multiples_of_k(p.a) && only_multiples_of_k(p.b) &&
         only_multiples_of_k(p.c) && only_multiples_of_k(p.e);
}

template <class T>
gaussian_terms<T>::gaussian_terms(arena &memory, const sizes &s)
    : at(memory, s), v(memory.take<T>(s.blocks() * block_size * most_columns(s))), displacement(memory.take<double>(s.d)) {}

template <class T>
void gaussian_terms<T>::start(const sweep_job &p) {
  a = multiple_of_k(p.a), b = multiple_of_k(p.b), c = multiple_of_k(p.c), e = multiple_of_k(p.e);
  together = in_one_place(p);
  payload = payload_columns(p), coordinates = coordinate_columns(p), columns = gaussian_columns(p);
  for (int64_t q = 0; q < p.in.d; ++q) {
    const double scale = p.in.scale != nullptr ? p.in.scale[q] : 1;
    displacement[q] = b / (p.pure_unit(q) * scale * scale);
  }
}

template <class T>
void gaussian_terms<T>::fill_block(const sweep_job &p, int64_t block) const {
  const int64_t first = block * block_size, count = std::min(block_size, p.active - first);
  at.fill_block(p, block);
  fill_columns(p, first, count, group_size, at.block(block, p.in.d), v + first * columns);
}

template <class T>
void gaussian_terms<T>::fill_columns(const sweep_job &p, int64_t first, int64_t count, int64_t apart, const T *y, T *to) const {
  constexpr size_t most = static_cast<size_t>(std::max(block_size, tile_rows<T>));
  const int64_t filled = (count + apart - 1) / apart * apart;
  if (count < filled) std::fill_n(to, filled * columns, T{0});
  double w[most] = {};
  for (int64_t j = 0; j < count; ++j) w[j] = p.weight(p.index[first + j]);
  if (payload > 0)
    wgf::pair::run(payload_job<T>{{p.in.p, p.index + first, count, payload, payload}, w, p.over * (together ? a : 1), together ? displacement : nullptr, apart, y, columns, to});
  for (int64_t j = 0; j < filled; j += apart) weigh_group(w + j, apart, y + j * p.in.d, to + j * columns + payload * apart);
}

// The last columns of a group: coordinates and 1.
template <class T>
void gaussian_terms<T>::weigh_group(const double *w, int64_t apart, const T *y, T *to) const {
  for (int64_t q = 0; q < coordinates; ++q, y += apart, to += apart)
    for (int64_t j = 0; j < apart; ++j) to[j] = static_cast<T>(w[j] * static_cast<double>(y[j]));
  for (int64_t j = 0; j < apart; ++j) to[j] = static_cast<T>(w[j]);
}

template <class T>
void gaussian_terms<T>::finish(const sweep_job &p, int64_t tile, const double *sum, bool first) const {
  constexpr int64_t rows = tile_rows<T>;
  const sweep_output &out = p.out;
  const int64_t begin = tile * rows, count = std::min(rows, p.in.n - begin);
  const double *total = sum + (columns - 1) * rows;
  if (first) {
    if (out.payload != nullptr) std::fill_n(out.payload + begin * p.in.columns, count * p.in.columns, 0.0);
    if (out.displacement != nullptr) std::fill_n(out.displacement + begin * p.in.d, count * p.in.d, 0.0);
    if (out.scalar != nullptr) std::fill_n(out.scalar + begin, count, 0.0);
  }
  if (out.payload != nullptr) finish_payload(p, begin, count, sum);
  // b (x - y) / scale^2, from packed coordinates (x - y) unit.
  if (p.b.used() && !together)
    wgf::pair::run(unpack_job<T>{sum + payload * rows, total, count, p.in.d, -1, displacement, displacement, p.in.x + begin * p.in.d, p.centre, p.unit,
                                 out.displacement + begin * p.in.d});
  for (int64_t r = 0; p.c.used() && r < count; ++r) out.scalar[begin + r] += c * total[r];
}

template <class T>
void gaussian_terms<T>::finish_payload(const sweep_job &p, int64_t begin, int64_t count, const double *sum) const {
  const double *total = sum + (columns - 1) * tile_rows<T>;
  double *out = p.out.payload + begin * p.in.columns;
  if (payload > 0)
    wgf::pair::run(unpack_job<T>{sum, total, count, p.in.columns, together ? 1 : a, nullptr, together ? displacement : nullptr,
                                 p.in.x + begin * p.in.d, p.centre, p.unit, out});
  if (!p.e.used()) return;
  const double *s = p.in.s + begin * p.in.columns;
  for (int64_t r = 0; r < count; ++r)
    for (int64_t q = 0; q < p.in.columns; ++q) out[r * p.in.columns + q] += e * total[r] * (s[r * p.in.columns + q] * p.over);
}

template struct gaussian_terms<float>;
template struct gaussian_terms<double>;

}  // namespace wgf::pair
