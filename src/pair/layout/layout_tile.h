// Between the caller's rows of doubles and tiles, where a coordinate of neighbouring particles lies side by side: both ways by
// transposing small squares in registers.
#pragma once

#include <cstdint>

namespace wgf::pair {

struct rows_of {  // of `width` doubles; row r is at from + index[r]*stride, without an index at from + r*stride
  const double *from;
  const int64_t *index;
  int64_t count, width, stride;

  const double *operator[](int64_t r) const { return from + (index != nullptr ? index[r] : r) * stride; }
};

template <class T>
struct points_job {  // to = (from - centre) unit, and the squared norms after rounding
  rows_of rows;
  const double *centre, *unit;  // centre may be null
  int64_t together, columns;    // particles side by side: [group][columns][together], of which these are the first columns
  T *to, *norm;                 // norm may be null
};

template <class T>
struct payload_job {  // to = w_j (times p_j - displacement y_j), in groups of particles side by side; displacement may be null
  rows_of rows;       // p
  const double *w;
  double times;
  const double *displacement;
  int64_t together;
  const T *y;  // packed, [group][coordinate][together]
  int64_t columns;
  T *to;  // [group][columns][together], of which these are the first
};

template <class T>
struct unpack_job {           // out += times sum + displacement total x; displacement may be null
  const double *sum, *total;  // [column][tile_rows], one a row
  int64_t count, width;       // particles, columns
  double times;
  const double *times_each;        // or null; for each column times this too
  const double *displacement, *x;  // x: the caller's, packed here again with centre and unit, and rounded as in the tile
  const double *centre, *unit;
  double *out;  // count x width
};

struct largest_job {  // largest_k = the largest |times from_i - centre_k|, i = k modulo period; what is not finite is passed over
  const double *from;
  int64_t count, period;  // period: a multiple of 8
  double times;
  const double *centre;  // `period` numbers
  double *largest;
};

void run(const largest_job &);
void run(const points_job<float> &);
void run(const points_job<double> &);
void run(const payload_job<float> &);
void run(const payload_job<double> &);
void run(const unpack_job<float> &);
void run(const unpack_job<double> &);

}  // namespace wgf::pair
