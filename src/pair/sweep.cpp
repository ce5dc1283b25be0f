#include "pair/sweep.h"

#include "core/status.h"
#include "pair/fused.h"
#include "pair/mirrored.h"
#include "pair/plan.h"
#include "pair/tiled.h"
#include "parallel.h"

namespace wgf::pair {

namespace {

template <class Path>
void run_path(plan &p, workspace &scratch, workers &pool) {
  const sizes s{p.in.n, p.in.m, p.in.d, p.in.columns, pool.threads()};
  require(bytes_needed<Path>(s) <= scratch.bytes(), WGF_E_INTERNAL, "sweep: the workspace was prepared for less");
  carver memory(scratch.memory());
  frame shared(memory, s);
  Path path(memory, s);
  shared.fill(p, Path::stretch);
  path.run(p, pool);
}

template <class T>
void run_in(plan &p, workspace &scratch, workers &pool) {
  require(p.in.x_potential == nullptr || has_gaussian_terms(p), WGF_E_INTERNAL, "sweep: potentials need a Gaussian and multiples of it");
  if (has_gaussian_terms(p) && is_mirrored<T>(p))
    run_path<mirrored<T>>(p, scratch, pool);
  else if (has_gaussian_terms(p))
    run_path<fused<T>>(p, scratch, pool);
  else
    run_path<tiled<T>>(p, scratch, pool);
}

}  // namespace

void sweep(const rule &r, const sweep_input &in, const sweep_output &out, workspace &scratch, workers &pool) {
  plan p = make_plan(r, in, out);
  if (in.single_precision && in.kernel.callback == nullptr)
    run_in<float>(p, scratch, pool);
  else
    run_in<double>(p, scratch, pool);
}

}  // namespace wgf::pair
