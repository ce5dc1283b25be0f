#include "transport/exact/polled_sort.h"

#include <algorithm>
#include <utility>

#include "base/paced.h"
#include "simd/sort.h"

namespace wgf {

namespace {

constexpr int64_t piece = int64_t{1} << 18;  // numbers sorted at once, in some 10 ms

void sort_piece(int64_t begin, int64_t end, const double *at, int64_t *scratch, uint32_t *order) {
  simd::sort_order(at + begin, end - begin, order + begin, scratch);
  for (int64_t k = begin; k < end; ++k) order[k] += static_cast<uint32_t>(begin);
}

// Two neighbouring runs of `from` become one of `to`.
void merge_runs(const double *at, const uint32_t *from, int64_t begin, int64_t middle, int64_t end, uint32_t *to) {
  int64_t a = begin, b = middle;
  for (int64_t k = begin; k < end; ++k) {
    const bool first = b == end || (a < middle && at[from[a]] <= at[from[b]]);
    to[k] = from[first ? a++ : b++];
    if (k % piece == piece - 1) breathe(30 * static_cast<double>(piece));
  }
}

}  // namespace

std::vector<uint32_t> ascending(int64_t n, const double *at) {
  std::vector<uint32_t> order, other;
  resize(order, n);
  std::vector<int64_t> scratch(static_cast<size_t>(simd::sort_words(std::min(n, piece))));
  for (int64_t begin = 0; begin < n; begin += piece) {
    sort_piece(begin, std::min(n, begin + piece), at, scratch.data(), order.data());
    breathe(40 * static_cast<double>(std::min(n, piece)));
  }
  if (n > piece) resize(other, n);
  for (int64_t run = piece; run < n; run *= 2) {
    for (int64_t begin = 0; begin < n; begin += 2 * run)
      merge_runs(at, order.data(), begin, std::min(n, begin + run), std::min(n, begin + 2 * run), other.data());
    order.swap(other);
  }
  return order;
}

}  // namespace wgf
