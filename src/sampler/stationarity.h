// Whether many chains still have, together, the law they had at an earlier time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/paced.h"

namespace wgf {

// How many chains are alone in some coordinate, so far from the others that hardly any law puts them there: 30 robust standard deviations from the
// median and from the nearest. Several that are together may be a mode.
int64_t far_chains(int64_t n, int64_t d, const double *x);

class stationarity {
 public:
  stationarity(int64_t n, int64_t d) : n_(n), d_(d) { resize(before_, n * d); }
  void remember(const double *x);
  std::string doubts(const double *x) const;  // "": none, or nothing was remembered
  void archive(wgf::archive &bytes) {
    bytes.value(remembered_);
    bytes.numbers(before_);
  }

 private:
  int64_t n_, d_, remembered_ = 0;
  std::vector<double> before_;
};

}  // namespace wgf
