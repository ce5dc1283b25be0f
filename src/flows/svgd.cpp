// Stein variational gradient descent (Liu and Wang 2016, algorithm 1):
//   v_i = sum_j w_j [ k(x_j, x_i) s_j + grad_{x_j} k(x_j, x_i) ]
// x_i position, s_i score, w_i weight, k kernel. Cost O(n^2 d) and one evaluation of n scores a step.
#include "core/flow_spec.h"
#include "kernels/kernel.h"
#include "step/descent.h"

namespace wgf {

namespace {

class svgd_field : public drift_field {
 public:
  explicit svgd_field(const scene &s)
      : every_(s.options.integer("bandwidth_every")),
        kernel_(make_kernel({s.options, s.own_kernel, s.features, s.n, s.n, s.d, s.seed, s.pool, &s.host})) {}

  int32_t wants() const override { return WGF_SCORE; }

  void velocity(const particles &cloud, const answer &given, double *v) override {
    const wgf::cloud all{cloud.n, cloud.x, cloud.w};
    kernel_->begin(cloud.seed, cloud.step);
    if (cloud.step % every_ == 0) kernel_->adapt(all, {});
    kernel_->stein(cloud.n, cloud.x, all, given.score, v);
  }

  double bandwidth() const override { return kernel_->bandwidth(); }
  double approximation_error() const override { return kernel_->approximation_error(); }

  void archive(wgf::archive &bytes) override { kernel_->archive(bytes); }

 private:
  int64_t every_;
  std::unique_ptr<kernel> kernel_;
};

std::unique_ptr<recipe> make(const scene &s) {
  return make_descent(s, std::make_unique<svgd_field>(s), make_stepper(s.options, s.n * s.d));
}

option_table options() {
  return kernel_options("gaussian", "svgd")
      .add(approximation_options("exact nystrom random_batch cells"))
      .add(stepper_options("adagrad"))
      .add(descent_options(0.1,
                           "Step size. With the default stepper adagrad it is the typical move of a coordinate per step: a tenth of a "
                           "standardised coordinate; with euler it is the step in flow time."));
}

}  // namespace

const flow_spec &flow_svgd() {
  static const flow_spec spec{
      "svgd",
      "Stein variational gradient descent: a deterministic cloud that approximates a posterior.",
      "Liu and Wang 2016, Stein variational gradient descent, algorithm 1",
      "KL(mu | target)",
      "Stein (kernelised Wasserstein)",
      "explicit, with an adaptive stepper",
      "score",
      "O(n d)",
      100,
      "As in the published experiments: the cost grows as n^2, and variances are underestimated when n is near d.",
      WGF_SCORE,
      false,
      permutation | rotation | translation,
      true,
      false,
      options(),
      make,
      [](const option_set &options) { return options.text("kernel") == "linear" ? no_power : 0; },
  };
  return spec;
}

}  // namespace wgf
