// Passes over long arrays that ask the poll of the computation at work on the way.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/parallel.h"

namespace wgf {

// body(begin, end) for stretches of [0, count), of some 0.2 ms each: `ns` is the rough cost of one.
template <class Body>
void in_stretches(int64_t count, double ns, Body body) {
  const int64_t stretch = std::max<int64_t>(1, static_cast<int64_t>(2e5 / std::max(ns, 0.1)));
  for (int64_t begin = 0; begin < count; begin += stretch) {
    const int64_t end = std::min(count, begin + stretch);
    body(begin, end);
    breathe(ns * static_cast<double>(end - begin));
  }
}

// New memory costs more than a pass over it: the system hands it out page by page.
template <class T>
void resize(std::vector<T> &v, int64_t size) {
  if (size < static_cast<int64_t>(v.size())) v.resize(static_cast<size_t>(size));
  v.reserve(static_cast<size_t>(size));
  in_stretches(size - static_cast<int64_t>(v.size()), 0.5 * sizeof(T), [&, first = v.size()](int64_t, int64_t end) { v.resize(first + static_cast<size_t>(end)); });
}

inline void copy(const double *from, int64_t count, double *to) {
  in_stretches(count, 1, [&](int64_t begin, int64_t end) { std::copy(from + begin, from + end, to + begin); });
}

inline std::vector<double> copied(const double *from, int64_t count) {
  std::vector<double> out;
  out.reserve(static_cast<size_t>(count));
  in_stretches(count, 4, [&](int64_t begin, int64_t end) { out.insert(out.end(), from + begin, from + end); });
  return out;
}

// By runs that are merged: the standard sort does not breathe.
template <class T>
void sort(std::vector<T> &v) {
  constexpr int64_t run = 1 << 14;
  const int64_t n = static_cast<int64_t>(v.size());
  for (int64_t first = 0; first < n; first += run) {
    std::sort(v.begin() + first, v.begin() + std::min(n, first + run));
    breathe(60.0 * run);
  }
  std::vector<T> merged;
  if (n > run) merged.reserve(v.size());
  for (int64_t width = run; width < n; width *= 2, v.swap(merged), merged.clear())
    for (int64_t first = 0; first < n; first += 2 * width) {
      const T *a = v.data() + first, *middle = v.data() + std::min(n, first + width), *b = middle, *end = v.data() + std::min(n, first + 2 * width);
      in_stretches(end - a, 10, [&](int64_t from, int64_t to) {
        for (; from < to; ++from) merged.push_back(b == end || (a != middle && !(*b < *a)) ? *a++ : *b++);
      });
    }
}

}  // namespace wgf
