#include "bench/line.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "bench/machine.h"
#include "simd/isa.h"

namespace wgf_bench {

namespace {

json six_digits(double value) {
  if (!std::isfinite(value)) return nullptr;
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return std::strtod(text, nullptr);
}

}  // namespace

void print_line(const char *name, const setup &s, const json &which, const timing &ms, double limit, const json &more) {
  json line = {{"case", name}, {"impl", "wgf"}, {"n", s.n}, {"d", s.d}, {"dtype", s.dtype}};
  line.update(which);
  line.update({{"threads", s.threads}, {"isa", wgf::simd::isa_name()}});
  line.update({{"ms", six_digits(ms.best)}, {"ms_med", six_digits(ms.median)}, {"limit_share", six_digits(limit / ms.best)}});
  for (const auto &[key, value] : more.items()) line[key] = value.is_number_float() ? six_digits(value.get<double>()) : value;
  std::cout << line.dump() << std::endl;
}

double ms_of_fmas(const setup &s, double count) { return count / (fma_rate(s.dtype) * static_cast<double>(s.threads)) * 1e-6; }

void tell_left_out(const char *name, const setup &s, const char *why) {
  std::cerr << name << " n=" << s.n << " d=" << s.d << " " << s.dtype << " left out: " << why << std::endl;
}

}  // namespace wgf_bench
