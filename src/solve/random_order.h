// A random order of 0 ... n-1, by sorting random numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace wgf {

class random_order {
 public:
  explicit random_order(int64_t largest);
  void draw(const stream &random, int64_t which, int64_t n);  // `which`, from 0 to 99, tells several of one stream apart
  int64_t operator[](int64_t place) const { return order_[static_cast<size_t>(place)]; }

 private:
  std::vector<uint32_t> order_;
  std::vector<double> keys_;
  std::vector<int64_t> scratch_;
};

}  // namespace wgf
