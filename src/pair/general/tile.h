// The vectorised loops of a sweep, each over one tile: tile_rows particles x_i against up to block_size particles y_j.
// A tile holds entry (i, j) at [j*rows + i]; x is [coordinate][rows], y is [group][coordinate][group_size].
// All arrays are aligned to vector_bytes, except y and v, of which single numbers are read.
#pragma once

#include <cstdint>

namespace wgf::pair {

template <class T>
inline constexpr int64_t tile_rows = 256 / static_cast<int64_t>(sizeof(T));
inline constexpr int64_t group_size = 6;   // y particles of one register block
inline constexpr int64_t block_size = 48;  // y particles of one tile: some 12 kB
inline constexpr int64_t groups_per_block = block_size / group_size;

enum class distance_form {
  products,
  differences,
};  // |x|^2 + |y|^2 - 2 <x, y>, or the sum of squared differences

template <class T>
struct distance_job {
  const T *x, *x_norm, *y, *y_norm;
  int64_t d, groups;
  distance_form how;
  T near;  // pairs with u <= near |x|^2 are suspect
  T *u;
  bool *suspect;  // one flag per group
};

template <class T>
struct product_job {  // out = factor sum_c x_c y_c + x_add_i + y_add_j
  const T *x, *x_add, *y, *y_add;
  int64_t d, groups;
  T factor;
  T *out;
};

template <class T>
struct combine_job {  // out = sum of value * f * g, g may be null
  int count;
  T value[5];
  const T *f[5], *g[5];
  int64_t n;
  T *out;
};

template <class T>
struct accumulate_job {  // o[c][i] += sum_j tile_ij v_jc
  const T *tile, *v;
  int64_t stride, columns, count;
  T *o;
};

template <class T>
struct difference_job {  // o[c][i] -= sum_j tile_ij (x_ic - y_jc)
  const T *tile, *x, *y;
  int64_t d, groups;
  T *o;
};

template <class T>
struct scale_job {  // out_ij = w_j tile_ij
  const T *tile, *w;
  int64_t count;
  T *out;
};

template <class T>
struct cancelling_job {  // lists the positions j*rows + i with u <= near |x|^2, i < rows, j < count, of the groups that are suspect
  const T *u, *x_norm;
  T near;
  int64_t rows, count;
  const bool *suspect;
  uint16_t *pairs;
};

template <class T>
struct flush_job {  // sum += o, o = 0
  int64_t n;
  T *o;
  double *sum;
};

bool run(const distance_job<float> &);  // true when some group is suspect
bool run(const distance_job<double> &);
void run(const product_job<float> &);
void run(const product_job<double> &);
void run(const combine_job<float> &);
void run(const combine_job<double> &);
void run(const accumulate_job<float> &);
void run(const accumulate_job<double> &);
void run(const difference_job<float> &);
void run(const difference_job<double> &);
void run(const scale_job<float> &);
void run(const scale_job<double> &);
void run(const flush_job<float> &);
void run(const flush_job<double> &);
int64_t run(const cancelling_job<float> &);  // how many
int64_t run(const cancelling_job<double> &);

}  // namespace wgf::pair
