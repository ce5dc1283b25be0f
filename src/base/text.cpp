#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace wgf {

namespace {

// Without regard to case.
bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return lower(a) == lower(b);
}

size_t edit_distance(const std::string &a, const std::string &b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string> parts_of(const std::string &text, const char *separators) {
  std::vector<std::string> parts;
  for (size_t at = text.find_first_not_of(separators); at != std::string::npos;) {
    const size_t end = text.find_first_of(separators, at);
    parts.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(separators, end);
  }
  return parts;
}

namespace {

// Not inside a character of UTF-8.
size_t cut_before(const std::string &text, size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

}  // namespace

std::string quoted(const std::string &text, size_t most) {
  if (text.size() <= most) return "\"" + text + "\"";
  const size_t head = cut_before(text, most / 2), tail = cut_before(text, text.size() - most / 4);
  return "\"" + text.substr(0, head) + "..." + text.substr(tail) + "\" (" + std::to_string(text.size()) + " bytes)";
}

std::string nearest_name(const std::string &name, const std::vector<std::string> &allowed) {
  std::string best;
  if (name.size() > 64) return best;  // no allowed name is half as long, and the distance takes time in proportion
  size_t least = std::max<size_t>(3, name.size() / 2) + 1;
  for (const std::string &candidate : allowed) {
    const size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string to_text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end.ptr);
}

}  // namespace wgf
