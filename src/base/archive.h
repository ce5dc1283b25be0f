// Reading and writing the state of a flow as bytes, by one description for both directions, in sections that have a tag, a version and a length each,
// so that a newer library reads what an older one wrote. What is read is checked: a checksum tells damage, but whoever made the bytes may have put
// anything into them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/status.h"
#include "base/parallel.h"

namespace wgf {

class archive {
 public:
  enum class mode {
    measure,
    write,
    read,
    read_back,  // what was written a moment ago: not checked
  };
  archive(mode m, uint8_t *bytes, int64_t size) : mode_(m), bytes_(bytes), size_(size) {}

  bool reading() const { return mode_ == mode::read || mode_ == mode::read_back; }
  int64_t position() const { return at_; }

  void bytes(void *data, int64_t n) {
    if (mode_ != mode::measure && n > size_ - at_) fail(WGF_E_FORMAT, "the checkpoint ends too early");
    constexpr int64_t piece = 1 << 20;
    for (int64_t done = 0; mode_ != mode::measure && done < n; done += piece) {
      move(static_cast<uint8_t *>(data) + done, bytes_ + at_ + done, static_cast<size_t>(std::min(piece, n - done)));
      breathe(3e5);
    }
    at_ += n;
  }

  // A part of the state, named by at most 8 letters: body(version) writes the version given here, and reads any up to it. What a section of an older
  // version holds behind what is read of it is passed over.
  template <class Body>
  void section(const char *tag, uint32_t version, Body body) {
    const int64_t begin = at_;
    uint32_t found = version;
    head(tag, found);
    if (found > version)
      fail(WGF_E_FORMAT, std::string("the checkpoint is of a newer libwgf: its part \"") + tag + "\" has version " + std::to_string(found) +
                             ", and this one knows up to " + std::to_string(version));
    int64_t length = 0;
    value(length);
    const int64_t first = at_, outer = size_;
    if (reading()) {
      if (length < 0 || length > size_ - at_) fail(WGF_E_FORMAT, "the checkpoint ends too early");
      size_ = first + length;
    }
    body(found);
    if (mode_ == mode::write) patch(begin, at_ - first);
    if (!reading()) return;
    if (at_ != size_ && found == version) fail(WGF_E_FORMAT, std::string("the checkpoint's part \"") + tag + "\" is longer than its content");
    at_ = size_;
    size_ = outer;
  }

  // The same of a part that older libraries did not write: without it, or with anything else in its place, the body is not called.
  template <class Body>
  void optional_section(const char *tag, uint32_t version, Body body) {
    if (!reading() || next_is(tag)) section(tag, version, body);
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

  // A number of things. The largest leaves room for as many again.
  void count(int64_t &v, int64_t most = int64_t{1} << 53) {
    value(v);
    if (mode_ == mode::read && (v < 0 || v > most)) fail(WGF_E_FORMAT, "the checkpoint holds a count of " + std::to_string(v));
  }

  void flag(bool &v) {
    int64_t held = v;
    count(held, 1);
    v = held != 0;
  }

  // Finite and not below `least`.
  void number(double &v, double least) {
    value(v);
    if (mode_ == mode::read) check(v, least);
  }

  // A vector whose length is part of the flow's shape: reading another length is refused. All finite and not below `least`.
  void numbers(std::vector<double> &v, double least = -largest_double) {
    vector(v);
    if (mode_ == mode::read) check_all(v, [least](double each) { check(each, least); });
  }

  // -infinity too: a point that the target has rejected.
  void log_densities(std::vector<double> &v) {
    vector(v);
    const auto check_one = [](double each) {
      if (each != -HUGE_VAL) check(each, -largest_double);
    };
    if (mode_ == mode::read) check_all(v, check_one);
  }

 private:
  static constexpr double largest_double = 1.7976931348623157e308;
  static constexpr size_t tag_bytes = 8;

  static std::string padded(const char *tag) {
    std::string text(tag);
    text.resize(tag_bytes, ' ');
    return text;
  }

  bool next_is(const char *tag) const {
    return size_ - at_ >= static_cast<int64_t>(tag_bytes) && std::memcmp(bytes_ + at_, padded(tag).data(), tag_bytes) == 0;
  }

  void head(const char *tag, uint32_t &version) {
    std::string text = padded(tag);
    if (reading() && !next_is(tag)) fail(WGF_E_FORMAT, std::string("the checkpoint has no part \"") + tag + "\" where this flow needs it");
    bytes(text.data(), static_cast<int64_t>(tag_bytes));
    value(version);
  }

  // The length of a section that is written.
  void patch(int64_t begin, int64_t length) {
    std::memcpy(bytes_ + begin + static_cast<int64_t>(tag_bytes) + static_cast<int64_t>(sizeof(uint32_t)), &length, sizeof length);
  }

  void move(uint8_t *data, uint8_t *archived, size_t n) const {
    if (mode_ == mode::write) std::memcpy(archived, data, n);
    if (reading()) std::memcpy(data, archived, n);
  }

  static void check(double v, double least) {
    if (!(v >= least && v <= largest_double)) fail(WGF_E_FORMAT, "the checkpoint holds a number that no flow can have");
  }

  template <class Check>
  static void check_all(const std::vector<double> &v, Check check_one) {
    for (size_t i = 0; i < v.size(); ++i) {
      check_one(v[i]);
      if (i % 100'000 == 0) breathe(1e5);
    }
  }

  void vector(std::vector<double> &v) {
    int64_t n = static_cast<int64_t>(v.size());
    value(n);
    if (n != static_cast<int64_t>(v.size())) fail(WGF_E_FORMAT, "the checkpoint is of a flow of another shape");
    bytes(v.data(), n * static_cast<int64_t>(sizeof(double)));
  }

  mode mode_;
  uint8_t *bytes_;
  int64_t size_, at_ = 0;
};

}  // namespace wgf
