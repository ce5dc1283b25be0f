// What wgf_bench can time. A case is one function, and one line of the table in wgf_bench.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "bench/timing.h"

namespace wgf_bench {

struct setup {
  int64_t n, d;
  std::string dtype, kernel;
  int64_t slices, threads, reps;

  bool single() const { return dtype == "f32"; }
};

// Lists of the command line that a case runs through; of the others it sees the first entry.
enum uses : unsigned {
  uses_size = 1,
  uses_dtype = 2,
  uses_kernel = 4,
  uses_slices = 8,
};

struct bench_case {
  const char *name;
  unsigned lists;
  void (*run)(const setup &);
};

void run_svgd(const setup &);
void run_svgd_nystrom(const setup &);
void run_mmd(const setup &);
void run_mmd_nystrom(const setup &);
void run_ksd(const setup &);
void run_median(const setup &);
void run_sliced_wasserstein(const setup &);
void run_sliced_energy(const setup &);
void run_sinkhorn(const setup &);
void run_emd(const setup &);
void run_ula(const setup &);
void run_step(const setup &);
void run_limits(const setup &);

}  // namespace wgf_bench
