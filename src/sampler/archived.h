// Parts of a sampler's state in an archive.
#pragma once

#include <vector>

#include "base/archive.h"
#include "solve/dense.h"

namespace wgf {

inline void archive_numbers(archive &bytes, double *v, int64_t n) {
  std::vector<double> held(v, v + n);
  bytes.numbers(held);
  std::copy(held.begin(), held.end(), v);
}

inline void archive_flag(archive &bytes, bool &flag) {
  int64_t value = flag;
  bytes.count(value, 1);
  flag = value != 0;
}

}  // namespace wgf
