// Checks of arguments. Each fails with WGF_E_ARGUMENT and names the argument, the value received and the
// value allowed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"

namespace wgf::capi {

[[noreturn]] void fail_null(const char *name, const std::string &needed);
[[noreturn]] void fail_argument(const char *name, const std::string &received, const std::string &allowed);

template <class T>
void require_pointer(const char *name, T *pointer) {
  if (!pointer) fail_null(name, "an address is needed");
}

// The engine's object behind a handle, held for as long as the caller needs it: a callback may destroy the
// handle.
template <class Handle>
auto core_of(const char *name, const Handle *handle) {
  if (!handle) fail_null(name, std::string("a handle from ") + Handle::maker + " is needed");
  return handle->core;
}

std::string require_text(const char *name, const char *text);  // may be empty
std::string require_word(const char *name, const char *text);  // not empty

void require_at_least(const char *name, int64_t value, int64_t minimum);
void require_between(const char *name, int64_t value, int64_t minimum, int64_t maximum);
void require_index(const char *name, int64_t value, int64_t count);
void require_equal(const char *name, int64_t value, int64_t expected, const char *meaning);
void require_number(const char *name, double value);
void require_number(const char *name, double value, double minimum, double maximum);
void require_finite(const char *name, int64_t count, const double *values);
void require_layout(int32_t layout);

// n * d, both at least 1, and few enough for the bytes of that many doubles to be counted.
int64_t require_volume(int64_t n, int64_t d);

struct shape {
  int64_t n, d;
  const char *n_meaning, *d_meaning;
};
// Shape and address of an argument (n, d, x).
void require_matrix(int64_t n, int64_t d, const double *x, const shape &expected);
void require_vector(int64_t n, const double *values, int64_t expected, const char *meaning);

// n weights divided by their sum.
std::vector<double> require_weights(int64_t n, const double *values);

// A record that begins with struct_size, set by the caller.
void require_struct_size(const char *name, uint32_t received, size_t known);

template <class Record>
void require_record(const char *name, const Record *record) {
  require_pointer(name, record);
  require_struct_size(name, record->struct_size, sizeof(Record));
}

// Fills as much of the caller's record as the caller knows.
template <class Record>
void fill_record(Record *record, Record full) {
  full.struct_size = record->struct_size;
  std::memcpy(record, &full, std::min<size_t>(record->struct_size, sizeof full));
}

}  // namespace wgf::capi
