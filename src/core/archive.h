// Reading and writing the state of a flow as bytes, by one description for both directions.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "core/status.h"

namespace wgf {

class archive {
 public:
  enum class mode {
    measure,
    write,
    read,
  };
  archive(mode m, uint8_t *bytes, int64_t size) : mode_(m), bytes_(bytes), size_(size) {}

  bool reading() const { return mode_ == mode::read; }
  int64_t position() const { return at_; }

  void bytes(void *data, int64_t n) {
    if (mode_ != mode::measure && n != 0) {
      if (n > size_ - at_) fail(WGF_E_FORMAT, "the checkpoint ends too early");
      if (mode_ == mode::write) std::memcpy(bytes_ + at_, data, static_cast<size_t>(n));
      if (mode_ == mode::read) std::memcpy(data, bytes_ + at_, static_cast<size_t>(n));
    }
    at_ += n;
  }

  template <class T>
  void value(T &v) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(&v, static_cast<int64_t>(sizeof v));
  }

  void text(std::string &s) {
    int64_t n = static_cast<int64_t>(s.size());
    value(n);
    if (reading()) {
      if (n < 0 || n > size_ - at_) fail(WGF_E_FORMAT, "the checkpoint holds a text longer than itself");
      s.resize(static_cast<size_t>(n));
    }
    bytes(s.data(), n);
  }

  // A vector whose length is part of the flow's shape: reading another length is refused.
  void numbers(std::vector<double> &v) {
    int64_t n = static_cast<int64_t>(v.size());
    value(n);
    if (n != static_cast<int64_t>(v.size())) fail(WGF_E_FORMAT, "the checkpoint is of a flow of another shape");
    bytes(v.data(), n * static_cast<int64_t>(sizeof(double)));
  }

 private:
  mode mode_;
  uint8_t *bytes_;
  int64_t size_, at_ = 0;
};

}  // namespace wgf
