#include "pair/general/distances.h"

#include <algorithm>

namespace wgf::pair {

namespace {

template <class T>
int64_t list_cancelling(const sweep_job &p, const distance_job<T> &job, int64_t rows, int64_t count, uint16_t *pairs) {
  const int64_t cancelling = run(cancelling_job<T>{job.u, job.x_norm, job.near, rows, count, job.suspect, pairs});
  const T careless = careless_norm<T>(p);
  return std::remove_if(pairs, pairs + cancelling, [&](uint16_t at) { return job.x_norm[at % tile_rows<T>] <= careless; }) - pairs;
}

}  // namespace

template <class T>
distance_form usual_form(const sweep_job &p, const points<T> &at, int64_t tile, int64_t block) {
  if (!chooses_form(p)) return p.in.d <= small_dimension ? distance_form::differences : distance_form::products;
  return at.x_largest[tile] + at.y_largest[block] > largest_product_norm<T> ? distance_form::differences : distance_form::products;
}

template <class T>
measured measure_tile(const sweep_job &p, const points<T> &at, int64_t tile, int64_t block, T *u, uint16_t *pairs) {
  constexpr int64_t rows = tile_rows<T>;
  const int64_t d = p.in.d, count = std::min(block_size, p.active - block * block_size);
  const int64_t real_rows = std::min(rows, p.in.n - tile * rows);
  measured m{count, (count + group_size - 1) / group_size, usual_form(p, at, tile, block), 0};
  bool suspect[groups_per_block];
  distance_job<T> job{at.tile(tile, d), at.x_norm + tile * rows, at.block(block, d), at.y_norm + block * block_size,
                      d, m.groups, m.how, T{-1}, u, suspect};
  if (p.careful) job.near = cancelling_limit<T>(m.how);
  if (!run(job) || !p.careful) return m;
  m.cancelling = list_cancelling(p, job, real_rows, count, pairs);
  if (m.how == distance_form::products && too_many_cancelling<T>(m.cancelling, count)) {
    job.how = m.how = distance_form::differences;
    job.near = cancelling_limit<T>(m.how);
    m.cancelling = run(job) ? list_cancelling(p, job, real_rows, count, pairs) : 0;
  }
  return m;
}

template distance_form usual_form(const sweep_job &, const points<float> &, int64_t, int64_t);
template distance_form usual_form(const sweep_job &, const points<double> &, int64_t, int64_t);
template measured measure_tile(const sweep_job &, const points<float> &, int64_t, int64_t, float *, uint16_t *);
template measured measure_tile(const sweep_job &, const points<double> &, int64_t, int64_t, double *, uint16_t *);

}  // namespace wgf::pair
