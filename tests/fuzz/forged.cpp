#include "forged.h"

#include <algorithm>

#include "numbers.h"

namespace wgf::fuzz {

namespace {

using bytes = std::vector<uint8_t>;

constexpr int64_t checksum_size = 8;

// The format's: FNV-1a, 64 bits, at the end.
void put_checksum_right(bytes &b) {
  if (static_cast<int64_t>(b.size()) < checksum_size) return;
  uint64_t h = 14695981039346656037ULL;
  const size_t n = b.size() - checksum_size;
  for (size_t i = 0; i < n; ++i) h = (h ^ b[i]) * 1099511628211ULL;
  std::memcpy(b.data() + n, &h, sizeof h);
}

int64_t size_of(const bytes &b) { return static_cast<int64_t>(b.size()); }

std::string at_text(const char *what, int64_t at) { return std::string(what) + " at " + std::to_string(at); }

std::string flip(chance &c, bytes &b) {
  const int64_t at = c.below(size_of(b));
  b[static_cast<size_t>(at)] ^= static_cast<uint8_t>(1 << c.below(8));
  return at_text("bit", at);
}

// A field is mostly on a multiple of 4 from the start or from the end.
int64_t place_of_field(chance &c, const bytes &b) {
  const int64_t room = size_of(b) - 8, at = c.below(room + 1);
  return c.once_in(3) ? at : c.once_in(2) ? at / 4 * 4
                                          : room - (room - at) / 8 * 8;
}

template <class T>
std::string put(bytes &b, int64_t at, T value, const std::string &text) {
  std::memcpy(b.data() + at, &value, sizeof value);
  return at_text(text.c_str(), at);
}

std::string forge_field(chance &c, bytes &b) {
  if (size_of(b) < 16) return "nothing";
  const int64_t at = place_of_field(c, b);
  if (c.once_in(2)) {
    const double v = c.odd_number();
    return put(b, at, v, shown(v));
  }
  const int64_t v = c.odd_count();
  return c.once_in(3) ? put(b, at, static_cast<int32_t>(v), std::to_string(static_cast<int32_t>(v))) : put(b, at, v, std::to_string(v));
}

std::string cut(chance &c, bytes &b) {
  b.resize(static_cast<size_t>(c.below(size_of(b) + 1)));
  return at_text("cut", size_of(b));
}

std::string extend(chance &c, bytes &b) {
  for (int64_t left = c.between(1, 40); left > 0; --left) b.insert(b.end() - checksum_size, static_cast<uint8_t>(c.word()));
  return at_text("extended", size_of(b));
}

std::string splice(chance &c, bytes &b, const bytes &other) {
  const int64_t at = c.below(std::min(size_of(b), size_of(other)) + 1), from = c.once_in(2) ? at : c.below(size_of(other) + 1);
  b.resize(static_cast<size_t>(at));
  b.insert(b.end(), other.begin() + from, other.end());
  return at_text("spliced", at);
}

std::string leave_out(chance &c, bytes &b) {
  const int64_t at = c.below(size_of(b)), count = std::min(c.between(1, 16), size_of(b) - at);
  b.erase(b.begin() + at, b.begin() + at + count);
  return at_text("left out", at);
}

std::string repeat(chance &c, bytes &b) {
  const int64_t at = c.below(size_of(b)), count = std::min(c.between(1, 64), size_of(b) - at);
  const bytes part(b.begin() + at, b.begin() + at + count);
  b.insert(b.begin() + at, part.begin(), part.end());
  return at_text("repeated", at);
}

std::string change(chance &c, bytes &b, const bytes &other) {
  if (b.empty()) return "empty";
  switch (c.below(12)) {
    case 0: return cut(c, b);
    case 1: return size_of(b) < checksum_size ? "nothing" : extend(c, b);
    case 2: return splice(c, b, other);
    case 3: return leave_out(c, b);
    case 4: return repeat(c, b);
    case 5:
    case 6:
    case 7: return flip(c, b);
    default: return forge_field(c, b);
  }
}

}  // namespace

std::vector<uint8_t> forged(chance &c, const bytes &whole, const bytes &other, std::string &how) {
  bytes b = whole;
  for (int64_t left = c.once_in(3) ? c.between(2, 4) : 1; left > 0; --left) how += change(c, b, other) + "; ";
  put_checksum_right(b);
  return b;
}

}  // namespace wgf::fuzz
