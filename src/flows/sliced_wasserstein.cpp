// Sliced Wasserstein flow towards samples: F = SW2^2(mu, target)/2 + lambda int mu log mu, so
//   v(x) = mean over directions theta of (T_theta(<theta, x>) - <theta, x>) theta, plus the noise sqrt(2
//   lambda h) of the entropy,
// with T_theta the optimal map between the projections. Liutkus, Simsekli, Majewski, Durmus and Stoeter 2019,
// equations 11 and 14; their mean over directions is kept: no factor d.
#include "core/flow_spec.h"
#include "solve/slices.h"
#include "step/descent.h"

namespace wgf {

namespace {

class sliced_field : public drift_field {
 public:
  explicit sliced_field(const scene &s)
      : target_{s.samples->samples().n, s.samples->samples().x.data(), s.samples->samples().w.data()},
        fresh_(s.d > 1 && s.options.text("directions") == "fresh"),
        lambda_(s.options.real("regularization")),
        pool_(s.pool) {
    lines_.prepare(s.n, target_.n, s.d, s.options.integer("slices"), s.pool.threads());
    lines_.set_directions({s.seed, 0, purpose::slices});
    if (!fresh_) lines_.keep(target_, pool_);
  }

  void velocity(const particles &cloud, const answer &, double *v) override {
    turn(cloud);
    lines_.sw2({cloud.n, cloud.x, cloud.w}, target_, v, pool_);
  }

  bool energy(const particles &cloud, const answer &, double *value) override {
    if (lambda_ > 0) return false;  // the entropy of a cloud of points has no value
    turn(cloud);
    *value = 0.5 * lines_.sw2({cloud.n, cloud.x, cloud.w}, target_, nullptr, pool_);
    return true;
  }

  double diffusion() const override { return lambda_; }

 private:
  // Directions belong to the step, so velocity and energy at one step see the same.
  void turn(const particles &cloud) {
    if (!fresh_ || cloud.step == drawn_) return;
    lines_.set_directions({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::slices});
    drawn_ = cloud.step;
  }

  slices::points target_;
  bool fresh_;
  double lambda_;
  workers &pool_;
  int64_t drawn_ = 0;
  slices lines_;
};

}  // namespace

const flow_spec &flow_sliced_wasserstein() {
  static const flow_spec spec = {
      "sliced_wasserstein",
      "Moves particles onto samples by optimal transport along random directions: O(slices n log n) a step.",
      "Liutkus, Simsekli, Majewski, Durmus and Stoeter 2019, equations 11 and 14",
      "SW2^2(mu, target)/2 + lambda int mu log mu, SW2^2 the mean over directions",
      "Wasserstein-2",
      "explicit Euler; Euler-Maruyama with regularization",
      "samples",
      "O(n d + (n + m) max(threads, 8)); with fixed directions O(m slices) more",
      0,
      true,
      permutation | translation,
      false,
      true,
      option_table{
          integer_option("slices", 50, 1, int64_t{1} << 31, "Directions in a step."),
          text_option("directions", "fresh", "fresh fixed",
                      "fresh: new directions every step, so that their error averages out. fixed: the same "
                      "ones throughout; the target is projected "
                      "and sorted once, which about halves the cost of a step, but nothing moves the "
                      "particles between few directions in many dimensions."),
          real_option("regularization", 0, 0, unbounded,
                      "lambda: adds the noise sqrt(2 lambda h), the flow of the entropy, which spreads the "
                      "particles."),
      }
          .add(descent_options(1,
                               "Step size h. 1, the paper's: a longer step overshoots along the directions "
                               "of the step (in one dimension a step "
                               "of 1 lands on the target). Flow time runs d times slower than for the sum "
                               "over a basis, so means need about d log(1/error) steps.")),
      [](const scene &s) { return make_descent(s, std::make_unique<sliced_field>(s)); },
  };
  return spec;
}

}  // namespace wgf
