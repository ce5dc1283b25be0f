#include "pair/sweep.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/status.h"
#include "pair/layout/extent.h"
#include "pair/gaussian/gaussian_sweep.h"
#include "pair/gaussian/symmetric_sweep.h"
#include "pair/general/sweep_job.h"
#include "pair/general/general_sweep.h"
#include "base/parallel.h"

namespace wgf::pair {

namespace {

sizes sizes_of(const sweep_job &p, const workers &pool) { return {p.in.n, p.in.m, p.in.d, p.in.columns, pool.threads()}; }

template <class Path>
void run_path(sweep_job &p, const packing &shared, arena memory, workspace &scratch, workers &pool) {
  const sizes s = sizes_of(p, pool);
  require(bytes_needed<Path>(s) <= scratch.bytes(), WGF_E_INTERNAL, "sweep: the workspace was prepared for less");
  Path path(memory, s);
  shared.set_unit(p, Path::stretch);
  path.run(p, pool);
}

template <class T>
void run_in(sweep_job &p, const packing &shared, const arena &memory, workspace &scratch, workers &pool) {
  require(p.in.x_potential == nullptr || has_gaussian_terms(p), WGF_E_INTERNAL, "sweep: potentials need a Gaussian and multiples of it");
  const bool in_registers = has_gaussian_terms(p) && !p.careful && !p.apart;
  if (in_registers && is_symmetric_sweep<T>(p))
    run_path<symmetric_sweep<T>>(p, shared, memory, scratch, pool);
  else if (in_registers)
    run_path<gaussian_sweep<T>>(p, shared, memory, scratch, pool);
  else
    run_path<general_sweep<T>>(p, shared, memory, scratch, pool);
}

void multiply(double *from, const double *end, double factor) {
  for (; from != end; ++from) *from *= factor;
}

// Step by step, so that nothing leaves the doubles before the result does.
void take_power(const sweep_job &p, double *out, int64_t count, int power, workers &pool) {
  constexpr int64_t chunk = 1 << 16;
  if (out == nullptr || p.exponent == 0 || power == 0) return;
  const bool at_once = std::abs(p.exponent * power) <= 1000;
  const double factor = at_once ? std::ldexp(1.0, -p.exponent * power) : 1 / p.over;
  pool.for_each((count + chunk - 1) / chunk, 0.3 * static_cast<double>(chunk), [&](int64_t part, int) {
    for (int times = 0; times < (at_once ? 1 : power); ++times) multiply(out + part * chunk, out + std::min(count, (part + 1) * chunk), factor);
  });
}

void leave_units(const sweep_job &p, workers &pool) {
  const sweep_output &out = p.out;
  take_power(p, out.payload, p.in.n * p.in.columns, p.payload_power, pool);
  if (out.displacement != out.payload) take_power(p, out.displacement, p.in.n * p.in.d, p.displacement_power, pool);
  take_power(p, out.scalar, p.in.n, p.scalar_power, pool);
}

}  // namespace

void sweep(const rule &r, const sweep_input &in, const sweep_output &out, workspace &scratch, workers &pool) {
  sweep_job p = make_sweep_job(r, in, out);
  arena memory(scratch.memory());
  const sizes s = sizes_of(p, pool);
  require(bytes_needed<general_sweep<float>>(s) <= scratch.bytes(), WGF_E_INTERNAL, "sweep: the workspace was prepared for less");
  const packing shared(memory, s);
  shared.locate(p);
  const extent e = extent_of(p, shared.room, pool);
  const bool floats = in.single_precision && in.kernel.callback == nullptr && fits_float(e);
  choose_care(p, e, floats);
  if (floats)
    run_in<float>(p, shared, memory, scratch, pool);
  else
    run_in<double>(p, shared, memory, scratch, pool);
  leave_units(p, pool);
}

}  // namespace wgf::pair
