// Clouds as the tiles want them: moved to a common centre, divided by length and scale, in blocks of coordinates.
#pragma once

#include <cstdint>

#include "pair/general/sweep_job.h"
#include "pair/general/profile_tile.h"
#include "pair/general/tile.h"

namespace wgf {
class workers;
}

namespace wgf::pair {

struct sizes {
  int64_t n, m, d, columns;
  int threads;

  template <class T>
  int64_t tiles() const { return (n + tile_rows<T> - 1) / tile_rows<T>; }
  int64_t blocks() const { return (m + block_size - 1) / block_size; }
};

// Hands out aligned pieces of one block of memory; over no memory it counts what is needed.
class arena {
 public:
  explicit arena(void *memory) : memory_(static_cast<char *>(memory)) {}

  template <class U>
  U *take(int64_t count) {
    U *piece = memory_ != nullptr ? reinterpret_cast<U *>(memory_ + used_) : nullptr;
    const size_t bytes = static_cast<size_t>(count) * sizeof(U), unit = static_cast<size_t>(vector_bytes);
    used_ += (bytes + unit - 1) / unit * unit;
    return piece;
  }
  size_t used() const { return used_; }

 private:
  char *memory_;
  size_t used_ = 0;
};

struct packing {
  int64_t *index;
  double *centre, *unit;
  double *room;  // for extent_of

  packing(arena &memory, const sizes &s);
  // Lists the particles of y that have a weight, finds a centre, and tells the job.
  void locate(sweep_job &p) const;
  // And the unit: coordinates are multiplied by `stretch`.
  void set_unit(sweep_job &p, double stretch) const;
  void fill(sweep_job &p, double stretch) const;  // both
};

// Memory of one way to run a sweep: its packing and its own arrays.
template <class Path>
size_t bytes_needed(const sizes &s) {
  arena counted(nullptr);
  const packing shared(counted, s);
  const Path path(counted, s);
  return counted.used();
}

template <class T>
struct points {
  T *x, *x_norm;  // [tile][coordinate][rows], [tile][rows]: squared norms
  T *y, *y_norm;  // [group][coordinate][group_size], [group][group_size]; the last group is filled up with zeros
  T *x_largest;   // largest norm of each tile
  T *y_largest;   // and of each block

  points(arena &memory, const sizes &s);
  void fill(const sweep_job &p, workers &pool);  // all tiles and blocks
  void fill_tile(const sweep_job &p, int64_t t) const;
  void fill_block(const sweep_job &p, int64_t b) const;
  const T *tile(int64_t t, int64_t d) const { return x + t * d * tile_rows<T>; }
  const T *block(int64_t b, int64_t d) const { return y + b * d * block_size; }
};

extern template struct points<float>;
extern template struct points<double>;

}  // namespace wgf::pair
