// An array of numbers in memory of exactly its size, so that a sanitizer sees the first number beyond it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "chance.h"

namespace wgf::fuzz {

inline std::string shown(double v) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", v);
  return text;
}

class numbers {
 public:
  explicit numbers(int64_t n = 0) : size_(n < 0 ? 0 : n), data_(new double[static_cast<size_t>(size_)]()) {}

  template <class Make>
  static numbers made(int64_t n, Make make) {
    numbers out(n);
    for (int64_t i = 0; i < out.size_; ++i) out.data()[i] = make(i);
    return out;
  }

  int64_t size() const { return size_; }
  double *data() const { return data_.get(); }
  double *begin() const { return data_.get(); }
  double *end() const { return data_.get() + size_; }

  std::string shown() const {
    std::string out = "{";
    for (int64_t i = 0; i < size_ && i < 6; ++i) out += (i ? " " : "") + fuzz::shown(data()[i]);
    return out + (size_ > 6 ? " .. " + std::to_string(size_) : "") + "}";
  }

 private:
  int64_t size_;
  std::unique_ptr<double[]> data_;
};

// A cloud of one kind or another: ordinary, repeated, far, tiny, huge, on a line, with odd numbers.
numbers cloud(chance &c, int64_t n, int64_t d);
numbers weights(chance &c, int64_t n);

}  // namespace wgf::fuzz
