// Squared sliced Wasserstein-2 distance: the mean over directions theta of W2^2 between the projections,
// exact along each.
#include "core/discrepancy_spec.h"
#include "transport/line/slices.h"

namespace wgf {

namespace {

class sliced_distance : public evaluator {
 public:
  double evaluate(const discrepancy_input &in, double *gradient) override {
    const sample_cloud &samples = in.other.samples();
    slices &lines = lines_.get(in.options.text("precision") == "float");
    lines.prepare(in.n, samples.n, in.d, in.options.integer("slices"), in.pool.threads());
    lines.set_directions({in.seed, 0, purpose::slices});
    return lines.sw2({in.n, in.x, in.w}, {samples.n, samples.x.data(), samples.w.data()}, {gradient, -2, false}, in.pool);
  }

 private:
  kept_slices lines_;
};

}  // namespace

const discrepancy_spec &discrepancy_sliced_wasserstein() {
  static const discrepancy_spec spec{
      .name = "sliced_wasserstein",
      .summary =
          "Squared sliced Wasserstein-2 distance between the particles and samples: a mean over random "
          "directions, the same for the same seed, without a factor of the dimension.",
      .reference = "Bonneel, Rabin, Peyre and Pfister 2015, definition 1",
      .needs = "samples",
      .options = {integer_option("slices", 200, 1, int64_t{1} << 31,
                                 "Random directions. For clouds that differ by a shift the standard error over directions "
                                 "is below sqrt(2/slices) of the value in any dimension: 10 % for 200."),
                  precision_of_slices()},
      .make = [] { return std::unique_ptr<evaluator>(new sliced_distance); },
      .length_power = [](const discrepancy_input &) { return 2; },
  };
  return spec;
}

}  // namespace wgf
