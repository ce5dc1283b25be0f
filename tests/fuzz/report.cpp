#include "report.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace wgf::fuzz {

void report::begin(int64_t a_seed) {
  seed = a_seed;
  call = -1;
  lines = 0;
}

int64_t report::write(const char *text) {
  const int64_t at = lines++;
  std::snprintf(line[at % lines_kept], line_size, "%4lld  %s", static_cast<long long>(call.load()), text);
  return at;
}

void report::append(int64_t at, const char *text) {
  char *last = line[at % lines_kept];
  const size_t used = std::strlen(last);
  std::snprintf(last + used, line_size - used, "%s", text);
}

void report::complain(const char *format, ...) {
  if (complained.exchange(true)) return;
  va_list more;
  va_start(more, format);
  std::vsnprintf(complaint, sizeof complaint, format, more);
  va_end(more);
}

void report::print() const {
  for (int64_t i = std::max<int64_t>(0, lines - lines_kept); i < lines; ++i) std::printf("  %s\n", line[i % lines_kept]);
  if (complained) std::printf("  does not hold: %s\n", complaint);
}

}  // namespace wgf::fuzz
