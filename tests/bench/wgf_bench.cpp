// wgf_bench: times what the library offers and prints one JSON line a case. README.md of this folder says what the numbers are.
#include <cstring>
#include <exception>
#include <iostream>
#include <stdexcept>

#include "bench/cases.h"
#include "bench/options.h"
#include "simd/isa.h"

namespace wgf_bench {

namespace {

constexpr bench_case table[] = {
    {"svgd", uses_size | uses_dtype, run_svgd},
    {"svgd_nystrom", uses_size | uses_dtype, run_svgd_nystrom},
    {"mmd", uses_size | uses_dtype | uses_kernel, run_mmd},
    {"mmd_nystrom", uses_size | uses_dtype, run_mmd_nystrom},
    {"ksd", uses_size | uses_dtype, run_ksd},
    {"sw", uses_size | uses_dtype | uses_slices, run_sliced_wasserstein},
    {"sliced_energy", uses_size | uses_dtype | uses_slices, run_sliced_energy},
    {"sinkhorn", uses_size | uses_dtype, run_sinkhorn},
    {"emd", uses_size | uses_dtype, run_emd},
    {"ula", uses_size | uses_dtype, run_ula},
    {"median", uses_size | uses_dtype, run_median},
    {"step", uses_size | uses_dtype, run_step},
    {"limits", uses_dtype, run_limits},
};

const bench_case *find(const std::string &name) {
  for (const bench_case &c : table)
    if (name == c.name) return &c;
  return nullptr;
}

template <class T>
std::vector<T> used(const bench_case &c, unsigned list, const std::vector<T> &values) {
  return c.lists & list ? values : std::vector<T>(values.begin(), values.begin() + 1);
}

void run_all_sizes(const bench_case &c, const options &o) {
  for (const std::string &dtype : used(c, uses_dtype, o.dtypes))
    for (const std::string &kernel : used(c, uses_kernel, o.kernels))
      for (const int64_t slices : used(c, uses_slices, o.slices))
        for (const int64_t n : used(c, uses_size, o.n))
          for (const int64_t d : used(c, uses_size, o.d)) c.run({n, d, dtype, kernel, slices, o.threads, o.reps});
}

int refuse(int status, const std::string &text) {
  std::cerr << text << std::endl;
  return status;
}

int run(const options &o) {
  for (const std::string &name : o.cases)
    if (!find(name)) return refuse(2, "no such case: " + name);
  if (o.threads == 1) work_on_one_core();
  const std::string best = wgf::simd::isa_available().back();
  for (const std::string &isa : o.isas) {
    if (!wgf::simd::set_isa(isa == "best" ? best.c_str() : isa.c_str())) return refuse(3, "this machine has no " + isa);
    for (const std::string &name : o.cases) run_all_sizes(*find(name), o);
  }
  return 0;
}

}  // namespace

}  // namespace wgf_bench

int main(int count, char **arguments) {
  try {
    return wgf_bench::run(wgf_bench::parse(count, arguments));
  } catch (const std::invalid_argument &wrong) {
    std::cerr << wrong.what() << "\n"
              << wgf_bench::usage;
    return 2;
  } catch (const std::exception &failed) {
    std::cerr << failed.what() << std::endl;
    return 1;
  }
}
