// Energy distance: 2 E|X-Y| - E|X-X'| - E|Y-Y'|, which is the squared MMD of the kernel -|x-y|.
#include <algorithm>
#include <cmath>

#include "core/discrepancy_spec.h"
#include "discrepancies/two_sample.h"
#include "pair/median.h"
#include "pair/profile.h"
#include "transport/line/slices.h"

namespace wgf {

namespace {

pair::profile minus_distance() {
  pair::profile p;
  p.index = pair::find_profile("riesz");
  p.shape = 1;
  return p;
}

// A power of two near the clouds' distance: the kernel has no length of its own, but what rounding is potential depends on one.
double unit_of(const discrepancy_input &in, const cloud &x, const cloud &y) {
  const double square = pair::mean_squared_distance(in.d, x.n, x.x, x.w, y.n, y.x, y.w);
  return square > 0 ? std::ldexp(1, std::ilogb(std::sqrt(square))) : 1;
}

class energy_distance : public evaluator {
 public:
  double evaluate(const discrepancy_input &in, double *gradient) override {
    return in.options.text("approximation") == "sliced" ? sliced(in, gradient) : exact(in, gradient);
  }

 private:
  static double exact(const discrepancy_input &in, double *gradient) {
    const sample_cloud &samples = in.other.samples();
    const cloud x{in.n, in.x, in.w}, y{samples.n, samples.x.data(), samples.w.data()};
    const int64_t largest = std::max(x.n, y.n);
    const double unit = unit_of(in, x, y);
    const std::unique_ptr<kernel> k = make_radial_kernel(
        minus_distance(), unit, {in.options, nullptr, nullptr, largest, largest, in.d, in.seed, in.pool});
    const double value = two_sample(*k, x, y, in.d, in.options.integer("unbiased") == 1, gradient);
    for (int64_t i = 0; gradient && i < in.n * in.d; ++i) gradient[i] *= unit;
    return value * unit;
  }

  // The mean over directions of the distance on the line, |x| = factor E|<theta, x>|.
  double sliced(const discrepancy_input &in, double *gradient) {
    require(in.options.integer("unbiased") == 0, WGF_E_UNSUPPORTED, "approximation \"sliced\" is of the V-statistic: option \"unbiased\" must be 0");
    const sample_cloud &samples = in.other.samples();
    slices &lines = lines_.get(in.options.text("precision") == "float");
    lines.prepare(in.n, samples.n, in.d, in.options.integer("slices"), in.pool.threads());
    lines.set_directions({in.seed, 0, purpose::slices});
    const double factor = 2 * slices::distance_factor(in.d);
    return factor * lines.energy({in.n, in.x, in.w}, {samples.n, samples.x.data(), samples.w.data()}, {gradient, -factor, false}, in.pool);
  }

  kept_slices lines_;
};

}  // namespace

const discrepancy_spec &discrepancy_energy() {
  static const discrepancy_spec spec{
      .name = "energy",
      .summary =
          "Energy distance 2 E|X-Y| - E|X-X'| - E|Y-Y'| between the particles and samples; some authors take "
          "half of it, or its root.",
      .reference = "Szekely and Rizzo 2013, equation 1",
      .needs = "samples",
      .options = {unbiased_option(), text_option("precision", "double", "double float", "Arithmetic of the pair sums, or along the lines of slices; sums are carried in double either way. The value is good to some 2^-53, with float 2^-24, of the mean distance."),
                  text_option("approximation", "exact", "exact sliced",
                              "sliced: the mean over random directions of the distance on the line, by sorting: O(slices n log n), unbiased in the directions."),
                  integer_option("slices", 50, 1, int64_t{1} << 31, "sliced: directions, drawn by the context's seed.")},
      .make = [] { return std::unique_ptr<evaluator>(new energy_distance); },
      .length_power = [](const discrepancy_input &) { return 1; },
  };
  return spec;
}

}  // namespace wgf
