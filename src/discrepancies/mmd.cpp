// Squared maximum mean discrepancy:
//   MMD^2 = sum_ij w_i w_j k(x_i, x_j) + sum_ij v_i v_j k(y_i, y_j) - 2 sum_ij w_i v_j k(x_i, y_j).
#include <algorithm>

#include "core/discrepancy_spec.h"
#include "discrepancies/two_sample.h"

namespace wgf {

namespace {

double evaluate(const discrepancy_input &in, double *gradient) {
  const sample_cloud &samples = in.other.samples();
  const cloud x{in.n, in.x, in.w}, y{samples.n, samples.x.data(), samples.w.data()};
  const int64_t largest = std::max(x.n, y.n);
  const std::unique_ptr<kernel> k =
      make_kernel({in.options, in.own_kernel, nullptr, largest, largest, in.d, in.seed, in.pool});
  k->adapt(x, y);
  return two_sample(*k, x, y, in.d, in.options.integer("unbiased") == 1, gradient);
}

}  // namespace

const discrepancy_spec &discrepancy_mmd() {
  static const discrepancy_spec spec{
      .name = "mmd",
      .summary =
          "Squared maximum mean discrepancy between the particles and samples. The gradient holds a bandwidth "
          "taken by a rule fixed.",
      .reference = "Gretton, Borgwardt, Rasch, Schoelkopf and Smola 2012, equations 3 and 5",
      .needs = "samples",
      .options = option_table{unbiased_option()}.add(kernel_options("gaussian", "median").without("bandwidth_every")),
      .make = make_evaluator<evaluate>,
      .length_power = [](const discrepancy_input &in) { return kernel_length_power(in.options, in.own_kernel); },
  };
  return spec;
}

}  // namespace wgf
