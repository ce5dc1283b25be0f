#include "solve/random_order.h"

#include "base/status.h"
#include "simd/sort.h"

namespace wgf {

random_order::random_order(int64_t largest)
    : order_(static_cast<size_t>(largest)), keys_(order_.size()), scratch_(static_cast<size_t>(simd::sort_words(largest))) {
  require(largest < int64_t{1} << 31, WGF_E_ARGUMENT, "random batches allow fewer than 2^31 particles");
}

void random_order::draw(const stream &random, int64_t which, int64_t n) {
  uniforms(random, which << 32, n, 1, keys_.data());
  simd::sort_order(keys_.data(), n, order_.data(), scratch_.data());
}

}  // namespace wgf
