#include "capi/arguments.h"

#include <cmath>
#include <limits>

#include "base/text.h"
#include "base/paced.h"
#include "wgf/ensemble.h"

namespace wgf::capi {

void fail_null(const char *name, const std::string &needed) {
  fail(WGF_E_ARGUMENT, std::string(name) + " is NULL; " + needed);
}

void fail_argument(const char *name, const std::string &received, const std::string &allowed) {
  fail(WGF_E_ARGUMENT, std::string(name) + " is " + received + "; allowed is " + allowed);
}

std::string require_text(const char *name, const char *text) {
  if (!text) fail_null(name, "a text is needed");
  return text;
}

std::string require_word(const char *name, const char *text) {
  std::string word = require_text(name, text);
  if (word.empty()) fail_argument(name, "\"\"", "a text that is not empty");
  return word;
}

void require_at_least(const char *name, int64_t value, int64_t minimum) {
  if (value < minimum) fail_argument(name, std::to_string(value), std::to_string(minimum) + " or more");
}

void require_between(const char *name, int64_t value, int64_t minimum, int64_t maximum) {
  if (value < minimum || value > maximum)
    fail_argument(name, std::to_string(value), std::to_string(minimum) + " to " + std::to_string(maximum));
}

void require_index(const char *name, int64_t value, int64_t count) {
  require_between(name, value, 0, count - 1);
}

void require_equal(const char *name, int64_t value, int64_t expected, const char *meaning) {
  if (value != expected)
    fail_argument(name, std::to_string(value), std::to_string(expected) + ", " + meaning);
}

void require_number(const char *name, double value) {
  if (!std::isfinite(value)) fail_argument(name, to_text(value), "a finite number");
}

void require_number(const char *name, double value, double minimum, double maximum) {
  if (!(value >= minimum && value <= maximum))
    fail_argument(name, to_text(value), to_text(minimum) + " to " + to_text(maximum));
}

void require_finite(const char *name, int64_t count, const double *values) {
  in_stretches(count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      if (!std::isfinite(values[i]))
        require_number((std::string(name) + "[" + std::to_string(i) + "]").c_str(), values[i]);
  });
}

void require_layout(int32_t layout) {
  require_between("layout", layout, WGF_PARTICLE_MAJOR, WGF_COORDINATE_MAJOR);
}

int64_t require_volume(int64_t n, int64_t d) {
  constexpr int64_t most = std::numeric_limits<int64_t>::max() / static_cast<int64_t>(sizeof(double));
  require_at_least("n", n, 1);
  require_at_least("d", d, 1);
  if (n > most / d)
    fail_argument("n", std::to_string(n),
                  "at most " + std::to_string(most / d) + " when d is " + std::to_string(d));
  return n * d;
}

void require_matrix(int64_t n, int64_t d, const double *x, const shape &expected) {
  require_equal("n", n, expected.n, expected.n_meaning);
  require_equal("d", d, expected.d, expected.d_meaning);
  if (n > 0 && d > 0) require_pointer("x", x);
}

void require_vector(int64_t n, const double *values, int64_t expected, const char *meaning) {
  require_equal("n", n, expected, meaning);
  if (n > 0) require_pointer("values", values);
}

std::vector<double> require_weights(int64_t n, const double *values) {
  require_finite("values", n, values);
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    breathe(2);
    if (values[i] < 0)
      fail_argument(("values[" + std::to_string(i) + "]").c_str(), to_text(values[i]),
                    "a number of 0 or more");
    sum += values[i];
  }
  if (!(sum > 0 && std::isfinite(sum)))
    fail_argument("the sum of values", to_text(sum), "positive and finite");
  std::vector<double> weights = copied(values, n);
  in_stretches(n, 5, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) weights[static_cast<size_t>(i)] /= sum;
  });
  return weights;
}

void require_struct_size(const char *name, uint32_t received, size_t known) {
  if (received < 2 * sizeof(uint32_t))
    fail_argument((std::string(name) + "->struct_size").c_str(), std::to_string(received),
                  "the size of the record, " + std::to_string(known));
}

}  // namespace wgf::capi
