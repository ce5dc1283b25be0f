// Energy distance: 2 E|X-Y| - E|X-X'| - E|Y-Y'|, which is the squared MMD of the kernel -|x-y|.
#include <algorithm>

#include "core/discrepancy_spec.h"
#include "discrepancies/two_sample.h"
#include "pair/profile.h"

namespace wgf {

namespace {

pair::profile minus_distance() {
  pair::profile p;
  p.index = pair::find_profile("riesz");
  p.shape = 1;
  return p;
}

double evaluate(const discrepancy_input &in, double *gradient) {
  const sample_cloud &samples = in.other.samples();
  const cloud x{in.n, in.x, in.w}, y{samples.n, samples.x.data(), samples.w.data()};
  const int64_t largest = std::max(x.n, y.n);
  const std::unique_ptr<kernel> k = make_radial_kernel(
      minus_distance(), 1, {in.options, nullptr, nullptr, largest, largest, in.d, in.seed, in.pool});
  return two_sample(*k, x, y, in.d, in.options.integer("unbiased") == 1, gradient);
}

}  // namespace

const discrepancy_spec &discrepancy_energy() {
  static const discrepancy_spec spec = {
      "energy",
      "Energy distance 2 E|X-Y| - E|X-X'| - E|Y-Y'| between the particles and samples; some authors take "
      "half of it, or its root.",
      "Szekely and Rizzo 2013, equation 1",
      "samples",
      {unbiased_option(), text_option("precision", "double", "double float",
                                      "Arithmetic of the pair sums; sums are carried in double either way.")},
      evaluate,
  };
  return spec;
}

}  // namespace wgf
